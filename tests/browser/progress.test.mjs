// SPDX-License-Identifier: Apache-2.0
// How far the reader has come outlives other tabs and reloads, and needs no store of the browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cli, withPage } from "./harness.mjs";

const here = withPage();
const at = (page, state) => `#/learn/${page}?s=${Buffer.from(JSON.stringify(state)).toString("base64url")}`;
const tab = (page, name) => page.getByRole("navigation").getByRole("link", { name, exact: true }).click();

/** To another tab, and back by clicks alone. */
async function away(page, title) {
  await tab(page, "Ask");
  await page.locator(".verdict-head").first().waitFor();
  await tab(page, "Learn");
  await page.locator(".learn-cards").getByRole("link", { name: title }).click();
}

async function answer(page, question, number) {
  const quiz = page.getByRole("region", { name: `Question ${number} of 10` });
  await quiz.locator(".predict input").nth(question.answer).check();
  await quiz.getByRole("button", { name: "Answer" }).click();
  await quiz.locator(".outcome").waitFor();
}

test("practice goes on where it was: after another tab and after a reload", async () => {
  const { questions } = await cli("practice", "--seed", "7");
  const page = await here.open(at("practice", { seed: 7 }));
  for (const number of [1, 2]) {
    await answer(page, questions[number - 1], number);
    await page.getByRole("button", { name: "Next question" }).click();
  }
  await answer(page, questions[2], 3);
  const found = async () => {
    const quiz = page.getByRole("region", { name: "Question 3 of 10" });
    await quiz.getByText(questions[2].story).waitFor();
    await quiz.locator('.outcome[data-right="true"]').waitFor();
    assert.ok(await quiz.locator(".predict input").nth(questions[2].answer).isChecked());
  };
  await away(page, "Practice");
  await found();
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "BODY", "nobody moved the focus");
  await page.waitForFunction(() => location.hash.includes("?s="));
  await page.reload();
  await found();
  for (let number = 4; number <= 10; ++number) {
    await page.getByRole("button", { name: "Next question" }).click();
    await answer(page, questions[number - 1], number);
  }
  await page.getByRole("button", { name: "See the score" }).click();
  await page.getByRole("heading", { name: "10 of 10 right" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "10 of 10 right" }).waitFor();
  await page.getByRole("button", { name: "The same questions again" }).click();
  await page.getByRole("region", { name: "Question 1 of 10" }).waitFor();
});

test("a lesson stays at its step, and starts again when asked", async () => {
  const page = await here.open("#/learn/ssh-from-home");
  const steps = page.locator(".step");
  await page.locator("input[name=sees]").nth(1).check();
  await page.getByRole("button", { name: "Ask the engine" }).click();
  await page.getByRole("button", { name: "Next step" }).click();
  await page.locator("input[name=mend]").nth(2).check();
  await page.getByRole("button", { name: "Ask the engine" }).click();
  await steps.nth(3).waitFor();
  for (const again of [() => page.reload(), () => away(page, "SSH from home")]) {
    await again();
    await steps.nth(3).waitFor();
    assert.ok(await page.locator("input[name=mend]").nth(2).isChecked());
    await steps.nth(2).locator(".badge").nth(7).waitFor();
  }
  await page.getByRole("button", { name: "Start again" }).click();
  await steps.nth(1).waitFor({ state: "detached" });
  assert.equal(await page.locator("input[name=sees]:checked").count(), 0);
  await page.reload();
  await page.locator("input[name=sees]").first().waitFor();
  assert.equal(await steps.count(), 1);
});

test("a broken lab keeps its tables and hints", async () => {
  const page = await here.open(at("broken-lab", { seed: 7 }));
  const ports = page.locator(".lab-rules tr.rule .rule-ports input").first();
  await ports.fill("4711");
  await page.getByRole("button", { name: /^Hint 1/ }).click();
  await page.reload();
  await ports.waitFor();
  assert.equal(await ports.inputValue(), "4711");
  assert.equal(await page.locator(".lab-hints li").count(), 1);
  await page.getByRole("button", { name: "Start again" }).click();
  assert.notEqual(await ports.inputValue(), "4711");
});

test("without a store it is kept while the page lives, and nothing throws", async () => {
  const { questions } = await cli("practice", "--seed", "7");
  const page = await here.open("#/learn");
  await page.addInitScript(() => Object.defineProperty(globalThis, "sessionStorage", {
    get() {
      throw new DOMException("denied", "SecurityError");
    },
  }));
  await page.goto("about:blank");
  await page.goto(here.url + at("practice", { seed: 7 }));
  assert.equal(await page.evaluate(() => {
    try {
      return typeof sessionStorage;
    } catch {
      return "forbidden";
    }
  }), "forbidden");
  await answer(page, questions[0], 1);
  await page.getByRole("button", { name: "Next question" }).click();
  await away(page, "Practice");
  await page.getByRole("region", { name: "Question 2 of 10" }).waitFor();
  await page.reload();
  await page.getByRole("region", { name: "Question 1 of 10" }).waitFor();
});

test("what an older page kept, and is none, is left alone", async () => {
  const { questions } = await cli("practice", "--seed", "7");
  const page = await here.open("#/learn");
  await page.evaluate(() => {
    for (const [key, value] of [["practice/7//0", '{"at":99,"chosen":["x"]}'], ["practice", '"text"'], ["ask/unwritten", "{}"], ["lesson/ssh-from-home/reached", "{}"]]) {
      sessionStorage.setItem(`halfopen ${location.pathname} ${key}`, value);
    }
  });
  await page.goto("about:blank");
  await page.goto(here.url + at("practice", { seed: 7 }));
  await page.getByText(questions[0].story).waitFor();
  await tab(page, "Ask");
  await page.locator(".verdict-head").first().waitFor();
  await page.goto(`${here.url}#/learn/ssh-from-home`);
  await page.locator("input[name=sees]").first().waitFor();
  assert.equal(await page.locator(".step").count(), 1);
});
