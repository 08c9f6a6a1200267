// SPDX-License-Identifier: Apache-2.0
// One running copy of the engine compiled to WebAssembly (wasm/engine.cpp).

/** What the module exports. Addresses and sizes are bytes of its memory. */
interface Exports {
  memory: WebAssembly.Memory;
  _initialize(): void;
  room(size: number): number;
  load(body: number, bodySize: number): number;
  answer(verb: number, verbSize: number, body: number, bodySize: number): number;
  answer_text(): number;
  answer_size(): number;
}

export interface WasmAnswer {
  status: number;
  document: unknown;
}

/** The module asks nothing of its host but to be told to stop, which it does when memory ends. */
function hostFunctions(module: WebAssembly.Module): WebAssembly.Imports {
  const imports: Record<string, Record<string, () => void>> = {};
  for (const { module: group, name } of WebAssembly.Module.imports(module)) {
    (imports[group] ??= {})[name] =
      name === "emscripten_notify_memory_growth"
        ? () => undefined
        : () => {
            throw new Error(`the engine stopped (${name})`);
          };
  }
  return imports;
}

export class WasmModule {
  private constructor(private readonly exports: Exports) {}

  static async start(module: WebAssembly.Module): Promise<WasmModule> {
    const instance = await WebAssembly.instantiate(module, hostFunctions(module));
    const exports = instance.exports as unknown as Exports;
    exports._initialize();
    return new WasmModule(exports);
  }

  /** Makes inputs what is loaded: `{sources: [{name, text}]}`. */
  load(body: unknown): WasmAnswer {
    return this.taken(this.exports.load(...this.put(JSON.stringify(body))));
  }

  answer(verb: string, body: unknown): WasmAnswer {
    const verbPlace = this.put(verb);
    const bodyPlace = this.put(JSON.stringify(body));
    return this.taken(this.exports.answer(...verbPlace, ...bodyPlace));
  }

  private put(text: string): [number, number] {
    const bytes = new TextEncoder().encode(text);
    const room = this.exports.room(bytes.length) >>> 0;
    if (room === 0) throw new Error("the engine has no memory left");
    new Uint8Array(this.exports.memory.buffer).set(bytes, room);
    return [room, bytes.length];
  }

  private taken(status: number): WasmAnswer {
    const start = this.exports.answer_text() >>> 0;
    const bytes = new Uint8Array(this.exports.memory.buffer, start, this.exports.answer_size() >>> 0);
    return { status, document: JSON.parse(new TextDecoder().decode(bytes)) as unknown };
  }
}
