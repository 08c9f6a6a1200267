// SPDX-License-Identifier: Apache-2.0
// The view Ask: what stands on the page is what the command line says of the same input.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cli, cliOn, example, exampleText, grouped, openHttps, titles, verdictIs, withPage } from "./harness.mjs";

const here = withPage();
const problemA = ["--from", "10.10.1.148", "--to", "web-server", "--port"];

async function sharesAre(page, profiles) {
  const rows = await page.locator(".shares tbody tr").allInnerTexts();
  assert.equal(rows.length, profiles.length);
  profiles.forEach(({ name, range, open, total }, i) => {
    const cells = rows[i].split("\t").map((text) => text.trim());
    assert.equal(cells[0], name);
    assert.equal(cells[1], range);
    assert.ok(cells.includes(`${grouped(open)} of ${grouped(total)}`), rows[i]);
  });
}

test("the first screen is problem A, answered", async () => {
  const page = await here.open();
  const { connections } = await cli("check", example("web-server.txt"), ...problemA, "443,22,80");
  await verdictIs(page, connections[0].verdict);
  assert.equal(await page.inputValue("input[name=from]"), "10.10.1.148");
  assert.equal(await page.inputValue("input[name=to]"), "web-server");
  assert.equal(await page.inputValue("input[name=port]"), "443,22,80");
  const told = await page.locator(".connection-choice").allInnerTexts();
  assert.equal(told.length, 3);
  connections.forEach(({ verdict, server_port: port }, i) => {
    assert.ok(told[i].includes(titles[verdict]) && told[i].includes(`tcp/${port}`), told[i]);
  });
  assert.deepEqual(connections.map(({ verdict }) => verdict), ["half-open", "denied", "half-open"]);
  await page.locator(".connection-choice input").nth(1).check();
  await verdictIs(page, "denied");
  assert.match(await page.locator(".verdict-death").innerText(), /The request dies at web-server, inbound: rule 200/);
});

test("HTTPS of problem A: words and numbers are the command line's", async () => {
  const page = await openHttps(here);
  const { connections: [truth] } = await cli("check", example("web-server.txt"), ...problemA, "443");
  await verdictIs(page, truth.verdict);
  await sharesAre(page, truth.profiles);
  const [remedy] = truth.remedy;
  const told = await page.locator(".verdict-remedy code").innerText();
  for (const word of [remedy.acl, remedy.rule, remedy.protocol, remedy.ports, remedy.cidr]) assert.ok(told.includes(word), told);
  assert.match(await page.locator(".verdict-death").innerText(), /No reply gets through. The one to client port \d+ dies at web-server, outbound: rule \*/);
  assert.equal(await page.locator(".drawer li").count(), truth.assumptions.length);
});

test("typing a port changes the answer, and the deciding rows are marked", async () => {
  const page = await openHttps(here);
  for (const [port, rule] of [["22", "200"], ["80", "300"], ["443", "100"]]) {
    const { connections: [truth] } = await cli("check", example("web-server.txt"), ...problemA, port);
    await page.fill("input[name=port]", "");
    await page.locator("input[name=port]").pressSequentially(port);
    await verdictIs(page, truth.verdict);
    const inbound = page.locator(".rule-list").first();
    const row = inbound.locator(`tr.rule[data-decides="${truth.request.allowed ? "allow" : "deny"}"]`);
    await row.waitFor();
    assert.equal(await row.locator("input").first().inputValue(), rule);
  }
});

test("the mended table of problem A, typed in, works as the command line says", async () => {
  const page = await openHttps(here);
  const ports = page.locator(".rule-list").nth(1).locator("tr.rule").nth(1).locator(".rule-ports input");
  await ports.click();
  await ports.press("Control+A");
  await page.keyboard.type("1024-65535");
  const { connections: [truth] } = await cli("check", example("web-server-fixed.txt"), ...problemA, "443");
  await verdictIs(page, truth.verdict);
  assert.equal(truth.verdict, "works");
  await sharesAre(page, truth.profiles);
});

test("client systems and ranges of one's own", async () => {
  const page = await openHttps(here);
  await page.selectOption(".question select", "windows");
  const windows = await cli("check", example("web-server.txt"), ...problemA, "443", "--client", "windows");
  await page.locator(".shares tbody tr").nth(1).waitFor({ state: "detached" });
  await sharesAre(page, windows.connections[0].profiles);
  await page.selectOption(".question select", "range");
  await page.getByLabel("Client ports", { exact: true }).fill("440-449");
  const own = await cli("check", example("web-server.txt"), ...problemA, "443", "--client", "440-449");
  assert.equal(own.connections[0].verdict, "partial");
  await verdictIs(page, "partial");
  await sharesAre(page, own.connections[0].profiles);
});

test("add, move, sort and delete rules with buttons and keys", async () => {
  const page = await openHttps(here);
  const outbound = page.locator(".rule-list").nth(1);
  await outbound.getByRole("button", { name: "Add rule" }).click();
  const row = outbound.locator("tr.rule").nth(2);
  assert.equal(await row.locator("input").first().inputValue(), "300");
  await verdictIs(page, "half-open"); // a row that is not filled in asks nothing
  await row.locator(".rule-ports input").fill("1024-65535");
  await row.locator(".rule-cidr textarea").fill("10.10.1.148/32");
  await verdictIs(page, "works");
  await row.locator("input").first().fill("50");
  await outbound.getByRole("button", { name: "Sort by number" }).click();
  assert.equal(await outbound.locator("tr.rule").first().locator("input").first().inputValue(), "50");
  assert.equal(await outbound.getByRole("button", { name: "Sort by number" }).count(), 0);
  const inbound = page.locator(".rule-list").first();
  await inbound.locator("tr.rule").nth(0).locator(".rule-ports input").focus();
  await page.keyboard.press("Alt+ArrowDown"); // HTTPS and SSH change places and numbers
  assert.equal(await inbound.locator("tr.rule").nth(0).locator(".rule-ports input").inputValue(), "22");
  assert.equal(await inbound.locator("tr.rule").nth(0).locator("input").first().inputValue(), "100");
  await outbound.locator("tr.rule").first().getByRole("button", { name: /^Delete/ }).click();
  await verdictIs(page, "half-open");
  await inbound.locator("tr.rule").nth(0).locator(".rule-type select").selectOption("RDP");
  assert.equal(await inbound.locator("tr.rule").nth(0).locator(".rule-ports input").inputValue(), "3389");
});

test("a cell that cannot be read: unknown, and the row says why", async () => {
  const page = await openHttps(here);
  await page.locator(".rule-list").first().locator("tr.rule").first().locator(".rule-ports input").fill("44x");
  await verdictIs(page, "unknown");
  const table = exampleText("web-server.txt").replace(/(TCP +)443( +10\.10)/, "$144x$2");
  const truth = await cliOn({ "web-server.txt": table }, "check", ...problemA, "443");
  assert.equal(truth.diagnostics.length, 1);
  const note = await page.locator(".rule-problem").innerText();
  assert.ok(note.includes(truth.diagnostics[0].text), note);
  assert.ok(note.includes(truth.diagnostics[0].hint), note);
});

test("what the engine refuses is said in its words", async () => {
  const page = await openHttps(here);
  await page.fill("input[name=to]", "nobody");
  await page.locator(".refused").first().waitFor();
  assert.match(await page.locator(".refused").first().innerText(), /'nobody' is neither an address nor anything that is loaded/);
});

test("the link shares tables and question; Back undoes an example", async () => {
  const page = await openHttps(here);
  await page.fill("input[name=port]", "80");
  await page.locator(".rule-list").nth(1).locator("tr.rule").nth(1).locator(".rule-ports input").fill("40000-50000");
  const table = exampleText("web-server.txt").replace(/(HTTPS +TCP +)443( +0\.0)/, "$140000-50000$2");
  const truth = await cliOn({ "web-server.txt": table }, "check", ...problemA, "80");
  await verdictIs(page, truth.connections[0].verdict);
  await page.waitForFunction(() => location.hash.startsWith("#/ask?s="));
  await page.waitForTimeout(400);
  const fragment = new URL(page.url()).hash;
  const other = await here.open(fragment);
  await verdictIs(other, truth.connections[0].verdict);
  await sharesAre(other, truth.connections[0].profiles);
  assert.equal(await other.inputValue("input[name=port]"), "80");
  await other.getByRole("button", { name: "SSH from home" }).click();
  await other.waitForFunction(() => document.querySelector("input[name=port]").value === "22");
  assert.equal(await other.inputValue("input[name=client-port]"), "52341");
  await other.goBack();
  await other.waitForFunction(() => document.querySelector("input[name=port]").value === "80");
});

test("a link that is no state, or a bad one, shows problem A", async () => {
  const pack = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const row = ["100", "tcp", "443", "0.0.0.0/0", "maybe"];
  const question = { f: "a", t: "b", p: "1", c: [] };
  for (const state of ["%%%", "AAAA", pack({ v: 2 }), pack({ v: 1, s: { n: "x", i: [row], o: [] }, q: question }),
    pack({ v: 1, s: { n: 7, i: [], o: [] }, q: question }), pack([1])]) {
    const page = await here.open(`#/ask?s=${state}`);
    await verdictIs(page, "half-open");
    assert.equal(await page.inputValue("input[name=from]"), "10.10.1.148");
    await page.context().close();
  }
});

test("paste a table, and JSON with several ACLs", async () => {
  const page = await openHttps(here);
  await page.getByRole("button", { name: "Paste rules" }).click();
  await page.locator(".paste textarea").fill(exampleText("web-server-fixed.txt"));
  await page.getByRole("button", { name: "Read it" }).click();
  await verdictIs(page, "works");
  const { NetworkAcls: acls } = JSON.parse(exampleText("shop/account.json"));
  assert.ok(acls.length > 1);
  await page.getByRole("button", { name: "Paste rules" }).click();
  await page.locator(".paste textarea").fill(JSON.stringify({ NetworkAcls: acls }));
  await page.getByRole("button", { name: "Read it" }).click();
  const choice = page.locator(".paste-choice select").first();
  await choice.waitFor();
  assert.equal(await choice.locator("option").count(), acls.length);
  const wanted = acls.find(({ NetworkAclId: id }) => id === "acl-web");
  const index = await choice.locator("option").evaluateAll((all) => all.findIndex((one) => one.textContent.startsWith("acl-web")));
  const rows = (egress) => wanted.Entries.filter((entry) => entry.Egress === egress && entry.RuleNumber < 32767).length;
  assert.ok((await choice.locator("option").nth(index).innerText()).endsWith(`: ${rows(false)} inbound, ${rows(true)} outbound`));
  await choice.selectOption({ index });
  await page.getByRole("button", { name: "Use this ACL" }).click();
  await page.waitForFunction(() => document.querySelector(".acl-fields input").value === "acl-web");
  assert.equal(await page.locator(".rule-list").first().locator("tr.rule:not(.rule-star)").count(), rows(false));
  assert.equal(await page.locator(".rule-list").nth(1).locator("tr.rule:not(.rule-star)").count(), rows(true));
});

test("the client's own subnet has an ACL, too", async () => {
  const page = await openHttps(here);
  await page.locator(".rule-list").nth(1).locator("tr.rule").nth(1).locator(".rule-ports input").fill("1024-65535");
  await verdictIs(page, "works");
  await page.getByRole("button", { name: /The client's subnet has an ACL/ }).click();
  const second = page.locator(".acl").nth(1);
  await second.locator(".acl-fields textarea").fill("10.10.1.0/24");
  await second.locator(".rule-list").first().locator(".rule-type select").selectOption("HTTPS");
  const client = [
    "acl: client-acl", "subnet: subnet-client-acl 10.10.1.0/24", "", "Inbound rules",
    "Rule #\tProtocol\tPort range\tSource\tAllow/Deny", "100\tTCP\t443\t0.0.0.0/0\tallow",
    "Outbound rules", "Rule #\tProtocol\tPort range\tDestination\tAllow/Deny", "100\tAll\tAll\t0.0.0.0/0\tallow", "",
  ].join("\n");
  const truth = await cliOn({ "web-server.txt": exampleText("web-server-fixed.txt"), "client-acl.txt": client }, "check", ...problemA, "443");
  assert.equal(truth.connections[0].verdict, "half-open");
  await verdictIs(page, truth.connections[0].verdict);
  assert.match(await page.locator(".verdict-death").innerText(), /client-acl, inbound/);
});

test("names from an account are text, never markup", async () => {
  const page = await openHttps(here);
  const evil = "<script>globalThis.evil=1</script><img-src=x>";
  await page.locator(".acl-fields input").first().fill(evil);
  await page.waitForFunction((name) => document.querySelector("input[name=to]").value === name, evil);
  await verdictIs(page, "half-open");
  assert.ok((await page.locator(".verdict-death").innerText()).includes(evil));
  assert.ok((await page.locator(".ladder").innerHTML()).includes("&lt;script"));
  assert.equal(await page.evaluate(() => [globalThis.evil, document.querySelectorAll("main script, main img").length].join()), ",0");
});
