// SPDX-License-Identifier: Apache-2.0
// Names of an account that are markup stay text in every view.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fragment } from "./account_page.mjs";
import { generateAccount } from "./generate_account.mjs";
import { withPage } from "./harness.mjs";

const folder = mkdtempSync(join(tmpdir(), "halfopen-hostile-"));
const file = join(folder, "account.json");
const account = generateAccount(12, { hostile: true, routes: true });
writeFileSync(file, JSON.stringify(account));
const here = withPage(file);
after(() => rmSync(folder, { recursive: true }));

const script = "<script>alert(1)</script>";
const image = '"><img src=x onerror=alert(1)>';
const nameOf = (thing) => thing.Tags[0].Value;

/** No element came from a name, and no script ran. */
async function isText(page, ...names) {
  const text = await page.locator("main").innerText();
  for (const name of names) assert.ok(text.includes(name), `${name} is not in ${text.slice(0, 400)}`);
  assert.equal(await page.locator("main script, main img").count(), 0);
  assert.equal(await page.evaluate(() => globalThis.alerted ?? 0), 0);
}

async function open(state, view) {
  const page = await here.open("#/learn");
  await page.addInitScript(() => {
    globalThis.alert = () => (globalThis.alerted = (globalThis.alerted ?? 0) + 1);
  });
  await page.goto(`${here.url}?1${fragment(state, view)}`);
  return page;
}

test("the names are hostile", () => {
  const names = account.Subnets.map(nameOf);
  assert.ok(names.some((name) => name.startsWith(script)) && names.some((name) => name.startsWith(image)));
});

test("map, list and rules", async () => {
  const page = await open({});
  await page.locator(".map-subnet").first().waitFor();
  await page.getByText("The same as a list").click();
  for (const summary of await page.locator(".fold .fold summary").all()) await summary.click();
  await isText(page, ...account.Subnets.map(nameOf), ...account.InternetGateways.map(nameOf));
  for (const thing of [account.Subnets[0], account.Subnets[1]]) {
    await page.locator(`[data-thing="${thing.SubnetId}"]`).click();
    await page.locator(".thing-pane h2", { hasText: nameOf(thing) }).waitFor();
    await isText(page, nameOf(thing));
  }
});

test("the saved map", async () => {
  const page = await open({});
  await page.locator(".map-subnet").first().waitFor();
  const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save as SVG" }).click()]);
  const svg = readFileSync(await saved.path(), "utf8");
  assert.ok(!/<script|<img/i.test(svg));
  assert.ok(svg.includes("&lt;script&gt;"));
});

test("matrix, live text and the answer of a cell", async () => {
  const page = await open({ show: "matrix" });
  await page.locator("[data-total=works]").waitFor();
  await page.locator(".heat-canvas").focus();
  await page.keyboard.press("ArrowRight");
  await isText(page, nameOf(account.Subnets[0]), nameOf(account.Subnets[1]));
  await page.keyboard.press("Enter");
  await page.locator(".cell-pane .verdict-head").first().waitFor();
  await isText(page, nameOf(account.Subnets[0]), nameOf(account.Subnets[1]));
});

test("change: a hostile name on both sides", async () => {
  const table = (port) => `acl: ${script}\n\nInbound rules\nRule #\tProtocol\tPort range\tSource\tAllow/Deny\n100\tTCP\t443\t0.0.0.0/0\tALLOW\n\nOutbound rules\nRule #\tProtocol\tPort range\tDestination\tAllow/Deny\n100\tTCP\t${port}\t0.0.0.0/0\tALLOW\n`;
  const side = (port) => [{ name: `${image}.txt`, text: table(port) }];
  const page = await open({ before: side("1024-65535"), after: side("443") }, "change");
  await page.locator("[data-summary]").waitFor();
  await page.locator(".acl-change").waitFor();
  await isText(page, script, image);
});
