// SPDX-License-Identifier: Apache-2.0
// What the page must not say: more than the engine does, or something else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fragment } from "./account_page.mjs";
import { cli, cliOn, example, openHttps, verdictIs, withPage } from "./harness.mjs";

const here = withPage();
const shop = withPage(example("shop"));

async function paste(page, text) {
  await page.getByRole("button", { name: "Paste rules" }).click();
  await page.locator("textarea").first().fill(text);
  await page.getByRole("button", { name: "Read it" }).click();
}

const entry = (number, egress, protocol, more) => ({ RuleNumber: number, Egress: egress, RuleAction: "allow", Protocol: protocol, CidrBlock: "0.0.0.0/0", ...more });
const icmpAcl = (type, code) => JSON.stringify({ NetworkAcls: [{ NetworkAclId: "acl-ping", VpcId: "vpc-1", Entries: [
  entry(100, false, "1", { IcmpTypeCode: { Type: type, Code: code } }), entry(100, true, "-1")] }] });

test("pasted ICMP rules keep type and code", async () => {
  for (const [type, code, ports, port] of [[0, -1, "0", "icmp/8"], [8, -1, "8", "icmp/8"], [3, 4, "3/4", "icmp/3:4"], [-1, -1, "all", "icmp/8"]]) {
    const text = icmpAcl(type, code);
    const page = await here.open();
    await verdictIs(page, "half-open");
    await paste(page, text);
    await page.waitForFunction(() => document.querySelector(".acl-fields input").value === "acl-ping");
    assert.equal(await page.getByLabel("Port range, Rule number 100").first().inputValue(), ports);
    await page.fill("input[name=from]", "203.0.113.5");
    await page.fill("input[name=port]", port);
    const { connections } = await cliOn({ "a.json": text }, "check", "--from", "203.0.113.5", "--to", "acl-ping", "--port", port);
    await verdictIs(page, connections[0].verdict);
    await page.close();
  }
});

test("a pasted row that cannot be read stays unknown", async () => {
  const text = "acl: a\ningress 100 allow tcp 443x any\negress 100 allow all all any\n";
  const page = await here.open();
  await verdictIs(page, "half-open");
  await paste(page, text);
  await page.waitForFunction(() => document.querySelector(".acl-fields input").value === "a");
  await page.fill("input[name=port]", "443");
  await verdictIs(page, "unknown");
  assert.match(await page.locator(".verdict-death").innerText(), /Nobody knows what rule 100 of a, inbound, matches/);
});

test("an empty cell is told as one, and its rule may decide", async () => {
  const page = await openHttps(here);
  await page.getByLabel("Port range, Rule number 100").first().fill("");
  await verdictIs(page, "unknown");
  const notes = await page.locator(".rule-note").allInnerTexts();
  assert.ok(notes.some((text) => text.startsWith("Empty: port range.")), notes.join("|"));
  assert.ok(notes.some((text) => text.startsWith("? may decide the request")), notes.join("|"));
  assert.ok(!notes.some((text) => text.includes("'?'")), notes.join("|"));
});

test("a client's ACL that is not asked is told", async () => {
  const page = await openHttps(here);
  await page.getByLabel("Port range, Rule number 200").last().fill("1024-65535");
  await verdictIs(page, "works");
  await page.getByRole("button", { name: "The client's subnet has an ACL, too" }).click();
  const blocks = page.getByLabel("The subnet's blocks").last();
  await page.locator(".verdict-not-asked").waitFor();
  assert.match(await page.locator(".verdict-not-asked").innerText(), /client-acl is not asked: nobody told/);
  await blocks.fill("10.10.2.0/24");
  await page.getByText("client-acl is not asked: the client's address is in none").waitFor();
  await blocks.fill("10.10.1.0/24");
  await page.locator(".verdict-not-asked").waitFor({ state: "detached" });
});

test("a verdict is about all client ports, and the one that was told has its own", async () => {
  const page = await openHttps(here);
  await page.locator("input[name=client-port]").fill("443");
  await page.locator(".verdict-port").waitFor();
  assert.equal(await page.locator(".verdict-port").innerText(), "From client port 443 alone: Works.");
  await verdictIs(page, "half-open");
});

test("a name of two words is one name", async () => {
  const page = await openHttps(here);
  await page.getByLabel("Name", { exact: true }).first().fill("prod web");
  await verdictIs(page, "half-open");
  assert.equal(await page.locator("input[name=to]").inputValue(), "prod-web");
});

test("a cell of the matrix opens the answer of its family", async () => {
  for (const [to, family] of [["internet", "ipv6"], ["internet", "ipv4"], ["subnet-app", "ipv6"]]) {
    const question = [example("shop"), "--from", "subnet-web", "--to", to, "--port", "443", "--ip-version", family.slice(3)];
    const { connections } = await cli("check", ...question);
    const page = await shop.open(fragment({ show: "matrix", family, port: "443", cell: ["subnet-web", to] }));
    await page.locator(".cell-pane .verdict-head").waitFor();
    await verdictIs(page, connections[0].verdict);
    assert.equal(await page.locator(".cell-pane .connection-choice").count(), connections.length > 1 ? connections.length : 0);
    await page.close();
  }
});

test("behind a NAT gateway the ruler's port is the gateway's own", async () => {
  const page = await shop.open();
  await page.fill("input[name=from]", "subnet-app");
  await page.fill("input[name=to]", "internet");
  await page.fill("input[name=port]", "443");
  await page.locator(".ruler-tools select").waitFor();
  const field = page.getByLabel("Port at 10.20.0.10");
  await field.fill("40000");
  await page.locator(".ruler-fate b").getByText("40000").waitFor();
  assert.match(await page.locator(".walk-reason, .split-head").first().innerText(), /from client port (?!40000)/);
});

test("where there is no way, nobody is said to get an answer", async () => {
  const page = await shop.open();
  await page.fill("input[name=from]", "internet");
  await page.fill("input[name=to]", "10.20.0.10");
  await page.fill("input[name=port]", "443");
  await verdictIs(page, "no-route");
  const headings = await page.locator(".ask-answer h2").allInnerTexts();
  assert.ok(!headings.includes("Who gets an answer"), headings.join("|"));
  assert.ok(headings.includes("Every client port, if there were a way"), headings.join("|"));
});
