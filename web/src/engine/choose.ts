// SPDX-License-Identifier: Apache-2.0
import type { Engine } from "./engine";
import { HttpEngine } from "./http_engine";
import { pageModule, pageSession } from "./session";
import { WasmEngine } from "./wasm_engine";

let chosen: Engine | null = null;

/** The engine of this page: the one that it carries, else the program that served it. */
export function chooseEngine(): Engine {
  const session = pageSession();
  chosen ??= session ? new WasmEngine(pageModule(), session) : new HttpEngine();
  return chosen;
}
