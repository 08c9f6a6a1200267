// SPDX-License-Identifier: Apache-2.0
// The parser's files import folders and leave out endings, as bundlers allow; Node does not.
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

export async function resolve(name, context, next) {
  if (name.startsWith('.') && context.parentURL?.includes('/dt-sql-parser/')) {
    const path = fileURLToPath(new URL(name, context.parentURL));
    const found = [`${path}.js`, `${path}/index.js`, path].find((one) => existsSync(one) && statSync(one).isFile());
    return { url: pathToFileURL(found).href, shortCircuit: true };
  }
  return next(name, context);
}

export async function load(url, context, next) {
  return next(url, url.includes('/dt-sql-parser/') ? { ...context, format: 'module' } : context);
}
