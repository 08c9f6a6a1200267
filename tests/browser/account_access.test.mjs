// SPDX-License-Identifier: Apache-2.0
// No serious finding of axe-core in the views Account and Change, light and dark, wide and narrow.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fragment } from "./account_page.mjs";
import { example, withPage } from "./harness.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const here = withPage(example("shop"));

const views = [
  { at: fragment({ thing: "subnet-web" }), ready: ".thing-pane .acl-rules" },
  { at: fragment({ show: "matrix", cell: ["subnet-web", "subnet-app"] }), ready: ".cell-pane .verdict-head" },
  { at: fragment({ example: "web-server" }, "change"), ready: ".apply-step" },
];

async function findings(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join(" | ")}`);
}

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1600, 390]) {
    test(`axe: ${colorScheme}, ${width} pixels`, async () => {
      for (const { at, ready } of views) {
        const page = await here.open(at, { colorScheme, viewport: { width, height: 900 }, reducedMotion: "reduce" });
        await page.locator(ready).first().waitFor();
        assert.deepEqual(await findings(page), [], at);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${at} is ${wide} pixels too wide`);
        await page.context().close();
      }
    });
  }
}
