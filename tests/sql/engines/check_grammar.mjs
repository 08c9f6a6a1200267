// SPDX-License-Identifier: Apache-2.0
// usage: node check_grammar.mjs GRAMMAR FILE.sql … : parses files with the grammar of trino, spark or hive. Prints what
// does not fit and exits with 1 if anything does not.
import { readFileSync } from 'node:fs';
import { register } from 'node:module';

register('./grammar_hooks.mjs', import.meta.url);
const { HiveSQL, SparkSQL, TrinoSQL } = await import('dt-sql-parser');
const [name, ...paths] = process.argv.slice(2);
const parser = { hive: () => new HiveSQL(), spark: () => new SparkSQL(), trino: () => new TrinoSQL() }[name]();
let wrong = 0;
for (const path of paths) {
  for (const error of parser.validate(readFileSync(path, 'utf8'))) {
    console.log(`${path}:${error.startLine}:${error.startColumn}: ${error.message}`);
    wrong += 1;
  }
}
console.log(`${paths.length} files, ${wrong} errors of the grammar of ${name}`);
process.exitCode = wrong === 0 ? 0 : 1;
