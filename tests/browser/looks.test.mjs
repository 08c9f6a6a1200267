// SPDX-License-Identifier: Apache-2.0
// How the view Ask looks: nothing is cut, forced colours, paper, the phone, long names.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openHttps, verdictIs, withPage } from "./harness.mjs";

const here = withPage();

/** Fields of the tables in which more stands than is seen. */
const cutFields = (page) => page.evaluate(() =>
  [...document.querySelectorAll(".rules input, .rules textarea, .acl-fields textarea, .question input")]
    .filter((one) => one.scrollWidth > one.clientWidth || (one.tagName === "TEXTAREA" && one.scrollHeight > one.clientHeight))
    .map((one) => one.value));

for (const width of [1600, 1440, 1220, 1100, 720, 390]) {
  test(`addresses are seen whole, ${width} pixels wide`, async () => {
    const page = await here.open("", { viewport: { width, height: 900 } });
    await verdictIs(page, "half-open");
    assert.deepEqual(await cutFields(page), []);
    const sources = page.locator(".rule-cidr textarea");
    await sources.nth(1).fill("2001:0db8:1234:5678:9abc:def0:1234:5678/128");
    await sources.nth(2).fill("255.255.255.255/32");
    await page.locator(".acl-fields textarea").fill("10.10.1.0/24, 2001:db8:1234:5678::/64, 192.0.2.0/24, 198.51.100.0/24");
    await page.locator("input[name=from]").fill("255.255.255.255");
    assert.deepEqual(await cutFields(page), []);
    if (width >= 1440) {
      const height = async (index) => (await sources.nth(index).boundingBox()).height;
      assert.equal(await height(2), await height(0), "a /32 takes one line");
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} pixels too wide`);
  });
}

test("a field of one line stays one: Enter and pasted lines", async () => {
  const page = await here.open();
  await verdictIs(page, "half-open");
  const source = page.locator(".rule-cidr textarea").first();
  await source.focus();
  await page.keyboard.press("Enter");
  assert.equal(await source.inputValue(), "10.10.1.148/32");
  await source.fill("10.0.0.0/8\n");
  assert.equal((await source.inputValue()).trim(), "10.0.0.0/8");
  assert.ok(!(await source.inputValue()).includes("\n"));
});

test("labels and fields of the question stand in one line", async () => {
  const page = await here.open();
  await verdictIs(page, "half-open");
  const boxes = await page.locator(".question .field").evaluateAll((fields) => fields.map((field) => [
    field.firstElementChild.getBoundingClientRect().top, field.lastElementChild.getBoundingClientRect().height,
  ]));
  assert.equal(boxes.length, 5);
  for (const box of boxes) assert.deepEqual(box, boxes[0]);
});

test("the remedy of the verdict is applied at one click, or the ways to mend are shown", async () => {
  const page = await openHttps(here);
  await page.locator(".fix-card").first().waitFor();
  await page.getByRole("button", { name: /^Ways to mend it/ }).click();
  await page.waitForFunction(() => {
    const { top } = document.querySelector(".fix-card").getBoundingClientRect();
    return top >= document.querySelector(".ask-verdict").getBoundingClientRect().bottom && top < innerHeight;
  });
  await page.locator(".mend-actions").getByRole("button", { name: "Apply", exact: true }).click();
  await verdictIs(page, "works");
  assert.equal(await page.locator(".mend-actions").count(), 0);
  await page.goBack();
  await verdictIs(page, "half-open");
});

test("several remedies stand in lines of their own", async () => {
  const page = await openHttps(here);
  const inbound = page.locator(".rule-list").first();
  for (let rules = 3; rules > 0; --rules) await inbound.getByRole("button", { name: /^Delete/ }).first().click();
  await verdictIs(page, "denied");
  const tops = await page.locator(".verdict-remedy code").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
  assert.equal(tops.length, 2);
  assert.ok(tops[1] > tops[0]);
});

test("forced colours: swatches keep patterns, what is chosen is marked", async () => {
  const page = await here.open("", { forcedColors: "active" });
  await verdictIs(page, "half-open");
  const style = (place, name) => page.locator(place).first().evaluate((one, what) => getComputedStyle(one)[what], name);
  const swatch = ".verdict-head .badge-swatch";
  assert.notEqual(await style(swatch, "backgroundColor"), await style("body", "backgroundColor"));
  assert.match(await style(swatch, "backgroundImage"), /gradient/);
  assert.notEqual(await style(".navigation a[aria-current]", "borderBottomColor"), await style(".navigation a:not([aria-current]):not(.brand)", "borderBottomColor"));
  const edge = (row) => style(`.rules .rule${row} > td:first-child`, "borderLeftColor");
  assert.notEqual(await edge("[data-decides]"), await edge(":not([data-decides])"));
});

test("on paper: drawers open, no empty fields, nothing to press, a white page", async () => {
  const page = await openHttps(here);
  const seen = (place) => page.locator(place).first().isVisible();
  const empty = ".question input[name=client-port]";
  assert.ok(await seen(empty) && await seen(".port-field") && await seen(".mend-actions"));
  assert.ok(!(await seen(".drawer li")));
  await page.emulateMedia({ media: "print" });
  await page.locator(".drawer li").first().waitFor();
  for (const place of [empty, ".port-field", ".mend-actions", ".ladder-button", ".ask-tools"]) assert.ok(!(await seen(place)), place);
  assert.ok(await seen("input[name=from]"));
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
  assert.equal(await page.locator(".card").first().evaluate((card) => getComputedStyle(card).printColorAdjust), "economy");
  assert.equal(await page.locator(".badge-swatch").first().evaluate((card) => getComputedStyle(card).printColorAdjust), "exact");
  await page.emulateMedia({ media: "screen" });
  await page.waitForFunction(() => !document.querySelector(".drawer").open);
});

/** Texts of a picture that stand beyond its edges. */
const beyond = (page, picture) => page.locator(picture).evaluate((svg) => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text")].filter((text) => {
    const box = text.getBoundingClientRect();
    return box.width > 0 && (box.left < frame.left - 1 || box.right > frame.right + 1);
  }).map((text) => text.textContent);
});

for (const width of [1440, 390]) {
  test(`long names stay in the ladder, ${width} pixels wide`, async () => {
    const page = await openHttps(here, { viewport: { width, height: 900 } });
    await page.locator(".acl-fields input").first().fill("acl-0123456789abcdef0-production-frontend");
    await page.locator(".ladder-title", { hasText: width > 500 ? "frontend" : "web" }).first().waitFor({ timeout: 3000 }).catch(() => undefined);
    await verdictIs(page, "half-open");
    await page.waitForFunction(() => document.querySelector(".ladder-box").textContent.includes("acl-0123456789abcdef0"));
    assert.deepEqual(await beyond(page, ".ladder"), []);
  });
}

test("on the phone the words of a packet stand between the lines of client and server", async () => {
  const page = await openHttps(here, { viewport: { width: 390, height: 900 } });
  const crossing = await page.locator(".ladder").evaluate((svg) => {
    const lines = [...svg.querySelectorAll(".ladder-life")].map((line) => line.getBoundingClientRect().left);
    return [...svg.querySelectorAll(".ladder-label")].filter((label) => {
      const { left, right } = label.getBoundingClientRect();
      return lines.some((x) => left < x && x < right);
    }).map((label) => label.textContent);
  });
  assert.deepEqual(crossing, []);
});

test("client systems out of the ruler's window say so, and no line runs through them", async () => {
  const page = await openHttps(here);
  const texts = page.locator(".ruler-bracket-text");
  assert.ok(!(await texts.allTextContents()).join().includes("off to the"));
  await page.locator(".port-field").fill("443");
  for (let i = 0; i < 8; ++i) await page.getByRole("button", { name: "Zoom in" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".ruler-tick").length === 2);
  const said = await texts.allTextContents();
  assert.ok(said.length > 3);
  for (const text of said) assert.match(text, /→ off to the right$/);
  const [line, first] = [await page.locator(".ruler-mark line").boundingBox(), await texts.first().boundingBox()];
  assert.ok(line.y + line.height <= first.y + 1, "the port's line ends above the names");
});
