// SPDX-License-Identifier: Apache-2.0
// No serious finding of axe-core on any view, light and dark, wide and narrow; keyboard alone; bundle.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { root, verdictIs, withPage } from "./harness.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const here = withPage();

const learned = async (page) => {
  await page.locator("input[name=sees]").nth(1).check();
  await page.getByRole("button", { name: "Ask the engine" }).click();
  await page.getByRole("button", { name: "Next step" }).click();
  await page.locator("input[name=mend]").nth(2).check();
  await page.getByRole("button", { name: "Ask the engine" }).click();
  await page.locator(".fix-card").first().waitFor();
};
const answered = async (page) => {
  await page.locator(".quiz .predict input").nth(1).check();
  await page.getByRole("button", { name: "Answer" }).click();
  await page.locator(".outcome").waitFor();
};
const views = [
  { fragment: "#/ask", ready: (page) => page.locator(".fix-card").first().waitFor() },
  { fragment: "#/learn", ready: (page) => page.locator(".learn-cards").first().waitFor() },
  { fragment: "#/learn/web-server", ready: (page) => page.locator(".step").first().waitFor() },
  { fragment: "#/learn/ssh-from-home", ready: learned },
  { fragment: "#/learn/practice", ready: answered },
  { fragment: "#/learn/broken-lab", ready: (page) => page.locator(".lab-outcome").waitFor() },
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
      for (const { fragment, ready } of views) {
        const page = await here.open(fragment, { colorScheme, viewport: { width, height: 900 }, reducedMotion: "reduce" });
        await ready(page);
        assert.deepEqual(await findings(page), [], fragment);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${fragment} is ${wide} pixels too wide`);
        await page.context().close();
      }
    });
  }
}

test("axe finds what it should: the check can fail", async () => {
  const page = await here.open();
  await verdictIs(page, "half-open");
  await page.evaluate(() => document.querySelector("main").append(document.createElement("input")));
  assert.notDeepEqual(await findings(page), []);
});

test("problem A is mended with the keyboard alone", async () => {
  const page = await here.open();
  await verdictIs(page, "half-open");
  const at = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");
  let keys = 0;
  const tabTo = async (wanted) => {
    for (; keys < 200; ++keys) {
      await page.keyboard.press("Tab");
      if ((await at()) === wanted) return;
    }
    assert.fail(`no way to ${wanted}`);
  };
  await tabTo("Port range, Rule number 200");
  await tabTo("Port range, Rule number 300");
  await tabTo("Port range, Rule number 200"); // of the outbound rules
  await page.keyboard.press("Control+A");
  await page.keyboard.type("1024-65535");
  await verdictIs(page, "works");
});

test("all of the page but the map's own script is below 300 KB, compressed", () => {
  const folder = join(root, "web", "dist");
  const files = readdirSync(folder).filter((name) => /\.(js|css|html)$/.test(name) && !/^(map|dagre)/.test(name));
  assert.ok(files.includes("page.js"));
  const bytes = files.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name)), { level: 9 }).length, 0);
  console.log(`page: ${bytes} bytes gzip in ${files.length} files`);
  assert.ok(bytes < 300 * 1024, `${bytes} bytes`);
});
