// SPDX-License-Identifier: Apache-2.0
// usage: node duckdb_csv.mjs [--threads N] [--time] FILE.sql … : runs each file's statements in a fresh DuckDB and writes
// the answer of the last one as CSV; the answers of several files are separated by an empty line. With --time seconds
// are written instead.
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const field = (value) => {
  const text = value === null ? '' : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const words = process.argv.slice(2);
const timed = words.includes('--time');
const at = words.indexOf('--threads');
const threads = at < 0 ? undefined : words.splice(at, 2)[1];
const answers = [];
for (const path of words.filter((word) => word !== '--time')) {
  const instance = await DuckDBInstance.create(':memory:', threads ? { threads } : {});
  const connection = await instance.connect();
  const begin = process.hrtime.bigint();
  const statements = await connection.extractStatements(readFileSync(path, 'utf8'));
  let reader;
  for (let i = 0; i < statements.count; ++i) {
    reader = await (await statements.prepare(i)).runAndReadAll();
  }
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  const lines = [reader.columnNames(), ...reader.getRows()].map((row) => row.map(field).join(',') + '\n');
  answers.push(timed ? `${path} ${seconds.toFixed(2)} s, ${lines.length - 1} rows\n` : lines.join(''));
  connection.closeSync();
  instance.closeSync();
}
process.stdout.write(answers.join(timed ? '' : '\n'));
