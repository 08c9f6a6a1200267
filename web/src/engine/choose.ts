// SPDX-License-Identifier: Apache-2.0
import type { Engine } from "./engine";
import { HttpEngine } from "./http_engine";
import { ServedEngine } from "./served_engine";
import { pageModule, pageSession, servedModule } from "./session";
import { WasmEngine } from "./wasm_engine";

let chosen: Engine | null = null;

/** The engine of this page: the one that it carries, else the program that served it. */
export function chooseEngine(): Engine {
  const session = pageSession();
  chosen ??= session ? new WasmEngine(pageModule(), session.sources)
    : new ServedEngine(new HttpEngine(), new WasmEngine(servedModule(), []));
  return chosen;
}
