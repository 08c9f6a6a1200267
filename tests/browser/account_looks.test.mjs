// SPDX-License-Identifier: Apache-2.0
// How the view Account looks: forced colours, paper, the phone, the pane beside the matrix.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fragment } from "./account_page.mjs";
import { example, withPage } from "./harness.mjs";

const here = withPage(example("shop"));
const matrix = (state = {}) => fragment({ show: "matrix", ...state });

test("forced colours: cells, swatches and what is chosen can be told apart", async () => {
  const page = await here.open(matrix(), { forcedColors: "active" });
  await page.locator("[data-total=works]").waitFor();
  const style = (place, name) => page.locator(place).first().evaluate((one, what) => getComputedStyle(one)[what], name);
  const colours = await page.locator(".heat-canvas").evaluate(async (canvas) => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const counts = new Map();
    for (let at = 0; at < data.length; at += 4) {
      const colour = `${data[at]},${data[at + 1]},${data[at + 2]}`;
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    return [...counts.values()].filter((count) => count > 300).length;
  });
  assert.ok(colours >= 5, `${colours} colours in the matrix`);
  assert.equal(new Set(await page.locator(".heat-swatch").evaluateAll((all) => all.map((one) => {
    const { backgroundColor, backgroundImage } = getComputedStyle(one);
    return backgroundColor + backgroundImage;
  }))).size, 5);
  assert.notEqual(await style('.switch [aria-pressed="true"]', "backgroundColor"), await style('.switch [aria-pressed="false"]', "backgroundColor"));
  assert.notEqual(await style(".navigation a[aria-current]", "borderBottomColor"), await style(".navigation a:not([aria-current])", "borderBottomColor"));
});

test("on paper the matrix names its service, family and clients, in light colours", async () => {
  const page = await here.open(matrix({ port: "22", client: "windows" }), { colorScheme: "dark" });
  await page.locator("[data-total=works]").waitFor();
  const line = page.getByText("tcp/22, IPv4, client systems: windows");
  assert.ok(!(await line.isVisible()));
  const corner = () => page.locator(".heat-canvas").evaluate((canvas) => [...canvas.getContext("2d").getImageData(2, 2, 1, 1).data]);
  assert.ok((await corner())[0] < 100);
  await page.emulateMedia({ media: "print" });
  await line.waitFor();
  assert.ok(!(await page.locator(".controls").isVisible()) && !(await page.locator(".switch").first().isVisible()));
  assert.ok((await corner())[0] > 200, "a dark matrix on white paper");
});

test("what opens below the screen is scrolled to, what stands beside is not", async () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, reducedMotion: "reduce" };
  const seen = (page, pane) => page.waitForFunction((place) => {
    const { top } = document.querySelector(place).getBoundingClientRect();
    return top >= -1 && top < innerHeight / 2;
  }, pane);
  const small = await here.open(matrix(), phone);
  await small.locator("[data-total=works]").waitFor();
  // Headers of 104 and 96 pixels: row 2, column 1.
  const cell = await small.locator(".heat-canvas").evaluate((canvas) => (canvas.clientWidth - 106) / 10);
  await small.locator(".heat-canvas").tap({ position: { x: 104 + 1.5 * cell, y: 96 + 2.5 * cell } });
  await small.locator(".cell-pane").waitFor();
  await seen(small, ".cell-pane");
  const map = await here.open("#/account", phone);
  await map.locator('[data-thing="acl-web"]').tap();
  await map.locator(".thing-pane").waitFor();
  await seen(map, ".thing-pane");
  const wide = await here.open("#/account");
  await wide.locator('[data-thing="acl-web"]').click();
  await wide.locator(".thing-pane").waitFor();
  assert.equal(await wide.evaluate(() => scrollY), 0);
});

for (const width of [1600, 1280]) {
  test(`beside its matrix the pane has room for port ranges, ${width} pixels wide`, async () => {
    const page = await here.open(matrix({ family: "ipv6", cell: ["subnet-app", "subnet-web"] }), { viewport: { width, height: 900 } });
    await page.locator(".cell-pane .shares").first().waitFor();
    const lines = await page.locator(".cell-pane .shares tbody .mono").evaluateAll((all) => all.map((one) => one.getClientRects().length && one.offsetHeight));
    assert.ok(lines.length > 3 && lines.every((height) => height === Math.min(...lines)), `${lines}`);
    const [pane, main] = [await page.locator(".cell-pane").boundingBox(), await page.locator(".matrix-main").boundingBox()];
    assert.ok(pane.width > main.width, "three columns need less room than an answer");
  });
}

test("fields and selects of the matrix are of one height", async () => {
  const page = await here.open(matrix());
  const heights = await page.locator(".controls .field > :last-child").evaluateAll((all) => all.map((one) => one.offsetHeight));
  assert.equal(new Set(heights).size, 1, `${heights}`);
});
