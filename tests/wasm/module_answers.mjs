// SPDX-License-Identifier: Apache-2.0
// usage: module_answers.mjs HALFOPEN.WASM: the engine as WebAssembly, asked as native_answers.cpp is.
import fs from "node:fs";

const module = new WebAssembly.Module(fs.readFileSync(process.argv[2]));
const imports = {};
for (const { module: group, name } of WebAssembly.Module.imports(module)) {
  (imports[group] ??= {})[name] = (code) => {
    if (name !== "emscripten_notify_memory_growth") throw new Error(`the module asked for ${name}(${code})`);
  };
}
const engine = new WebAssembly.Instance(module, imports).exports;
engine._initialize();

function put(bytes) {
  const room = engine.room(bytes.length) >>> 0;
  new Uint8Array(engine.memory.buffer).set(bytes, room);
  return [room, bytes.length];
}

const input = fs.readFileSync(0);
for (let at = 0; at < input.length; ) {
  const end = input.indexOf(10, at);
  const [verb, size] = input.subarray(at, end).toString().split(" ");
  const body = input.subarray(end + 1, end + 1 + Number(size));
  at = end + 1 + body.length;
  const status = verb === "load" ? engine.load(...put(body)) : engine.answer(...put(Buffer.from(verb)), ...put(body));
  const text = Buffer.from(engine.memory.buffer, engine.answer_text() >>> 0, engine.answer_size() >>> 0);
  fs.writeSync(1, `${status} ${text.length}\n`);
  for (let written = 0; written < text.length; ) written += fs.writeSync(1, text, written);
}
