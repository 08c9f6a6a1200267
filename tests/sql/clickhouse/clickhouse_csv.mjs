// SPDX-License-Identifier: Apache-2.0
// usage: node clickhouse_csv.mjs FILE.sql … : as duckdb_csv.mjs, with ClickHouse.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';

const field = (value) => {
  const text = value === null ? '' : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const folder = mkdtempSync(join(tmpdir(), 'halfopen-clickhouse-'));
try {
  const answers = [];
  const session = new Session(folder);
  for (const path of process.argv.slice(2)) {
    // Statements end at line ends; no text of a log has one.
    const statements = readFileSync(path, 'utf8').split(/;\n/).filter((one) => one.trim() !== '');
    const rows = statements.map((one) => session.query(one, 'JSONCompactStringsEachRowWithNames')).at(-1);
    const lines = rows.split('\n').filter((row) => row !== '');
    answers.push(lines.map((row) => JSON.parse(row).map(field).join(',') + '\n').join(''));
  }
  session.cleanup();
  process.stdout.write(answers.join('\n'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
