// SPDX-License-Identifier: Apache-2.0
// Answers without a program: the engine runs in the page, which may be a file on disk.
import { type Body, type Engine, Refusal, asksTables, refusalOf } from "./engine";
import type { Source } from "./engine";
import { engineWords } from "../text/engine_words";
import { type WasmAnswer, WasmModule } from "./wasm_module";

/** What is asked while somebody types. */
const quickVerbs = ["check"];

export class WasmEngine implements Engine {
  private readonly compiled: Promise<WebAssembly.Module>;
  private starting: Promise<WasmModule> | null = null;
  private running: WasmModule | null = null;

  /** `bytes`: the module. `loaded`: what is loaded once it runs. */
  constructor(
    bytes: Promise<ArrayBuffer>,
    private readonly loaded: Source[],
  ) {
    this.compiled = bytes.then((code) => WebAssembly.compile(code));
    this.compiled.catch(() => undefined); // told by the first question
  }

  async ask<Answer>(verb: string, body: Body): Promise<Answer> {
    return this.answer(await this.module(), verb, body);
  }

  askNow<Answer>(verb: string, body: Body): Answer | undefined {
    if (this.running === null || !quickVerbs.includes(verb) || !asksTables(body)) return undefined;
    return this.answer(this.running, verb, body);
  }

  /** Starts the engine before it is asked. False if it cannot. */
  async start(): Promise<boolean> {
    return this.module().then(() => true, () => false);
  }

  private answer<Answer>(module: WasmModule, verb: string, body: Body): Answer {
    let answer: WasmAnswer;
    try {
      answer = module.answer(verb, body);
    } catch {
      this.starting = this.running = null; // its memory may be in any state
      throw new Refusal(engineWords.stopped, engineWords.stoppedMend);
    }
    if (answer.status !== 200) throw refusalOf(answer.document);
    return answer.document as Answer;
  }

  private async module(): Promise<WasmModule> {
    this.starting ??= this.startModule();
    try {
      return await this.starting;
    } catch (error) {
      this.starting = null;
      if (error instanceof Refusal) throw error;
      throw new Refusal(engineWords.noStart, engineWords.noStartMend);
    }
  }

  private async startModule(): Promise<WasmModule> {
    const module = await WasmModule.start(await this.compiled);
    if (this.loaded.length > 0) {
      const told = module.load({ sources: this.loaded });
      if (told.status !== 200) throw refusalOf(told.document);
    }
    return (this.running = module);
  }
}
