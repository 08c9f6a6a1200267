// SPDX-License-Identifier: Apache-2.0
// The engine of a page that a program serves. The program answers; what is asked of rule tables while somebody types, the
// same engine answers in the page, within the frame of the key.
import { type Body, type Engine, asksTables } from "./engine";
import type { HttpEngine } from "./http_engine";
import type { WasmEngine } from "./wasm_engine";

const localVerbs = ["check", "explain"];

export class ServedEngine implements Engine {
  private started = false;

  constructor(
    private readonly program: HttpEngine,
    private readonly tables: WasmEngine,
  ) {
    void tables.start().then((started) => (this.started = started));
  }

  async ask<Answer>(verb: string, body: Body): Promise<Answer> {
    if (!this.started || !localVerbs.includes(verb) || !asksTables(body)) return this.program.ask(verb, body);
    return this.tables.ask<Answer>(verb, body);
  }

  askNow<Answer>(verb: string, body: Body): Answer | undefined {
    if (!this.started) return undefined;
    return this.tables.askNow<Answer>(verb, body);
  }
}
