// SPDX-License-Identifier: Apache-2.0
// Answers without a program: the engine runs in the page, which may be a file on disk.
import { type Body, type Engine, Refusal, refusalOf } from "./engine";
import type { Session } from "./session";
import { engineWords } from "../text/engine_words";
import { WasmModule } from "./wasm_module";

export class WasmEngine implements Engine {
  private readonly compiled: Promise<WebAssembly.Module>;
  private running: Promise<WasmModule> | null = null;

  /** `bytes`: the module. What the session holds is loaded once it runs. */
  constructor(
    bytes: Promise<ArrayBuffer>,
    private readonly session: Session,
  ) {
    this.compiled = bytes.then((code) => WebAssembly.compile(code));
    this.compiled.catch(() => undefined); // told by the first question
  }

  async ask<Answer>(verb: string, body: Body): Promise<Answer> {
    const module = await this.module();
    let answer;
    try {
      answer = module.answer(verb, body);
    } catch {
      this.running = null; // its memory may be in any state
      throw new Refusal(engineWords.stopped, engineWords.stoppedMend);
    }
    if (answer.status !== 200) throw refusalOf(answer.document);
    return answer.document as Answer;
  }

  private async module(): Promise<WasmModule> {
    this.running ??= this.start();
    try {
      return await this.running;
    } catch (error) {
      this.running = null;
      if (error instanceof Refusal) throw error;
      throw new Refusal(engineWords.noStart, engineWords.noStartMend);
    }
  }

  private async start(): Promise<WasmModule> {
    const module = await WasmModule.start(await this.compiled);
    const { sources } = this.session;
    if (sources.length > 0) {
      const loaded = module.load({ sources });
      if (loaded.status !== 200) throw refusalOf(loaded.document);
    }
    return module;
  }
}
