// SPDX-License-Identifier: Apache-2.0
// `halfopen report html`: a file, opened from disk, that answers with the engine inside it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { cli, example, grouped, program, verdictIs } from "./harness.mjs";

const folder = mkdtempSync(join(tmpdir(), "halfopen-report-"));
let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** The file that the program writes, opened from disk without a network. */
async function opened(name, ...args) {
  const path = join(folder, name);
  writeFileSync(path, execFileSync(program, ["report", "html", ...args], { maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] }));
  const context = await browser.newContext({ offline: true, viewport: { width: 1600, height: 1000 } });
  const page = await context.newPage();
  page.setDefaultTimeout(60000);
  const faults = [];
  const address = pathToFileURL(path).href;
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("request", (request) => {
    if (!request.url().startsWith(address) && !/^(data|blob):/.test(request.url())) faults.push(request.url());
  });
  await page.goto(address);
  return { page, faults };
}

/** What the engine inside of the page says, asked as the page asks it. */
const loadedNames = (page) =>
  page.evaluate(() => JSON.parse(document.getElementById("halfopen-session").textContent).sources.map(({ name }) => name));

test("the verdict and the shares are those of the command line", async () => {
  const question = ["--from", "10.10.1.148", "--to", "web-server", "--port", "443", "--client", "linux"];
  const { page, faults } = await opened("a.html", example("web-server.txt"), ...question);
  const { connections: [connection] } = await cli("check", example("web-server.txt"), ...question);
  await verdictIs(page, connection.verdict);
  assert.match(await page.locator("main").innerText(), new RegExp(grouped(connection.profiles[0].total)));
  assert.deepEqual(await loadedNames(page), [example("web-server.txt")]);
  assert.deepEqual(faults, []);
});

test("another question is answered by the engine in the page", async () => {
  const { page, faults } = await opened("b.html", example("web-server-fixed.txt"), "--from", "10.10.1.148", "--to", "web-server", "--port", "443");
  await verdictIs(page, "works");
  await page.getByLabel(/port/i).first().fill("22");
  const { connections: [connection] } = await cli("check", example("web-server-fixed.txt"), "--from", "10.10.1.148", "--to", "web-server", "--port", "22");
  assert.equal(connection.verdict, "denied");
  await verdictIs(page, "denied");
  assert.deepEqual(faults, []);
});

test("from a file, too, the address carries what is shown, and progress is kept", async () => {
  const { page, faults } = await opened("state.html", example("web-server-fixed.txt"), "--from", "10.10.1.148", "--to", "web-server", "--port", "443");
  await verdictIs(page, "works");
  await page.getByLabel(/port/i).first().fill("22");
  await verdictIs(page, "denied");
  await page.getByRole("navigation").getByRole("link", { name: "Ask", exact: true }).click();
  await page.waitForFunction(() => location.hash.startsWith("#/ask?s="));
  await page.reload();
  await verdictIs(page, "denied");
  await page.getByRole("navigation").getByRole("link", { name: "Learn", exact: true }).click();
  await page.getByRole("link", { name: "SSH from home" }).click();
  await page.locator("input[name=sees]").nth(1).check();
  await page.getByRole("button", { name: "Ask the engine" }).click();
  await page.locator(".step").nth(1).waitFor();
  await page.reload();
  await page.locator(".step").nth(1).waitFor();
  await page.getByRole("navigation").getByRole("link", { name: "Ask", exact: true }).click();
  await verdictIs(page, "works"); // the file's own question: the address of Learn holds no other
  assert.deepEqual(faults, []);
});

test("a template in YAML is asked about, too", async () => {
  const file = example("narrow-replies/after.yaml");
  const question = ["--from", "198.51.100.7", "--to", "Web", "--port", "443", "--client", "linux", "--client", "windows-legacy"];
  const { connections: [connection] } = await cli("check", file, ...question);
  const { page, faults } = await opened("c.html", file, ...question);
  await verdictIs(page, connection.verdict);
  assert.match(await page.locator("main").innerText(), new RegExp(grouped(connection.profiles[0].open)));
  assert.deepEqual(faults, []);
});

test("without inputs the page is a playground with the first problem", async () => {
  const { page, faults } = await opened("d.html");
  await verdictIs(page, "half-open");
  assert.deepEqual(faults, []);
});

test("nothing in an input can become part of the page", async () => {
  const path = join(folder, "hostile.txt");
  const name = "</script><script>document.title='taken'</script><!--";
  writeFileSync(path, `# ${name}\nacl: hostile\ningress 100 allow tcp 443 any\n`);
  const { page, faults } = await opened("e.html", path, "--from", "198.51.100.7", "--to", "hostile", "--port", "443");
  await verdictIs(page, "half-open");
  assert.ok(!(await page.title()).includes("taken"), "a script of the input ran");
  assert.deepEqual(faults, []);
});

test("the page's own policy stops what would be added to it", async () => {
  const { page, faults } = await opened("f.html");
  await verdictIs(page, "half-open");
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "document.title = 'taken'";
    document.body.append(script);
    return document.title;
  });
  assert.ok(!ran.includes("taken"), "an added script ran");
  assert.equal(await page.evaluate(() => fetch("https://192.0.2.1/").then(() => "sent", () => "stopped")), "stopped");
  assert.ok(faults.some((fault) => fault.includes("Content Security Policy")));
  assert.ok(!faults.some((fault) => fault.startsWith("https://192.0.2.1")), "a request left");
});
