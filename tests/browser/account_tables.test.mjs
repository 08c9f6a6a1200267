// SPDX-License-Identifier: Apache-2.0
// The view Account of rule tables in a folder: no VPC, no subnet, several files.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { exampleText, withPage } from "./harness.mjs";

const folder = mkdtempSync(join(tmpdir(), "halfopen-tables-"));
for (let i = 0; i < 12; ++i) writeFileSync(join(folder, `acl-${i}.txt`), exampleText("web-server.txt").replaceAll("web-server", `acl-${i}`));
after(() => rmSync(folder, { recursive: true }));
const here = withPage(folder);

test("network ACLs without a VPC stand in a box of their own", async () => {
  const page = await here.open("#/account");
  await page.locator(".map-vpc", { hasText: "VPC not told" }).waitFor();
  assert.match(await page.locator("[data-counts]").innerText(), / 12 network ACLs /);
  assert.equal(await page.locator(".map-vpc [data-thing]").count(), 12);
  await page.locator('[data-thing="acl-3"]').click();
  const pane = page.locator('[data-acl="acl-3"]');
  await pane.waitFor();
  assert.ok((await pane.innerText()).includes("No subnet that is loaded stands behind it"));
  assert.ok((await page.locator('[data-thing="acl-3"]').textContent()).includes("3 in, 2 out"));
});

test("the files are told by their folder, and listed in a drawer", async () => {
  const page = await here.open("#/account");
  const drawer = page.locator(".read-from");
  await drawer.waitFor();
  assert.equal(await drawer.locator("summary").innerText(), `read from ${folder.split("/").at(-1)} (12 files)`);
  assert.ok((await page.locator(".account-head").boundingBox()).height < 140);
  await drawer.locator("summary").click();
  assert.equal(await drawer.locator("li").count(), 12);
});
