// SPDX-License-Identifier: Apache-2.0
// From a key to the answer: two ACLs of 40 rules, every key answered by the engine.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withPage } from "./harness.mjs";

const here = withPage();
const keys = Number(process.env.HALFOPEN_KEYS ?? 60);
const pause = Number(process.env.HALFOPEN_KEY_PAUSE ?? 100); // milliseconds: nobody types faster
// On a loaded machine the test only guards against a slip by an order of magnitude.
const mostMedian = Number(process.env.HALFOPEN_TYPING_MS ?? 250);

const rules = (seed) => Array.from({ length: 19 }, (_, i) => {
  const number = 100 + 10 * i;
  const port = 1000 * ((i * 7 + seed) % 60) + 1;
  return [String(number), i % 3 === 0 ? "udp" : "tcp", `${port}-${port + 400 + i}`, `10.${(i * seed) % 250}.0.0/16`, i % 2 === 0 ? "allow" : "deny"];
});
const acl = (name, blocks, seed) => ({
  n: name, b: blocks,
  i: [...rules(seed), ["900", "tcp", "443", "0.0.0.0/0", "allow"], ["910", "tcp", "1024-65535", "0.0.0.0/0", "allow"]].slice(0, 20),
  o: [...rules(seed + 3), ["900", "tcp", "1024-65535", "0.0.0.0/0", "allow"]].slice(0, 20),
});
const state = {
  v: 1,
  s: { ...acl("server-acl", "10.200.2.0/24", 1), i: [...rules(1), ["900", "tcp", "443", "0.0.0.0/0", "allow"]] },
  c: { ...acl("client-acl", "10.200.1.0/24", 2), i: [...rules(2), ["900", "tcp", "1024-65535", "0.0.0.0/0", "allow"]], o: [...rules(5), ["900", "tcp", "443", "0.0.0.0/0", "allow"]] },
  q: { f: "10.200.1.5", t: "10.200.2.5", p: "443", c: [] },
};

/** Notes for every key how long the answer took to stand on the page, counted from the key itself. */
const watch = (page) => page.evaluate(() => {
  globalThis.times = [];
  let typed = 0;
  addEventListener("keydown", (event) => (typed = event.timeStamp), true);
  new MutationObserver(() => {
    const head = document.querySelector(".verdict-head");
    if (typed > 0 && head?.dataset.stale === "false") {
      globalThis.times.push(performance.now() - typed);
      typed = 0;
    }
  }).observe(document.querySelector(".ask-verdict"), { subtree: true, childList: true, attributes: true, characterData: true });
});

/** Types and takes back a digit; what the verdicts were, and the times in order. */
async function type(page, input) {
  await input.focus();
  await page.keyboard.press("End");
  await page.waitForTimeout(500);
  await page.evaluate(() => (globalThis.times = []));
  const verdicts = new Set();
  for (let i = 0; i < keys; ++i) {
    await page.keyboard.press(i % 2 === 0 ? "Backspace" : "3");
    await page.waitForTimeout(pause);
    await page.waitForFunction((count) => globalThis.times.length === count, i + 1, { polling: 50 });
    verdicts.add(await page.locator(".verdict-head").getAttribute("data-verdict"));
  }
  return { verdicts, times: (await page.evaluate(() => globalThis.times)).sort((a, b) => a - b) };
}

function tell(what, times) {
  const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
  console.log(`key to answer, two ACLs of 40 rules, ${what}, ${times.length} keys: least ${times[0].toFixed(1)} ms, p50 ${at(0.5).toFixed(1)} ms, p95 ${at(0.95).toFixed(1)} ms`);
  assert.ok(at(0.5) < mostMedian, `p50 ${at(0.5)} ms`);
}

test("the answer to a key: two ACLs of 40 rules", async () => {
  const page = await here.open(`#/ask?s=${Buffer.from(JSON.stringify(state)).toString("base64url")}`);
  for (const acl of [state.s, state.c]) assert.equal(acl.i.length + acl.o.length, 40);
  await page.locator('.verdict-head[data-stale="false"]').waitFor();
  await page.waitForTimeout(2000); // the engine in the page has started
  await watch(page);
  const port = await type(page, page.locator("input[name=port]"));
  assert.ok(port.verdicts.size > 1, `the keys change the answer: ${[...port.verdicts]}`);
  tell("port asked about", port.times);
  const rule = await type(page, page.getByLabel("Port range, Rule number 900").first());
  assert.ok(rule.verdicts.size > 1, `the keys change the answer: ${[...rule.verdicts]}`);
  tell("port of a rule", rule.times);
});
