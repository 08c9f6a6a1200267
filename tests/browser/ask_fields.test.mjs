// SPDX-License-Identifier: Apache-2.0
// Ask's fields and tables under the hand: what is half typed, where the focus goes, fingers in place of keys.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cli, example, openHttps, verdictIs, withPage } from "./harness.mjs";

const here = withPage();
const problemA = ["--from", "10.10.1.148", "--to", "web-server", "--port"];
const rows = (page, list) => page.locator(".rule-list").nth(list).locator("tr.rule:not(.rule-star)");
/** Name of what has the focus, as a screen reader says it, or its id. */
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.id ?? "");

test("a client port that is none stays as it was typed, and none is asked about", async () => {
  const page = await openHttps(here);
  const field = page.locator("input[name=client-port]");
  const asked = () => page.locator("[aria-label='Packet by packet'] h2").innerText();
  await field.fill("12a4");
  await page.locator(".field-wrong").waitFor();
  assert.equal(await field.inputValue(), "12a4");
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  assert.match(await page.locator(".field-wrong").innerText(), /within 0-65535/);
  await field.fill("");
  await field.pressSequentially("70000");
  assert.equal(await field.inputValue(), "70000");
  await page.locator(".field-wrong").waitFor();
  await page.waitForTimeout(400);
  const { walks } = await cli("explain", example("web-server.txt"), ...problemA, "443");
  assert.match(await asked(), new RegExp(`client port ${walks[0].client_port}\\b`));
  await field.fill("40000");
  await page.locator(".field-wrong").waitFor({ state: "detached" });
  await page.waitForFunction(() => /client port 40000/.test(document.querySelector("[aria-label='Packet by packet'] h2").textContent));
  const ruler = page.locator(".port-field");
  await page.waitForFunction(() => document.querySelector(".port-field").value === "40000");
  await ruler.fill("");
  await ruler.pressSequentially("65536");
  await page.locator(".ruler-tools .field-wrong").waitFor();
  await page.waitForTimeout(500);
  assert.equal(await ruler.inputValue(), "65536");
  assert.equal(await field.inputValue(), "");
  await ruler.press("Backspace");
  await page.waitForFunction(() => document.querySelector("input[name=client-port]").value === "6553");
});

test("a range of one's own: while it is none, the last one is asked about", async () => {
  const page = await openHttps(here);
  await page.selectOption(".question select", "range");
  const range = page.getByLabel("Client ports", { exact: true });
  await range.fill("440-449");
  await verdictIs(page, "partial");
  for (const text of ["", "40", "50-40", "70000", "44x", "0-65536"]) {
    await range.fill(text);
    if (text === "40") continue; // one port is a range
    const wrong = page.locator(".question .field-wrong");
    await wrong.waitFor();
    assert.equal(await range.getAttribute("aria-invalid"), "true", text);
    assert.match(await wrong.innerText(), /Give LO-HI within 0-65535/);
    await page.waitForTimeout(200);
    assert.equal(await page.locator(".refused").count(), 0, text);
    assert.match(await page.locator(".shares tbody tr").first().innerText(), text === "" ? /440-449/ : /^40\b/);
  }
  await range.fill("linux");
  assert.equal(await range.inputValue(), "linux");
  await page.locator(".question .field-wrong").waitFor({ state: "detached" });
  await page.locator(".shares tbody").getByText("32768-60999").waitFor();
});

test("Add rule behind the highest number: no number twice", async () => {
  const page = await openHttps(here);
  const outbound = page.locator(".rule-list").nth(1);
  const numbers = () => rows(page, 1).locator(".rule-number input").evaluateAll((all) => all.map(({ value }) => value));
  await rows(page, 1).nth(1).locator(".rule-number input").fill("32764");
  for (let i = 0; i < 3; ++i) await outbound.getByRole("button", { name: "Add rule" }).click();
  assert.deepEqual(await numbers(), ["100", "32764", "32765", "32766", ""]);
  await outbound.getByText("A rule has no number yet.").waitFor();
  assert.equal(await focused(page), "Rule number, Rule number ");
});

test("the focus follows the work", async () => {
  const page = await openHttps(here);
  const inbound = rows(page, 0);
  await inbound.nth(0).locator(".rule-ports input").focus();
  await page.keyboard.press("Alt+ArrowDown");
  await page.keyboard.press("Alt+ArrowDown");
  const ports = await inbound.locator(".rule-ports input").evaluateAll((all) => all.map(({ value }) => value));
  assert.deepEqual(ports, ["22", "all", "443"]); // the same rule twice
  assert.equal(await focused(page), "Port range, Rule number 300");
  await inbound.nth(0).getByRole("button", { name: /^Move down/ }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  assert.match(await focused(page), /^Move up, Rule number 300/); // it is the last one
  await page.locator(".rule-list").nth(1).getByRole("button", { name: "Add rule" }).click();
  assert.equal(await focused(page), "Port range, Rule number 300");
  await rows(page, 1).nth(2).getByRole("button", { name: /^Delete/ }).click();
  assert.equal(await focused(page), "Delete, Rule number 200");
  await page.getByRole("button", { name: "Paste rules" }).click();
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "TEXTAREA");
  await page.getByRole("button", { name: "Cancel" }).click();
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Paste rules");
  await page.getByRole("button", { name: "Apply to the tables" }).first().click();
  assert.equal(await focused(page), "answer");
  await page.keyboard.press("Control+Home");
  await page.locator(".skip").focus();
  await page.keyboard.press("Enter");
  assert.equal(await focused(page), "answer");
});

test("on a phone rules can be moved, and hints speak of fingers", async () => {
  const page = await openHttps(here, { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true });
  await rows(page, 0).nth(0).getByRole("button", { name: /^Move down/ }).tap();
  assert.equal(await rows(page, 0).nth(0).locator(".rule-ports input").inputValue(), "22");
  await page.getByText("Tap a gate").waitFor();
  assert.equal(await page.locator(".hint-keys").first().isVisible(), false);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
});

test("empty cells show what may stand in them", async () => {
  const page = await openHttps(here);
  const row = rows(page, 0).nth(0);
  const hints = () => row.locator(".rule-protocol input, .rule-ports input").evaluateAll((all) => all.map(({ placeholder }) => placeholder));
  await row.locator(".rule-type select").selectOption("Custom ICMP");
  assert.deepEqual(await hints(), ["icmp", "8 or 8/0"]);
  await row.locator(".rule-type select").selectOption("Custom protocol");
  assert.equal((await hints())[0], "47");
  await row.locator(".rule-type select").selectOption("Custom TCP");
  assert.deepEqual(await hints(), ["tcp", "443"]);
});
