// SPDX-License-Identifier: Apache-2.0
// What `halfopen report html` writes into the page: the inputs, the first question, the engine.
import type { Question } from "./documents";
import type { Source } from "./engine";

export interface Session {
  sources: Source[];
  question: Partial<Question>;
}

/** The session of this page; null if a program serves it. */
export function pageSession(): Session | null {
  const text = document.getElementById("halfopen-session")?.textContent;
  return text ? (JSON.parse(text) as Session) : null;
}

function unpacked(packed: Blob): Promise<ArrayBuffer> {
  return new Response(packed.stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

/** The engine's module: base64 of its gzip bytes. Rejects if the page has none. */
export async function pageModule(): Promise<ArrayBuffer> {
  const block = document.getElementById("halfopen-wasm");
  const binary = atob(block?.textContent?.trim() ?? "");
  return unpacked(new Blob([Uint8Array.from(binary, (letter) => letter.charCodeAt(0))]));
}

/** The module that the program serves beside the page, once the browser has nothing better to do. Rejects if there is
 *  none. */
export async function servedModule(): Promise<ArrayBuffer> {
  await new Promise<void>((resolve) => addEventListener("load", () => setTimeout(resolve, 100), { once: true }));
  const response = await fetch("engine.wasm.gz");
  if (!response.ok) throw new Error("no engine is served");
  return unpacked(await response.blob());
}
