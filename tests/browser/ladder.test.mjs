// SPDX-License-Identifier: Apache-2.0
// Ladder, port ruler and ways to mend, against explain, check and fix of the command line.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { cli, cliOn, example, exampleText, grouped, openHttps, titles, verdictIs, withPage } from "./harness.mjs";

const here = withPage();
const problemA = [example("web-server.txt"), "--from", "10.10.1.148", "--to", "web-server", "--port", "443"];
const inbound = { ingress: "inbound", egress: "outbound" };

test("the ladder has a gate for each crossing, and each says why", async () => {
  const page = await openHttps(here);
  const { walks: [walk] } = await cli("explain", ...problemA);
  const crossings = walk.legs.flatMap((leg) => leg.crossings);
  const gates = page.locator(".ladder-button");
  assert.equal(await gates.count(), crossings.length);
  for (const [i, crossing] of crossings.entries()) {
    const label = await gates.nth(i).getAttribute("aria-label");
    assert.ok(label.includes(`${crossing.acl}, ${inbound[crossing.direction]}: rule ${crossing.rule}`), label);
    await (i % 2 === 0 ? gates.nth(i).hover() : gates.nth(i).focus());
    const said = await page.locator(".looked-at").innerText();
    for (const look of crossing.looked_at) assert.ok(said.includes(look.why) && said.includes(look.matches), said);
  }
  const words = await page.locator(".ladder-stage ol").innerText();
  for (const { packet } of walk.legs) {
    assert.ok(words.includes(`from ${packet.source}:${packet.source_port} to ${packet.destination}:${packet.destination_port}`), words);
  }
  const drawn = await page.locator(".ladder").textContent();
  assert.match(drawn, /\+1 s.*\+3 s.*\+7 s.*gives up/s); // the client hears nothing
});

test("a connection that works ends with ACK; UDP and ICMP are drawn, too", async () => {
  const page = await openHttps(here);
  await page.locator(".rule-list").nth(1).locator("tr.rule").nth(1).locator(".rule-ports input").fill("1024-65535");
  await verdictIs(page, "works");
  await page.locator(".ladder-outcome", { hasText: "connected" }).waitFor();
  assert.match(await page.locator(".ladder").textContent(), /SYN.*SYN-ACK.*ACK/s);
  await page.fill("input[name=port]", "udp/53");
  await page.locator(".ladder-outcome", { hasText: "waits" }).waitFor();
  assert.match(await page.locator(".ladder").textContent(), /datagram/);
  await page.fill("input[name=port]", "icmp/8");
  await page.locator(".ladder", { hasText: "echo reply" }).waitFor();
  const { walks: [walk] } = await cli("explain", example("web-server-fixed.txt"), ...problemA.slice(1, -1), "icmp/8");
  await verdictIs(page, walk.verdict);
});

test("a typed client port has the fate that explain tells", async () => {
  const page = await openHttps(here);
  for (const port of ["22", "443", "21", "65535"]) {
    const { walks: [walk] } = await cli("explain", ...problemA, "--client-port", port);
    await page.locator(".port-field").fill(port);
    await page.locator(`.split-head .badge[data-verdict="${walk.verdict}"]`).waitFor();
    await page.locator("h2", { hasText: `from client port ${port}` }).waitFor();
    const fate = await page.locator(".ruler-fate").innerText();
    assert.ok(fate.includes(walk.legs[1].outcome === "allow" ? "the reply passes" : "the reply dies"), fate);
    assert.ok(fate.includes(`rule ${walk.legs[1].crossings[0].rule} `), fate);
  }
});

/** Slices of a band on the page by their titles: "0-21: * deny". */
const slicesOf = (page, band) =>
  page.locator(".ruler > g").filter({ has: page.locator(".ruler-title") }).nth(band).locator(".ruler-slice title").allTextContents();

test("the ruler shows each decision, also slices of one port, and zooms to one port by keys", async () => {
  const page = await openHttps(here);
  const { connections: [truth] } = await cli("check", ...problemA);
  const expected = truth.reply.crossings[0].decisions.flatMap(({ client_ports: ports, rule, action }) =>
    ports.split(",").map((range) => `${range}: ${rule} ${action}`));
  await page.locator(".ruler-slice").first().waitFor();
  assert.deepEqual((await slicesOf(page, 0)).sort(), expected.sort());
  for (const width of await page.locator(".ruler-fill").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width))) {
    assert.ok(width >= 2.9, `a slice of ${width} pixels`);
  }
  const ruler = page.getByRole("slider");
  await page.locator(".port-field").fill("443");
  await ruler.focus();
  for (let i = 0; i < 17; ++i) await page.keyboard.press("+");
  assert.deepEqual(await slicesOf(page, 0), ["443: 200 allow"]);
  await page.keyboard.press("ArrowRight");
  assert.equal(await ruler.getAttribute("aria-valuenow"), "444");
  assert.match(await page.locator(".ruler-fate").innerText(), /444.*the reply dies/);
  await page.keyboard.press("Shift+ArrowLeft"); // the change before: 444 itself begins a slice
  assert.equal(await ruler.getAttribute("aria-valuenow"), "443");
  await page.keyboard.press("0");
  assert.equal((await slicesOf(page, 0)).length, expected.length);
  await page.keyboard.press("End");
  assert.equal(await ruler.getAttribute("aria-valuenow"), "65535");
});

test("wheel zooms about the pointer, drag moves, a click picks the port under it", async () => {
  const page = await openHttps(here);
  const stage = page.locator(".ruler-stage");
  await stage.scrollIntoViewIfNeeded();
  const box = await stage.boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + 40);
  const middle = Number(await page.locator(".port-field").inputValue());
  assert.ok(Math.abs(middle - 32768) < 120, `${middle}`);
  await page.locator(".port-field").fill("");
  await page.keyboard.down("Control");
  for (let i = 0; i < 6; ++i) await page.mouse.wheel(0, -300);
  await page.keyboard.up("Control");
  await page.waitForFunction(() => /^ports/.test(document.querySelector(".ruler-fate").innerText));
  const window1 = await page.locator(".ruler-fate").innerText();
  const [, first, last] = window1.match(/ports (\d+) to (\d+)/).map(Number);
  assert.ok(last - first < 65536 / 8, window1);
  assert.ok(first <= middle && middle <= last, window1);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 4, box.y + 40, { steps: 5 });
  await page.mouse.up();
  const [, first2] = (await page.locator(".ruler-fate").innerText()).match(/ports (\d+) to/).map(Number);
  assert.ok(first2 > first, `${first} ${first2}`);
});

test("one dead port of 64,512 is seen, counted and told", async () => {
  const page = await openHttps(here);
  const outbound = page.locator(".rule-list").nth(1);
  await outbound.locator("tr.rule").nth(1).locator(".rule-ports input").fill("1024-65535");
  await verdictIs(page, "works");
  await outbound.locator("tr.rule").nth(0).locator(".rule-ports input").fill("3306-3309");
  await outbound.locator("tr.rule").nth(0).locator(".rule-action select").selectOption("deny");
  const table = exampleText("web-server-fixed.txt").replace(/SSH( +TCP +)22( +0\.0\.0\.0\/0 +)ALLOW/, "X$13306-3309$2DENY");
  const { connections: [truth] } = await cliOn({ "web-server.txt": table }, "check", ...problemA.slice(1));
  assert.equal(truth.verdict, "partial");
  await verdictIs(page, truth.verdict);
  const { open, total } = truth.profiles.find(({ name }) => name === "nat-gateway");
  assert.equal(total - open, 4);
  const said = `4 of ${grouped(total)} die: 1 in ${grouped(Math.round(total / 4))}`;
  assert.equal(said, "4 of 64,512 die: 1 in 16,128");
  assert.ok((await page.locator(".ruler").textContent()).includes(said));
  assert.ok((await page.locator(".ruler-box ul").innerText()).includes(said));
  const dead = page.locator(".ruler-bracket", { hasText: "nat-gateway" }).locator(".ruler-bracket-dead");
  assert.equal(await dead.count(), 1);
  assert.ok((await dead.boundingBox()).width >= 2.9);
});

test("fix cards say what fix says, and what is applied works", async () => {
  const page = await openHttps(here);
  const truth = await cli("fix", ...problemA);
  const cards = page.locator(".fix-card");
  await cards.first().waitFor();
  assert.equal(await cards.count(), truth.options.length);
  for (const [i, option] of truth.options.entries()) {
    const card = cards.nth(i);
    const text = await card.innerText();
    for (const said of [option.title, ...option.edits.map((edit) => edit.text), ...option.opens.map((change) => change.text)]) {
      assert.ok(text.includes(said.replaceAll("  ", " ")), `${said} in ${text}`); // HTML joins blanks
    }
    assert.ok(text.includes(`${option.quota[0].used} of ${option.quota[0].limit} rules`), text);
    for (const [name, key] of [["AWS CLI", "aws_cli"], ["Terraform", "terraform"], ["CloudFormation", "cloudformation"]]) {
      await card.getByRole("button", { name }).click();
      assert.equal(await card.locator("pre").textContent(), option[key]);
    }
  }
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await cards.first().getByRole("button", { name: "Copy", exact: true }).click();
  await cards.first().getByText("copied").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), truth.options[0].cloudformation);
  await cards.first().getByRole("button", { name: "Apply to the tables" }).click();
  await verdictIs(page, "works");
  const row = page.locator(".rule-list").nth(1).locator("tr.rule").nth(2);
  assert.equal(await row.locator("input").first().inputValue(), String(truth.options[0].edits[0].rule));
  assert.equal(await row.locator(".rule-ports input").inputValue(), truth.options[0].edits[0].ports);
});

test("ladder and ruler are saved as pictures that stand alone", async () => {
  const page = await openHttps(here);
  await page.locator(".fix-card").first().waitFor();
  for (const box of [".ladder-box", ".ruler-box"]) {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator(box).getByRole("button", { name: "Save as SVG" }).click(),
    ]);
    const svg = readFileSync(await download.path(), "utf8");
    assert.match(svg, /^<svg[^>]* xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    assert.doesNotMatch(svg, /var\(|class=|href|url\((?!#)|<script/);
    const other = await page.context().newPage();
    await other.goto(`data:image/svg+xml,${encodeURIComponent(svg)}`);
    assert.equal(await other.evaluate(() => document.documentElement.tagName), "svg");
    assert.ok(await other.evaluate(() => [...document.querySelectorAll("text")].some((text) => text.textContent.includes("web-server"))));
    await other.close();
  }
});

test("verdict words are those of the engine", () => {
  assert.deepEqual(Object.keys(titles).sort(), JSON.parse(readFileSync(`${process.env.HALFOPEN_SOURCE}/docs/schema/check.schema.json`, "utf8"))
    .$defs.connection.properties.verdict.enum.sort());
});
