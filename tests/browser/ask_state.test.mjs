// SPDX-License-Identifier: Apache-2.0
// What Ask shows is not lost: other tabs, reloads, links, typing that is not finished, pasted halves.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cli, cliOn, example, exampleText, openHttps, verdictIs, withPage } from "./harness.mjs";

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
  await page.evaluate(() => {
    const port = document.querySelector("input[name=port]");
    port.value = "8080";
    port.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await page.reload();
  await portIs(page, "8080");
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

test("a fragment that is no encoding is a page all the same", async () => {
  const page = await here.open("#/ask/%E0%A4%A");
  await verdictIs(page, "half-open");
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
