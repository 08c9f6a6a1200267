// SPDX-License-Identifier: Apache-2.0
// What bench_logs asks, asked of DuckDB and ClickHouse (chdb).
// usage: node peers.mjs FOLDER ROUNDS; FOLDER has default.log, other.log, default.log.gz, rules.json.
// Prints a line a question: engine, question, threads, seconds (processor time, of the median round;
// wall time for two threads) and a number to compare answers by, parted by tabs.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

const [folder, rounds] = [process.argv[2], Number(process.argv[3])];
const rules = JSON.parse(readFileSync(join(folder, 'rules.json')));
const standard = ['version', 'account', 'interface', 'srcaddr', 'dstaddr', 'srcport', 'dstport', 'protocol', 'packets',
                  'bytes', 'start', 'finish', 'action', 'status'];
const other = ['action', 'start', 'srcaddr', 'srcport', 'dstaddr', 'dstport', 'protocol', 'interface', 'packets', 'bytes',
               'finish', 'status', 'version', 'account'];
const texts = new Set(['account', 'interface', 'srcaddr', 'dstaddr', 'action', 'status']);
const narrow = new Set(['srcport', 'dstport', 'protocol']);

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function ask(engine, question, threads, run) {
  await run();
  const times = [];
  let check;
  for (let i = 0; i < rounds; ++i) {
    const [cpu, wall] = [process.cpuUsage(), process.hrtime.bigint()];
    check = await run();
    const used = process.cpuUsage(cpu);
    times.push(threads === 1 ? (used.user + used.system) / 1e6 : Number(process.hrtime.bigint() - wall) / 1e9);
  }
  console.log([engine, question, threads, median(times), check].join('\t'));
}

// First match as a chain of conditions; 1 is allow. `number` is the address as an integer.
function firstMatch(number, join) {
  const when = rules.map((rule) => {
    const parts = [`${number} BETWEEN ${rule.first} AND ${rule.last}`, `dstport BETWEEN ${rule.low} AND ${rule.high}`];
    if (rule.protocol >= 0) parts.push(`protocol = ${rule.protocol}`);
    return [parts.join(' AND '), rule.allow];
  });
  return join(when);
}
const caseWhen = (when) => `CASE ${when.map(([c, v]) => `WHEN ${c} THEN ${v}`).join(' ')} ELSE 0 END`;
const multiIf = (when) => `multiIf(${when.map(([c, v]) => `${c}, ${v}`).join(', ')}, 0)`;

async function duckdb() {
  const {DuckDBInstance} = await import('@duckdb/node-api');
  const db = await (await DuckDBInstance.create(':memory:')).connect();
  const one = async (sql) => Number((await db.runAndReadAll(sql)).getRows()[0][0]);
  const type = (name) => texts.has(name) ? 'VARCHAR' : narrow.has(name) ? 'USMALLINT' : 'BIGINT';
  const csv = (file, names, header) => `read_csv('${join(folder, file)}', delim=' ', header=${header}, auto_detect=false,
    columns={${names.map((n) => `'${n}': '${type(n)}'`).join(', ')}})`;
  const rejects = (from) => `SELECT sum(n * (dstport + 1)) FROM
    (SELECT dstport, count(*) n FROM ${from} WHERE action = 'REJECT' GROUP BY dstport)`;
  const bits = (field) => [1, 2, 3, 4].map((i) => `split_part(${field}, '.', ${i})::UINTEGER * ${256 ** (4 - i)}`).join(' + ');
  const verdict = (from) => `SELECT sum(${firstMatch('number', caseWhen)}) FROM
    (SELECT ${bits('srcaddr')} AS number, dstport, protocol FROM ${from})`;
  const [plain, odd, packed] = [csv('default.log', standard, false), csv('other.log', other, true), csv('default.log.gz', standard, false)];
  for (const threads of [1, 2]) {
    await db.run(`SET threads = ${threads}`);
    await ask('DuckDB', 'rejects by port', threads, () => one(rejects(plain)));
    await ask('DuckDB', 'rejects by port, gzip', threads, () => one(rejects(packed)));
  }
  await db.run('SET threads = 1');
  await ask('DuckDB', 'verdict', 1, () => one(verdict(plain)));
  await ask('DuckDB', 'verdict, other order', 1, () => one(verdict(odd)));
  await db.run(`CREATE TABLE columns AS SELECT (${bits('srcaddr')})::UINTEGER AS number, dstport, protocol FROM ${plain}`);
  await ask('DuckDB', 'verdict, columns in memory', 1, () => one(`SELECT sum(${firstMatch('number', caseWhen)}) FROM columns`));
}

async function clickhouse() {
  const {Session} = await import('chdb');
  const db = new Session();
  const type = (name) => texts.has(name) ? 'String' : narrow.has(name) ? 'UInt16' : 'Int64';
  const settings = "format_custom_field_delimiter=' ', format_custom_escaping_rule='CSV', input_format_with_names_use_header=0";
  const one = (sql, threads) => Number(db.query(`${sql} SETTINGS max_threads=${threads}, ${settings},
    input_format_parallel_parsing=${threads > 1 ? 1 : 0}`, 'TSV'));
  const csv = (file, names) => `file('${join(folder, file)}', '${file === 'other.log' ? 'CustomSeparatedWithNames' : 'CustomSeparated'}',
    '${names.map((n) => `${n} ${type(n)}`).join(', ')}')`;
  const rejects = (from) => `SELECT sum(n * (dstport + 1)) FROM
    (SELECT dstport, count() n FROM ${from} WHERE action = 'REJECT' GROUP BY dstport)`;
  const verdict = (from) => `SELECT sum(${firstMatch('number', multiIf)}) FROM
    (SELECT toUInt32(toIPv4(srcaddr)) AS number, dstport, protocol FROM ${from})`;
  const [plain, odd, packed] = [csv('default.log', standard), csv('other.log', other), csv('default.log.gz', standard)];
  for (const threads of [1, 2]) {
    await ask('ClickHouse', 'rejects by port', threads, () => one(rejects(plain), threads));
    await ask('ClickHouse', 'rejects by port, gzip', threads, () => one(rejects(packed), threads));
  }
  await ask('ClickHouse', 'verdict', 1, () => one(verdict(plain), 1));
  await ask('ClickHouse', 'verdict, other order', 1, () => one(verdict(odd), 1));
  db.query('CREATE DATABASE d ENGINE = Atomic');
  db.query(`CREATE TABLE d.columns ENGINE = Memory AS SELECT toUInt32(toIPv4(srcaddr)) AS number, dstport, protocol FROM ${plain}
    SETTINGS ${settings}`);
  await ask('ClickHouse', 'verdict, columns in memory', 1, () => one(`SELECT sum(${firstMatch('number', multiIf)}) FROM d.columns`, 1));
  db.cleanup();
}

for (const engine of [duckdb, clickhouse]) {
  try {
    await engine();
  } catch (error) {
    console.error(`${engine.name}: ${error.message}`);
  }
}
