// SPDX-License-Identifier: Apache-2.0
// usage: node bench/wasm_times.mjs HALFOPEN.WASM : what the engine in a page costs: its size, its start, and an answer
// about two ACLs of 40 rules, with rules that were never seen before and with the same ones.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const bytes = readFileSync(process.argv[2]);
const rounds = 300;

function start() {
  const module = new WebAssembly.Module(bytes);
  const imports = {};
  for (const { module: group, name } of WebAssembly.Module.imports(module)) (imports[group] ??= {})[name] = () => undefined;
  const engine = new WebAssembly.Instance(module, imports).exports;
  engine._initialize();
  return engine;
}

function ask(engine, verb, body) {
  const put = (text) => {
    const passed = Buffer.from(text);
    const room = engine.room(passed.length);
    new Uint8Array(engine.memory.buffer).set(passed, room);
    return [room, passed.length];
  };
  const status = engine.answer(...put(verb), ...put(JSON.stringify(body)));
  const text = Buffer.from(engine.memory.buffer, engine.answer_text(), engine.answer_size()).toString();
  if (status !== 200) throw new Error(text);
  return JSON.parse(text);
}

const rules = (direction, seed, first) => Array.from({ length: 20 }, (_, i) => {
  const low = i === 19 ? first : 1000 * ((i * 7 + seed) % 60) + 1;
  const high = i === 19 ? 65535 : low + 400 + i;
  return `${direction} ${100 + 10 * i} ${i % 2 && i < 19 ? "deny" : "allow"} tcp ${low}-${high} ${i === 19 ? "0.0.0.0/0" : `10.${(i * seed) % 250}.0.0/16`}`;
});
const table = (name, block, seed, first) => ({
  name: `${name}.txt`,
  text: [`acl: ${name}`, "vpc: vpc-1 10.200.0.0/16", `subnet: subnet-${name} ${block}`, ...rules("ingress", seed, first), ...rules("egress", seed + 3, first), ""].join("\n"),
});
const question = (first) => ({
  sources: [table("server-acl", "10.200.2.0/24", 1, first), table("client-acl", "10.200.1.0/24", 2, first)],
  from: "10.200.1.5", to: "10.200.2.5", port: "1443",
});

function times(count, run) {
  const all = [];
  const cpu = process.cpuUsage();
  for (let i = 0; i < count; ++i) {
    const begin = performance.now();
    run(i);
    all.push(performance.now() - begin);
  }
  const { user, system } = process.cpuUsage(cpu);
  all.sort((a, b) => a - b);
  const [half, most] = [all[count >> 1], all[Math.floor(count * 0.95)]];
  return `p50 ${half.toFixed(2)} ms, p95 ${most.toFixed(2)} ms, mean of processor time ${((user + system) / 1000 / count).toFixed(2)} ms`;
}

console.log(`size: ${bytes.length} bytes, gzip -9: ${gzipSync(bytes, { level: 9 }).length}`);
console.log(`start: ${times(15, start)}`);
const engine = start();
const [connection] = ask(engine, "check", question(1100)).connections;
console.log(`asked: ${connection.from} to ${connection.to}, ${connection.verdict}, ${connection.request.crossings.length} crossings`);
for (const verb of ["check", "explain", "overview"]) {
  const body = (i) => (verb === "overview" ? { sources: question(i).sources } : question(i));
  console.log(`${verb}, new rules: ${times(rounds, (i) => ask(engine, verb, body(1200 + i)))}`);
  console.log(`${verb}, the same: ${times(rounds, () => ask(engine, verb, body(1200)))}`);
}
