// SPDX-License-Identifier: Apache-2.0
// The view Account: the map and the rules are what the export says, every cell of the heat map what
// the command line says of the pair.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fragment, heatText, letters } from "./account_page.mjs";
import { cli, example, grouped, titles, withPage } from "./harness.mjs";

const here = withPage(example("shop"));
const account = JSON.parse(readFileSync(example("shop/account.json"), "utf8"));
const verdictOf = { works: "w", partial: "p", half_open: "h", denied: "d" };

test("the map holds every subnet, ACL and gateway of the export", async () => {
  const page = await here.open("#/account");
  await page.locator(".map-vpc").first().waitFor();
  const counts = await page.locator("[data-counts]").innerText();
  assert.match(counts, new RegExp(`^${account.Vpcs.length} VPC · ${account.Subnets.length} subnets · ${account.NetworkAcls.length} network ACLs`));
  const ids = [
    ...account.Subnets.map((one) => one.SubnetId),
    ...account.NetworkAcls.filter((one) => one.Associations.length > 0).map((one) => one.NetworkAclId),
    ...account.InternetGateways.map((one) => one.InternetGatewayId),
    ...account.NatGateways.map((one) => one.NatGatewayId),
  ];
  for (const id of ids) assert.equal(await page.locator(`[data-thing="${id}"]`).count(), 1, id);
  assert.ok((await page.locator(".map-route").count()) > 0);
});

test("an ACL's rules and quota are those of the export, in the order of evaluation", async () => {
  const page = await here.open("#/account");
  for (const acl of account.NetworkAcls.filter((one) => one.Associations.length > 0)) {
    await page.locator(`[data-thing="${acl.NetworkAclId}"]`).click();
    await page.locator(`[data-acl="${acl.NetworkAclId}"]`).waitFor();
    for (const [direction, egress] of [["ingress", false], ["egress", true]]) {
      const entries = acl.Entries.filter((one) => one.Egress === egress && one.RuleNumber < 32767)
        .sort((a, b) => a.RuleNumber - b.RuleNumber);
      const shown = await page.locator(`.acl-rules[data-direction=${direction}] .rule-cells th`).allInnerTexts();
      assert.deepEqual(shown.filter((rule) => rule !== "*"), entries.map((one) => String(one.RuleNumber)));
      const actions = await page.locator(`.acl-rules[data-direction=${direction}] .action`).allInnerTexts();
      assert.deepEqual(actions.slice(0, entries.length), entries.map((one) => one.RuleAction));
      const v4 = entries.filter((one) => one.CidrBlock !== undefined).length;
      const gauge = page.locator(`[data-gauge="${direction} IPv4"]`);
      assert.equal(await gauge.locator(".gauge-count").innerText(), `${v4} + 1 of 20`);
      assert.equal(await gauge.locator("rect.gauge-rule").count(), v4);
    }
  }
});

test("the map by keyboard: Tab, Enter, Escape, zoom", async () => {
  const page = await here.open("#/account");
  await page.locator(".map-vpc").first().waitFor();
  await page.locator('[data-thing="subnet-web"]').focus();
  await page.keyboard.press("Enter");
  await page.locator(".thing-pane h2", { hasText: "subnet-web" }).waitFor();
  assert.ok((await page.locator(".thing-pane").innerText()).includes("10.20.1.0/24"));
  await page.keyboard.press("Escape");
  await page.locator(".thing-pane").waitFor({ state: "detached" });
  await page.locator("svg.map").focus();
  const inner = page.locator("svg.map > g");
  const whole = await inner.getAttribute("transform");
  await page.keyboard.press("+");
  await page.keyboard.press("ArrowLeft");
  assert.notEqual(await inner.getAttribute("transform"), whole);
  await page.keyboard.press("0");
  assert.equal(await inner.getAttribute("transform"), whole);
});

test("the map as a list, and as an SVG file", async () => {
  const page = await here.open("#/account", { acceptDownloads: true });
  await page.locator(".map-vpc").first().waitFor();
  await page.getByText("The same as a list").click();
  const list = await page.locator(".fold").first().innerText();
  for (const subnet of account.Subnets) assert.ok(list.includes(subnet.SubnetId) && list.includes(subnet.CidrBlock));
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save as SVG" }).click()]);
  const svg = readFileSync(await file.path(), "utf8");
  assert.match(svg, /^<svg[^>]+xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  for (const subnet of account.Subnets) assert.ok(svg.includes(subnet.SubnetId));
  assert.ok(!svg.includes("var(--"));
});

/** Letters by "FROM TO" of the matrix document for one port. */
async function matrixLetters(port, family, ...more) {
  const { pairs } = await cli("matrix", example("shop"), "--port", port, "--limit", "1000000", ...more);
  const protocol = port.includes("/") ? port.split("/")[0] : "tcp";
  return new Map(pairs.filter((pair) => pair.protocol === protocol && pair.family === family).map((pair) => {
    const kind = Object.keys(verdictOf).find((key) => (pair[key] ?? "") !== "");
    return [`${pair.from} ${pair.to}`, kind ? verdictOf[kind] : "u"];
  }));
}

for (const [port, client] of [["443", ""], ["22", "windows"], ["udp/53", "linux"]]) {
  test(`every cell for ${port} ${client}: text and colour are the matrix of the command line`, async () => {
    const wanted = await matrixLetters(port, "IPv4", ...(client === "" ? [] : ["--client", client]));
    const page = await here.open(fragment({ show: "matrix", port, client }));
    const canvas = page.locator(".heat-canvas");
    await canvas.focus();
    const ends = await letters(page, port, client);
    assert.ok(ends.length >= account.Subnets.length);
    let compared = 0;
    for (const [row, from] of ends.entries()) {
      await page.keyboard.press("Home");
      for (const to of ends) {
        const { text, colour } = await heatText(page);
        assert.ok(text.startsWith(`${from} → ${to},`), text);
        const letter = wanted.get(`${from} ${to}`);
        if (letter === undefined) {
          assert.match(text, /no pair/);
          assert.equal(colour, ".");
        } else {
          const verdict = { w: "works", p: "partial", h: "half-open", d: "denied", u: "unknown" }[letter];
          assert.ok(text.endsWith(`: ${letter === "d" ? "denied or no route" : titles[verdict].toLowerCase()}`), `${text}, not ${verdict}`);
          assert.equal(colour, letter, text);
          compared += 1;
        }
        await page.keyboard.press("ArrowRight");
      }
      if (row + 1 < ends.length) await page.keyboard.press("ArrowDown");
    }
    assert.ok(compared >= account.Subnets.length * (account.Subnets.length - 1));
    for (const [verdict, letter] of [["works", "w"], ["partial", "p"], ["half-open", "h"], ["denied", "d"], ["unknown", "u"]]) {
      const count = [...wanted.values()].filter((one) => one === letter).length;
      assert.equal(await page.locator(`[data-total=${verdict}] .total-count`).innerText(), grouped(count), verdict);
    }
  });
}

test("Enter on a cell shows the answer of check; the link brings it back", async () => {
  const page = await here.open(fragment({ show: "matrix" }));
  await page.locator(".heat-canvas").focus();
  const at = [["subnet-web", "subnet-db", 3, 1], ["subnet-edge", "subnet-web", 1, 0]];
  for (const [from, to, right, down] of at) {
    await page.locator(".heat-canvas").focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("Shift+ArrowUp");
    for (let i = 0; i < right; ++i) await page.keyboard.press("ArrowRight");
    for (let i = 0; i < down; ++i) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator("#cell-title", { hasText: `${from} → ${to}` }).waitFor();
    const { connections } = await cli("check", example("shop"), "--from", from, "--to", to, "--port", "443");
    await page.locator(`.cell-pane .verdict-head[data-verdict="${connections[0].verdict}"][data-stale="false"]`).waitFor();
    const other = await here.open(page.url().slice(here.url.length));
    await other.locator("#cell-title", { hasText: `${from} → ${to}` }).waitFor();
    await other.context().close();
  }
  await page.keyboard.press("Escape");
  await page.locator(".cell-pane").waitFor({ state: "detached" });
});

test("a click opens the cell that is under the mouse", async () => {
  const page = await here.open(fragment({ show: "matrix" }));
  const canvas = page.locator(".heat-canvas");
  await canvas.waitFor();
  await page.locator("[data-total=works]").waitFor();
  // Headers of 176 and 132 pixels, cells of 40: row 1, column 2.
  await canvas.click({ position: { x: 176 + 2.5 * 40, y: 132 + 1.5 * 40 } });
  await page.locator("#cell-title", { hasText: "subnet-web → subnet-app" }).waitFor();
});

test("filters leave the rows and columns that have the text", async () => {
  const page = await here.open(fragment({ show: "matrix", rows: "WEB", columns: "subnet-d" }));
  await page.locator(".heat-canvas[aria-label*='1 clients in rows, 2 servers in columns']").waitFor();
  await page.getByLabel("Servers (columns)").fill("nothing has this");
  await page.getByText("No end has this text.").waitFor();
});

test("a fragment from anybody: what does not fit is left out", async () => {
  for (const state of [{ show: 3, cell: ["a"], port: {}, turned: "x" }, [1], "text", { cell: ["<b>", "nobody"], show: "matrix" }]) {
    const page = await here.open(fragment(state));
    await page.locator(".switch").first().waitFor();
    await page.context().close();
  }
  const page = await here.open("#/account?s=%%%");
  await page.locator(".switch").first().waitFor();
});
