// SPDX-License-Identifier: Apache-2.0
// Ask beside an account that was loaded: tables and account keep a question each.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cli, example, exampleText, verdictIs, withPage } from "./harness.mjs";

const here = withPage(example("shop"));
const question = (page) => page.locator(".question input.mono").evaluateAll((all) => all.slice(0, 3).map(({ value }) => value));
const turn = (page, name) => page.locator(".segmented").getByText(name).click();

test("the loaded account and the tables keep a question each", async () => {
  const page = await here.open();
  await page.locator(".verdict-head[data-stale=false]").waitFor();
  const first = await question(page);
  await turn(page, "These tables");
  await verdictIs(page, "half-open"); // problem A
  assert.deepEqual(await question(page), ["10.10.1.148", "web-server", "443,22,80"]);
  assert.equal(await page.locator(".refused").count(), 0);
  await page.fill("input[name=port]", "22");
  await verdictIs(page, "denied");
  await turn(page, "The loaded account");
  await page.locator(".verdict-head[data-stale=false]").waitFor();
  assert.deepEqual(await question(page), first);
  await page.fill("input[name=port]", "5432");
  await page.waitForTimeout(400);
  const link = new URL(page.url()).hash;
  const other = await here.open(link);
  await other.locator(".verdict-head[data-stale=false]").waitFor();
  assert.equal((await question(other))[2], "5432");
  await turn(other, "These tables");
  await verdictIs(other, "denied");
  assert.deepEqual(await question(other), ["10.10.1.148", "web-server", "22"]);
});

test("a link from before, with one question, is read, and its other side is no dead end", async () => {
  const row = ["100", "tcp", "443", "0.0.0.0/0", "allow"];
  const old = { v: 1, a: 1, s: { n: "old", i: [row], o: [["100", "tcp", "1024-65535", "0.0.0.0/0", "allow"]] }, q: { f: "internet", t: "subnet-web", p: "443", c: [] } };
  const page = await here.open(`#/ask?s=${Buffer.from(JSON.stringify(old)).toString("base64url")}`);
  const { connections } = await cli("check", example("shop"), "--from", "internet", "--to", "subnet-web", "--port", "443");
  await verdictIs(page, connections[0].verdict);
  await turn(page, "These tables");
  await verdictIs(page, "works");
  assert.deepEqual(await question(page), ["internet", "old", "443"]);
  await turn(page, "The loaded account");
  await verdictIs(page, connections[0].verdict);
});

test("pasted rules do not take the account's question away", async () => {
  const page = await here.open();
  await page.locator(".verdict-head[data-stale=false]").waitFor();
  const first = await question(page);
  await page.getByRole("button", { name: "Paste rules" }).click();
  await page.locator(".paste textarea").fill(exampleText("web-server-fixed.txt"));
  await page.getByRole("button", { name: "Read it" }).click();
  await verdictIs(page, "works");
  await turn(page, "The loaded account");
  await page.locator(".verdict-head[data-stale=false]").waitFor();
  assert.deepEqual(await question(page), first);
});
