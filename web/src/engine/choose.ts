// SPDX-License-Identifier: Apache-2.0
import type { Engine } from "./engine";
import { HttpEngine } from "./http_engine";

/** The engine of this page: the program that served it. */
export function chooseEngine(): Engine {
  return new HttpEngine();
}
