// SPDX-License-Identifier: Apache-2.0
// Ask over a loaded account: gateways, segments, several answers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cli, example, verdictIs, withPage } from "./harness.mjs";

const here = withPage(example("shop"));

test("a question to the loaded account, through a NAT gateway", async () => {
  const page = await here.open();
  await page.getByRole("radio", { name: "The loaded account" }).waitFor();
  assert.ok(await page.getByRole("radio", { name: "The loaded account" }).isChecked());
  await page.fill("input[name=from]", "subnet-app");
  await page.fill("input[name=to]", "internet");
  await page.fill("input[name=port]", "443");
  const question = [example("shop"), "--from", "subnet-app", "--to", "internet", "--port", "443"];
  const truth = await cli("check", ...question);
  const { walks } = await cli("explain", ...question);
  assert.ok(truth.connections.length > 1);
  // The answers to what stood there before have another count.
  await page.waitForFunction((count) => document.querySelectorAll(".connection-choice").length === count, truth.connections.length);
  assert.equal(await page.locator(".connection-choice").count(), truth.connections.length);
  for (const [i, connection] of truth.connections.entries()) {
    await page.locator(".connection-choice input").nth(i).check();
    await verdictIs(page, connection.verdict);
  }
  await page.locator(".connection-choice input").nth(0).check();
  const filtering = walks[0].legs.flatMap((leg) => leg.hops.filter(({ kind }) => kind !== "route"));
  await page.locator(".ladder-button").nth(filtering.length - 1).waitFor();
  assert.equal(await page.locator(".ladder-button").count(), filtering.length);
  const words = await page.locator(".ladder-stage ol").innerText();
  for (const { packet } of walks[0].legs) assert.ok(words.includes(`to ${packet.destination}:${packet.destination_port}`), words);
  const parts = page.locator(".ruler-tools select option");
  assert.deepEqual(await parts.allInnerTexts(), truth.connections[0].segments.map(({ name }) => name));
});
