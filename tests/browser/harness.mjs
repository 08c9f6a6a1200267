// SPDX-License-Identifier: Apache-2.0
// Starts `halfopen serve` and Chromium, and asks the command line the same questions.
// HALFOPEN: the program. HALFOPEN_SOURCE: the repository. CHROMIUM: the browser.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { chromium } from "playwright-core";

export const program = process.env.HALFOPEN;
export const root = process.env.HALFOPEN_SOURCE;
export const example = (name) => join(root, "examples", name);
export const exampleText = (name) => readFileSync(example(name), "utf8");

/** The JSON document of a verb, by the command line. */
export function cli(...args) {
  return new Promise((resolve, reject) => {
    execFile(program, [...args, "--format", "json"], { maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      if (error && error.code !== 2) reject(new Error(`${args.join(" ")}: ${stderr}`));
      else resolve(JSON.parse(stdout));
    });
  });
}

/** The same for a rule table that exists only in the test. */
export async function cliOn(texts, verb, ...args) {
  const folder = mkdtempSync(join(tmpdir(), "halfopen-browser-"));
  try {
    const files = Object.entries(texts).map(([name, text]) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    });
    return await cli(verb, ...files, ...args);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A server of the page; its address is the first line that it prints. */
export async function serve(...inputs) {
  const child = spawn(program, ["serve", ...inputs, "--port", "0", "--no-open"], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  let errors = "";
  child.stderr.on("data", (text) => (errors += text));
  const url = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no address: ${said} ${errors}`)), 30000);
    child.stdout.on("data", (text) => {
      said += text;
      const found = /http:\/\/[^\s/]+/.exec(said);
      if (!found) return;
      clearTimeout(late);
      resolve(`${found[0]}/`);
    });
    child.on("exit", (code) => {
      clearTimeout(late);
      reject(new Error(`serve ended with ${code}: ${errors}`));
    });
  });
  return { url, stop: () => new Promise((resolve) => {
    child.removeAllListeners("exit");
    child.on("exit", resolve);
    child.kill("SIGINT");
  }) };
}

/**
 * A server and a browser for all tests of a file. `open(fragment, options)` gives a page on which any
 * error in the console, any failed script and any request to another host fails the test's end.
 */
export function withPage(...inputs) {
  const here = { url: "", browser: null, faults: [] };
  let server;
  before(async () => {
    server = await serve(...inputs);
    here.url = server.url;
    here.browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
  });
  after(async () => {
    await here.browser?.close();
    await server?.stop();
    assert.deepEqual(here.faults, [], "the page has errors");
  });
  here.open = async (fragment = "", options = {}) => {
    const context = await here.browser.newContext({ viewport: { width: 1600, height: 1000 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(60000); // the machine may be busy with other tests
    page.on("pageerror", (error) => here.faults.push(error.message));
    page.on("console", (message) => {
      // A refused question is an answer of the engine, not a fault of the page.
      if (message.type() === "error" && !message.text().includes("422")) here.faults.push(message.text());
    });
    page.on("request", (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(here.url)) here.faults.push(request.url());
    });
    await page.goto(here.url + fragment);
    return page;
  };
  return here;
}

export const titles = {
  works: "Works", partial: "Partial", "half-open": "Half-open", denied: "Denied", "no-route": "No route", unknown: "Unknown",
};
export const grouped = (number) => number.toLocaleString("en-US");

/** Waits until the verdict on the page is this one, and is the answer to what stands there now. */
export async function verdictIs(page, verdict) {
  await page.locator(`.verdict-head[data-verdict="${verdict}"][data-stale="false"]`).first().waitFor();
  assert.equal((await page.locator(".verdict-head .badge").first().innerText()).trim(), titles[verdict]);
}

/** Problem A, asked about HTTPS alone. */
export async function openHttps(here, options) {
  const page = await here.open("", options);
  await verdictIs(page, "half-open");
  await page.fill("input[name=port]", "443");
  await page.locator(".connection-list").waitFor({ state: "detached" });
  await verdictIs(page, "half-open");
  await page.locator(".ladder").waitFor();
  return page;
}
