// SPDX-License-Identifier: Apache-2.0
// The two starting problems: predict, then the engine answers. Its answers are the command line's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cli, cliOn, example, exampleText, titles, withPage } from "./harness.mjs";

const here = withPage();
const ask = (page) => page.getByRole("button", { name: "Ask the engine" }).click();
const next = (page) => page.getByRole("button", { name: "Next step" }).click();
const badges = async (scope, count) => {
  await scope.locator(".badge").nth(count - 1).waitFor();
  return (await scope.locator(".badge").allInnerTexts()).map((text) => text.trim());
};

test("problem A, step by step", async () => {
  const page = await here.open("#/learn");
  await page.getByRole("link", { name: "A web server behind a network ACL" }).click();
  const steps = page.locator(".step");
  for (const port of ["443", "22", "80"]) await page.locator(`input[name=service-${port}]`).first().check();
  await ask(page);
  const question = ["--from", "10.10.1.148", "--to", "web-server", "--port"];
  const truth = await cli("check", example("web-server.txt"), ...question, "443,22,80");
  assert.deepEqual(await badges(steps.nth(0), 3), truth.connections.map(({ verdict }) => titles[verdict]));
  assert.match(await steps.nth(0).innerText(), /You said: works/);
  await next(page);
  await next(page);
  await page.locator("input[name=reply]").nth(2).check();
  await ask(page);
  await steps.nth(3).getByRole("slider").waitFor();
  assert.match(await steps.nth(3).innerText(), /As you said/);
  await page.locator("input[name=mend]").first().check();
  await ask(page);
  const text = exampleText("web-server.txt");
  const out = (ports) => text.replace(/(HTTPS +TCP +)443( +0\.0)/, `$1${ports}$2`);
  const tables = [
    text.replace("200     HTTPS", "150     X            TCP       443         10.10.1.148/32  ALLOW\n200     HTTPS"),
    text.replace("200     SSH", "110     X            TCP       1024-65535  0.0.0.0/0       ALLOW\n200     SSH"),
    out("32768-60999"), out("1024-65535"),
  ];
  const verdicts = [];
  for (const table of tables) verdicts.push((await cliOn({ "web-server.txt": table }, "check", ...question, "443")).connections[0].verdict);
  assert.deepEqual(verdicts, ["half-open", "half-open", "partial", "works"]);
  assert.deepEqual(await badges(steps.nth(4), 4), verdicts.map((verdict) => titles[verdict]));
  const diff = await cli("diff", example("web-server.txt"), example("web-server-fixed.txt"));
  await steps.nth(5).getByText(diff.summary).waitFor();
  for (const change of [...diff.gained, ...diff.healed]) assert.ok((await steps.nth(5).innerText()).includes(change.text.replaceAll("  ", " ")), change.text);
  await steps.nth(5).getByRole("link", { name: /Open this in Ask/ }).click();
  await page.locator('.verdict-head[data-verdict="works"]').waitFor();
});

test("problem B, step by step", async () => {
  const page = await here.open("#/learn/ssh-from-home");
  const steps = page.locator(".step");
  await page.locator("input[name=sees]").nth(1).check();
  await ask(page);
  const question = ["--from", "203.0.113.9", "--to", "ssh-from-home", "--port", "22", "--client"];
  const truth = await cli("check", example("ssh-from-home.txt"), ...question, "windows");
  assert.deepEqual(await badges(steps.nth(0), 1), [titles[truth.connections[0].verdict]]);
  await steps.nth(1).locator(".ladder-button").first().waitFor();
  assert.match(await steps.nth(1).locator(".ladder").textContent(), /203\.0\.113\.9:52341/);
  await next(page);
  await page.locator("input[name=mend]").nth(2).check();
  await ask(page);
  const verdicts = [];
  for (const ports of ["22", "52341", "49152-65535", "1024-65535"]) {
    const table = exampleText("ssh-from-home.txt").replace(/(Destination +Allow\/Deny\n)/, `$1100  X  TCP  ${ports}  0.0.0.0/0  ALLOW\n`);
    for (const client of ["windows", "any"]) {
      verdicts.push((await cliOn({ "ssh-from-home.txt": table }, "check", ...question, client)).connections[0].verdict);
    }
  }
  assert.deepEqual(await badges(steps.nth(2), 8), verdicts.map((verdict) => titles[verdict]));
  const fix = await cli("fix", example("ssh-from-home.txt"), ...question, "windows");
  await steps.nth(3).locator(".fix-card").nth(fix.options.length - 1).waitFor();
  assert.deepEqual(await steps.nth(3).locator(".fix-card h3").allInnerTexts(), fix.options.map(({ title }) => title));
});
