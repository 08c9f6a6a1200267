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

/** The engine's module: base64 of its gzip bytes. Rejects if the page has none. */
export async function pageModule(): Promise<ArrayBuffer> {
  const block = document.getElementById("halfopen-wasm");
  const binary = atob(block?.textContent?.trim() ?? "");
  const packed = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}
