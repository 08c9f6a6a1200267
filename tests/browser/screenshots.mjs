// SPDX-License-Identifier: Apache-2.0
// usage: node screenshots.mjs FOLDER : the pictures of Ask and Learn in docs/screenshots, to be looked at.
// HALFOPEN, HALFOPEN_SOURCE and CHROMIUM as in run.sh.
import { join } from "node:path";
import { chromium } from "playwright-core";
import { example, serve } from "./harness.mjs";

const folder = process.argv[2];
const sizes = { wide: { width: 1600, height: 1000 }, phone: { width: 390, height: 1100 } };

const https = async (page) => {
  await page.fill("input[name=port]", "443");
  await page.locator(".connection-list").waitFor({ state: "detached" });
  await page.locator(".fix-card").first().waitFor();
};
const deadPorts = async (page) => {
  await https(page);
  const outbound = page.locator(".rule-list").nth(1);
  await outbound.locator(".rule-ports input").nth(1).fill("1024-65535");
  await outbound.locator(".rule-ports input").nth(0).fill("3306-3309");
  await outbound.locator(".rule-action select").nth(0).selectOption("deny");
  await page.locator('.verdict-head[data-verdict="partial"]').waitFor();
  await page.waitForTimeout(800);
  await page.evaluate(() => document.querySelector(".ruler-box").scrollIntoView({ block: "center" }));
};
const through = async (page) => {
  await page.fill("input[name=from]", "subnet-app");
  await page.fill("input[name=to]", "internet");
  await page.fill("input[name=port]", "443");
  await page.locator(".ladder-legend, .ladder-button").nth(5).waitFor();
  await page.waitForTimeout(500);
  await page.evaluate(() => document.querySelector(".ladder-box").closest("section").scrollIntoView({ block: "end" }));
};
const learn = async (page) => {
  for (const port of ["443", "22", "80"]) await page.locator(`input[name=service-${port}]`).nth(1).check();
  await page.getByRole("button", { name: "Ask the engine" }).click();
  await page.locator(".ladder").waitFor();
};
const shots = [
  { name: "ask", size: "wide" },
  { name: "ask-dark", size: "wide", colorScheme: "dark", act: https },
  { name: "ask-phone", size: "phone", act: https },
  { name: "port-ruler", size: "wide", act: deadPorts },
  { name: "ladder-nat", size: "wide", account: true, act: through },
  { name: "learn", size: "wide", fragment: "#/learn/web-server", act: learn },
];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const servers = { tables: await serve(), account: await serve(example("shop")) };
for (const { name, size, colorScheme = "light", account = false, fragment = "", act } of shots) {
  const page = await browser.newPage({ viewport: sizes[size], colorScheme, reducedMotion: "reduce" });
  await page.goto(servers[account ? "account" : "tables"].url + fragment);
  await page.locator(".verdict-head, .step").first().waitFor();
  await act?.(page);
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement?.blur());
  await page.waitForTimeout(700);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.close();
}
await browser.close();
await Promise.all(Object.values(servers).map(({ stop }) => stop()));
