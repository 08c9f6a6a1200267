// SPDX-License-Identifier: Apache-2.0
// What Ask shows is not lost: other tabs, reloads, links, typing that is not finished, pasted halves.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cliOn, exampleText, openHttps, verdictIs, withPage } from "./harness.mjs";

const here = withPage();
const problemA = ["--from", "10.10.1.148", "--to", "web-server", "--port"];
const portIs = (page, port) => page.waitForFunction((wanted) => document.querySelector("input[name=port]")?.value === wanted, port);
const tab = (page, name) => page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
/** The port that a link asks about; undefined if it carries no state. */
const portOf = (link) => {
  const packed = new URLSearchParams(new URL(link).hash.split("?")[1] ?? "").get("s");
  return packed === null ? undefined : JSON.parse(Buffer.from(packed, "base64url").toString()).q.p;
};
const rows = (page, list) => page.locator(".rule-list").nth(list).locator("tr.rule:not(.rule-star)");
/** Name of what has the focus, as a screen reader says it, or its id. */
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.id ?? "");
const paste = async (page, text) => {
  await page.getByRole("button", { name: "Paste rules" }).click();
  await page.locator(".paste textarea").fill(text);
  await page.getByRole("button", { name: "Read it" }).click();
  await page.locator(".paste textarea").waitFor({ state: "detached" });
};

/** A link that somebody else copied. */
async function sharedLink() {
  const page = await openHttps(here);
  await page.fill("input[name=port]", "80");
  await page.waitForFunction(() => document.querySelector(".verdict-head")?.dataset.stale === "false");
  await page.waitForTimeout(400);
  const { hash } = new URL(page.url());
  await page.context().close();
  return hash;
}

test("a shared link outlives another tab, a reload, and a click on Ask", async () => {
  const link = await sharedLink();
  const page = await here.open(link);
  await portIs(page, "80");
  await tab(page, "Learn");
  await page.locator(".learn-cards").first().waitFor();
  await tab(page, "Ask");
  await portIs(page, "80");
  await page.waitForFunction(() => location.hash.startsWith("#/ask?s="));
  await tab(page, "Ask");
  await page.waitForFunction(() => location.hash.startsWith("#/ask?s="));
  assert.equal(portOf(page.url()), "80");
  await page.reload();
  await portIs(page, "80");
  await tab(page, "Learn");
  await page.locator(".learn-cards").first().waitFor();
  await tab(page, "Ask");
  await portIs(page, "80");
});

test("Copy link copies what is shown at that moment", async () => {
  const page = await openHttps(here, { permissions: ["clipboard-read", "clipboard-write"] });
  const copied = async () => {
    await page.getByRole("button", { name: "Copy link" }).click();
    await page.getByText("✓ copied").waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole("button", { name: "Copy link" }).waitFor();
    return link;
  };
  await page.fill("input[name=port]", "8443");
  await tab(page, "Learn");
  await page.locator(".learn-cards").first().waitFor();
  await tab(page, "Ask");
  await portIs(page, "8443");
  assert.equal(portOf(await copied()), "8443");
  // Within the pause before the address follows: typed and clicked by the page itself.
  await page.evaluate(() => {
    const port = document.querySelector("input[name=port]");
    port.value = "22";
    port.dispatchEvent(new Event("input", { bubbles: true }));
    [...document.querySelectorAll(".ask-tools button")].at(-1).click();
  });
  await page.getByText("✓ copied").waitFor();
  assert.equal(portOf(await page.evaluate(() => navigator.clipboard.readText())), "22");
});

test("what was typed just before leaving is kept", async () => {
  const page = await openHttps(here);
  await page.evaluate(() => {
    const port = document.querySelector("input[name=port]");
    port.value = "22";
    port.dispatchEvent(new Event("input", { bubbles: true }));
    location.hash = "#/learn";
  });
  await page.locator(".learn-cards").first().waitFor();
  await tab(page, "Ask");
  await portIs(page, "22");
});

const inboundTab = "Rule number\tType\tProtocol\tPort range\tSource\tAllow/Deny\n100\tHTTPS (443)\tTCP (6)\t443\t0.0.0.0/0\tAllow\n*\tAll traffic\tAll\tAll\t0.0.0.0/0\tDeny\n";
const outboundTab = "Rule number\tType\tProtocol\tPort range\tDestination\tAllow/Deny\n100\tCustom TCP\tTCP (6)\t1024 - 65535\t0.0.0.0/0\tAllow\n*\tAll traffic\tAll\tAll\t0.0.0.0/0\tDeny\n";

test("the console's two tabs, pasted one after the other", async () => {
  const page = await openHttps(here);
  assert.deepEqual([await rows(page, 0).count(), await rows(page, 1).count()], [3, 2]);
  await paste(page, inboundTab);
  await page.locator(".paste-note").getByText("The text held inbound rules only: they replace those of web-server. Its outbound rules stay as they were.").waitFor();
  assert.deepEqual([await rows(page, 0).count(), await rows(page, 1).count()], [1, 2]);
  assert.equal(await focused(page), "answer");
  await paste(page, outboundTab);
  await page.locator(".paste-note").getByText("The text held outbound rules only").waitFor();
  assert.deepEqual([await rows(page, 0).count(), await rows(page, 1).count()], [1, 1]);
  const table = `acl: web-server\nInbound rules\n${inboundTab}\nOutbound rules\n${outboundTab}`;
  const truth = await cliOn({ "web-server.txt": table }, "check", ...problemA, "443");
  assert.equal(truth.connections[0].verdict, "works");
  await verdictIs(page, "works");
  await page.getByRole("button", { name: "Leave the inbound rules empty" }).click();
  assert.deepEqual([await rows(page, 0).count(), await rows(page, 1).count()], [0, 1]);
  await verdictIs(page, "denied");
  assert.equal(await page.locator(".paste-note").count(), 0);
});

test("a whole ACL that says it has no outbound rules empties them, and says so", async () => {
  const page = await openHttps(here);
  await paste(page, exampleText("ssh-from-home.txt"));
  await page.locator(".paste-note").getByText("ssh-from-home has none now").waitFor();
  assert.deepEqual([await rows(page, 0).count(), await rows(page, 1).count()], [1, 0]);
  await page.getByRole("button", { name: "Keep the outbound rules from before" }).click();
  assert.deepEqual([await rows(page, 0).count(), await rows(page, 1).count()], [1, 2]);
});

test("one ACL for client and server: both sides have its rules", async () => {
  const page = await openHttps(here);
  const { NetworkAcls: acls } = JSON.parse(exampleText("shop/account.json"));
  await page.getByRole("button", { name: "Paste rules" }).click();
  await page.locator(".paste textarea").fill(JSON.stringify({ NetworkAcls: acls }));
  await page.getByRole("button", { name: "Read it" }).click();
  const choice = page.locator(".paste-choice select");
  const index = await choice.first().locator("option").evaluateAll((all) => all.findIndex((one) => one.textContent.startsWith("acl-web")));
  await choice.nth(0).selectOption({ index });
  await choice.nth(1).selectOption({ index: index + 1 }); // "none" stands before
  await page.getByRole("button", { name: "Use this ACL" }).click();
  await page.locator(".acl").nth(1).waitFor();
  assert.equal(await page.locator(".acl").nth(1).locator(".acl-fields input").first().inputValue(), "acl-web-client");
  for (const list of [0, 1]) {
    const cells = (at) => rows(page, at).locator("input").evaluateAll((all) => all.map(({ value }) => value));
    assert.deepEqual(await cells(list + 2), await cells(list));
    assert.ok((await cells(list)).length > 0);
  }
  await page.locator(".paste-note").getByText("change both where you change acl-web").waitFor();
});

test("a fragment that is no encoding is a page all the same", async () => {
  const page = await here.open("#/ask/%E0%A4%A");
  await verdictIs(page, "half-open");
});
