// SPDX-License-Identifier: Apache-2.0
// The view Change: words and numbers are those of diff and plan-apply on the command line.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fragment } from "./account_page.mjs";
import { cli, example, exampleText, withPage } from "./harness.mjs";

const here = withPage(example("web-server.txt"));
const kinds = ["lost", "half_open", "gained", "healed", "closed", "unknown"];
/** Places name files as they were given: the last part of a path is what the page knows. */
const bare = (text) => text.replaceAll(/[^\s();]*\/(?=[\w.-]+\.(txt|yaml|json):)/g, "");
/** innerText joins what stands apart and collapses spaces. */
const plain = (text) => text.replaceAll(/\s+/g, " ").trim();

async function isTheDiff(page, diff) {
  await page.locator("[data-summary]", { hasText: diff.summary }).waitFor();
  for (const kind of kinds) {
    const shown = page.locator(`.change-kind[data-kind=${kind}]`);
    assert.equal(await shown.count(), diff[kind].length > 0 ? 1 : 0, kind);
    if (diff[kind].length === 0) continue;
    assert.equal(await shown.locator("[data-count]").innerText(), String(diff[kind].length));
    const cards = shown.locator(".change-card");
    assert.equal(await cards.count(), diff[kind].length);
    for (const [index, change] of diff[kind].entries()) {
      const card = plain(bare(await cards.nth(index).innerText()));
      assert.ok(card.startsWith(plain(change.text)), card);
      for (const cause of change.causes ?? []) assert.ok(card.includes(plain(bare(cause.text))), `${card}\n${bare(cause.text)}`);
      const { witness } = change;
      for (const word of [witness.from_place ?? witness.from, witness.to_place ?? witness.to, witness.denied_before, witness.denied_after]) {
        if (word !== undefined) assert.ok(card.includes(word), `${word}: ${card}`);
      }
      assert.ok(card.includes(`${witness.before}`) && card.includes(`${witness.after}`), card);
      if (change.cuts_text !== undefined) assert.ok(card.includes(change.cuts_text));
    }
  }
}

async function isThePlan(page, plan) {
  for (const acl of plan.acls) {
    const shown = page.locator(`.plan[data-plan="${acl.acl}"]`);
    await shown.waitFor();
    const text = plain(await shown.innerText());
    assert.ok(text.includes(acl.text) && text.includes(acl.naive.text), text);
    const steps = plan.steps.filter((step) => step.acl === acl.acl);
    assert.equal(await shown.locator(".apply-step").count(), steps.length);
    for (const [index, step] of steps.entries()) {
      const said = plain(await shown.locator(".apply-step").nth(index).innerText());
      for (const word of [step.call, step.rule, step.entry.protocol, step.entry.cidr, step.state.safe ? "safe" : "breaks"]) {
        assert.ok(said.includes(String(word)), `${word}: ${said}`);
      }
      assert.equal(await shown.locator(".apply-step code").nth(index).innerText(), step.command);
      const { used, limit } = step.state.quota.find((one) => one.direction === step.direction && one.family === "IPv4");
      assert.ok(said.includes(`${used} of ${limit}`), said);
    }
  }
}

for (const [id, before, after] of [
  ["narrow-replies", "narrow-replies/before.yaml", "narrow-replies/after.yaml"],
  ["web-server", "web-server.txt", "web-server-fixed.txt"],
]) {
  test(`the example ${id} is what the command line says`, async () => {
    const page = await here.open(id === "narrow-replies" ? "#/change" : fragment({ example: id }, "change"));
    await isTheDiff(page, await cli("diff", example(before), example(after)));
    await isThePlan(page, await cli("plan-apply", example(before), example(after)));
    const { lost, half_open: halfOpen } = await cli("diff", example(before), example(after));
    const beyond = page.getByText("beyond those that the change itself breaks");
    assert.equal(await beyond.count(), lost.length + halfOpen.length > 0 ? 1 : 0);
    const green = (one) => one.evaluate((text) => getComputedStyle(text).color === getComputedStyle(document.querySelector(".step-state")).color);
    assert.equal(await green(page.locator(".plan-text").first()), lost.length + halfOpen.length === 0);
    if (id === "narrow-replies") assert.match(await beyond.innerText(), new RegExp(`${lost.length} lost, ${halfOpen.length} half-open`));
    assert.equal(await page.getByRole("textbox", { name: "Before" }).inputValue(), exampleText(before));
  });
}

test("rows of both sides are marked, quotas stand beside each other", async () => {
  const page = await here.open(fragment({ example: "web-server" }, "change"));
  const change = page.locator('.acl-change[data-acl="web-server"]');
  await change.waitFor();
  assert.equal(await change.locator('tr[data-mark="changed"]').count(), 1);
  const row = plain(await change.locator('tr[data-mark="changed"]').innerText());
  assert.match(row, /200 allow tcp 443 .* allow tcp 1024-65535/);
  assert.equal(await change.locator('tr[data-mark="added"], tr[data-mark="removed"]').count(), 0);
  assert.equal(await change.locator('[data-gauge="egress IPv4"] .gauge-count').innerText(), "2 + 1 of 20");
});

test("a side that is typed and pasted; the link holds it", async () => {
  const page = await here.open("#/change");
  await page.getByRole("button", { name: "Your own" }).click();
  await page.getByText("Put in both sides").waitFor();
  const before = exampleText("web-server.txt");
  const after = before.replace("200     SSH          TCP       22          0.0.0.0/0       DENY", "210     SSH          TCP       22          0.0.0.0/0       ALLOW");
  assert.notEqual(after, before);
  await page.getByRole("textbox", { name: "Before" }).fill(before);
  await page.getByRole("textbox", { name: "After" }).fill(after);
  const folder = mkdtempSync(join(tmpdir(), "halfopen-change-"));
  try {
    writeFileSync(join(folder, "before.txt"), before);
    writeFileSync(join(folder, "after.txt"), after);
    const diff = await cli("diff", join(folder, "before.txt"), join(folder, "after.txt"));
    assert.ok(!diff.same_behaviour);
    await page.locator("[data-summary]", { hasText: diff.summary }).waitFor();
    assert.equal(await page.locator('tr[data-mark="removed"]').count(), 1);
    assert.equal(await page.locator('tr[data-mark="added"]').count(), 1);
    const other = await here.open(page.url().slice(here.url.length));
    await other.locator("[data-summary]", { hasText: diff.summary }).waitFor();
    assert.equal(await other.getByRole("textbox", { name: "After" }).inputValue(), after);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the loaded account against a chosen file", async () => {
  const page = await here.open("#/change");
  await page.getByRole("button", { name: "Your own" }).click();
  await page.getByLabel("Before is the loaded account").check();
  await page.locator("input[type=file]").last().setInputFiles(example("web-server-fixed.txt"));
  await isTheDiff(page, await cli("diff", example("web-server.txt"), example("web-server-fixed.txt")));
});

test("files that are the same change nothing; what cannot be read is refused in the engine's words", async () => {
  const same = [{ name: "a.txt", text: exampleText("web-server.txt") }];
  const page = await here.open(fragment({ before: same, after: same }, "change"));
  await page.getByText("No connection changes.").waitFor();
  await page.getByText("The rules are the same on both sides.").waitFor();
  await page.getByRole("textbox", { name: "After" }).fill("{ this is nothing");
  await page.locator(".refused").first().waitFor();
  const told = await page.evaluate(async (before) => {
    const body = { sources: before, changed: [{ name: "b.txt", text: "{ this is nothing" }] };
    const answer = await fetch("api/diff", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    return answer.json();
  }, same);
  assert.ok(told.diagnostics.length > 0);
  const said = await page.locator(".refused").first().innerText();
  for (const { text, hint } of told.diagnostics) assert.ok(said.includes(text) && said.includes(hint ?? ""), said);
  assert.equal(await page.getByRole("heading", { name: "Rules" }).count(), 0, "a heading above nothing");
});
