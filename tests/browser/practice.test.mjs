// SPDX-License-Identifier: Apache-2.0
// Practice and the broken lab: the page shows what the command line says for the same seed, and the
// engine alone tells what is right and what is repaired.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cli, titles, verdictIs, withPage } from "./harness.mjs";

const here = withPage();
const packed = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const at = (page, state) => `#/learn/${page}?s=${packed(state)}`;

test("ten questions, one answered wrong: what is right, why, and the score", async () => {
  const { questions } = await cli("practice", "--seed", "7");
  const page = await here.open(at("practice", { seed: 7 }));
  const wrong = 3;
  for (const [i, question] of questions.entries()) {
    const quiz = page.getByRole("region", { name: `Question ${i + 1} of 10` });
    await quiz.getByRole("group", { name: question.text, exact: true }).waitFor();
    const shown = await quiz.innerText();
    for (const said of [question.story, question.setting, question.topic_title]) assert.ok(shown.includes(said), said);
    const rows = await quiz.locator(".rules-read tbody tr").count();
    assert.equal(rows, question.acls.reduce((sum, acl) => sum + acl.inbound.length + acl.outbound.length, 0));
    assert.deepEqual(await quiz.locator(".predict label > span").allInnerTexts(), question.options.map(({ text }) => text));
    assert.equal(await quiz.locator(".explanations").count(), 0, "nothing is given away before the answer");
    assert.ok(await quiz.getByRole("button", { name: "Answer" }).isDisabled());
    const option = i === wrong ? (question.answer + 1) % 4 : question.answer;
    await quiz.locator(".predict input").nth(option).check();
    await quiz.getByRole("button", { name: "Answer" }).click();
    await quiz.locator(`.outcome[data-right="${i !== wrong}"]`).waitFor();
    const told = await quiz.locator(".outcome").innerText();
    for (const index of [option, question.answer]) assert.ok(told.includes(question.options[index].explanation), told);
    assert.ok(told.includes(question.lesson));
    await quiz.getByRole("button", { name: i === 9 ? "See the score" : "Next question" }).click();
  }
  await page.getByRole("heading", { name: "9 of 10 right" }).waitFor();
  await page.getByText(`Look again at: ${questions[wrong].topic_title}.`).waitFor();
  assert.equal(await page.locator(".score-marks li[data-right=false]").count(), 1);
  await page.getByRole("button", { name: "The same questions again" }).click();
  await page.getByText(questions[0].story).waitFor();
});

test("topic and level are chosen, and stand in the link", async () => {
  const page = await here.open(at("practice", { seed: 3 }));
  await page.locator("select[name=topic]").selectOption("nat");
  await page.locator("select[name=level]").selectOption("3");
  const { questions } = await cli("practice", "--seed", "3", "--topic", "nat", "--level", "3");
  await page.getByText(questions[0].story).waitFor();
  await page.getByText(questions[0].story).waitFor();
  const again = await here.open(new URL(page.url()).hash);
  await again.getByText(questions[0].story).waitFor();
  await page.getByRole("button", { name: "Other questions" }).click();
  await page.getByText(questions[0].story).waitFor({ state: "detached" });
});

test("a question is answered with the keyboard alone", async () => {
  const { questions } = await cli("practice", "--seed", "5");
  const page = await here.open(at("practice", { seed: 5 }));
  await page.locator(".predict input").first().focus();
  for (let i = 0; i < questions[0].answer; ++i) await page.keyboard.press("ArrowDown");
  if (questions[0].answer === 0) await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await page.locator('.outcome[data-right="true"]').waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText(questions[1].story).waitFor();
});

test("the rules of a question open in Ask, with the answer that was claimed", async () => {
  const claims = { "the client gets its answer, whatever port it picks": "works",
    "the client gets its answer with some of its ports, not with others": "partial",
    "the request arrives at the server, and no reply gets back": "half-open",
    "the request is denied before it gets to the server": "denied" };
  for (const [topic, seed] of [["replies", 8], ["scope", 2], ["scope", 9]]) {
    const { questions } = await cli("practice", "--seed", String(seed), "--topic", topic, "--count", "1");
    const { options, answer } = questions[0];
    assert.ok(options[answer].text in claims, "another seed is needed here");
    const page = await here.open(at("practice", { seed, topic }));
    await page.getByText(questions[0].story).waitFor();
    await page.locator(".quiz .predict input").first().check();
    await page.getByRole("button", { name: "Answer" }).click();
    await page.getByRole("link", { name: /Open this in Ask/ }).click();
    await verdictIs(page, claims[options[answer].text]);
    await page.context().close();
  }
});

test("a link that holds nonsense gives the first questions", async () => {
  const { questions } = await cli("practice", "--seed", "1");
  for (const state of [{ seed: "x", level: 77, topic: ["nat"] }, { seed: -4 }, [], "text"]) {
    const page = await here.open(at("practice", state));
    await page.getByText(questions[0].story).waitFor();
    await page.context().close();
  }
});

/** The row that the third hint names. */
function meant(hint) {
  const found = /In (\S+) this rule was meant: (inbound|outbound) (\d+): ALLOW (\S+) (\S+) (?:from|to) (\S+)\.$/.exec(hint);
  return found && { acl: found[1], side: found[2], number: found[3], protocol: found[4], ports: found[5], cidr: found[6] };
}

async function labToMend() {
  for (let seed = 1; seed < 50; ++seed) {
    const lab = await cli("practice", "--lab", "--seed", String(seed));
    const rule = meant(lab.hints[2]);
    const rows = rule && lab.acls.find(({ id }) => id === rule.acl)[rule.side];
    if (rows?.some((row) => row.rule === rule.number)) return { lab, rule };
  }
  throw new Error("no lab with a changed row");
}

test("the lab is mended by its third hint, and the engine says so", async () => {
  const { lab, rule } = await labToMend();
  const page = await here.open(at("broken-lab", { seed: lab.seed }));
  await page.getByText(lab.story).waitFor();
  const lost = lab.goals.filter(({ reached }) => !reached);
  await page.locator(".lab-outcome", { hasText: "Not repaired" }).waitFor();
  const badges = (await page.locator(".lab-goals .badge").allInnerTexts()).map((text) => text.trim());
  assert.deepEqual(badges, lab.goals.map(({ verdict }) => titles[verdict]));
  assert.ok(!(await page.locator(".lab-goals").innerText()).includes(lost[0].reason), "the rule is for the learner to find");
  for (const [i, hint] of lab.hints.entries()) {
    assert.equal(await page.locator(".lab-hints li").count(), i, "hints come one by one");
    await page.getByRole("button", { name: `Hint ${i + 1} of 3` }).click();
    await page.getByText(hint).waitFor();
  }
  for (const { reason } of lost) await page.locator(".lab-goals").getByText(reason).waitFor();
  const list = page.getByRole("region", { name: `${rule.side === "inbound" ? "Inbound" : "Outbound"} rules, ${rule.acl}` });
  const fill = (name, value) => list.getByLabel(`${name}, Rule number ${rule.number}`).fill(value);
  await fill("Protocol", rule.protocol);
  await fill("Port range", rule.ports);
  await fill(rule.side === "inbound" ? "Source" : "Destination", rule.cidr);
  await page.locator('.lab-outcome[data-right="true"]', { hasText: "Repaired." }).waitFor();
  assert.equal(await page.locator(".lab-goals li[data-reached=false]").count(), 0);
  await page.getByRole("button", { name: "Start again" }).click();
  await page.locator('.lab-outcome[data-right="false"]').waitFor();
});

test("opening everything is no repair", async () => {
  const lab = await cli("practice", "--lab", "--seed", "7");
  const page = await here.open(at("broken-lab", { seed: 7 }));
  await page.getByText(lab.story).waitFor();
  for (const { id } of lab.acls) {
    for (const side of ["Inbound", "Outbound"]) {
      const list = page.getByRole("region", { name: `${side} rules, ${id}` });
      const rows = list.locator("tr.rule:not(.rule-star)");
      const first = rows.first();
      await first.locator("select").first().selectOption("All traffic");
      await first.locator(".rule-cidr textarea").fill("0.0.0.0/0");
      await first.locator(".rule-action select").selectOption("allow");
    }
  }
  const closed = lab.goals.filter(({ expect }) => expect === "denied");
  await page.locator(".lab-goals li[data-reached=false]").nth(closed.length - 1).waitFor();
  assert.equal(await page.locator('.lab-outcome[data-right="true"]').count(), 0);
});
