// SPDX-License-Identifier: Apache-2.0
// What the buttons of a rule table do to its list.
import type { RuleDraft } from "./rule_draft";

const numberOf = (rule: RuleDraft) => (/^\d+$/.test(rule.number.trim()) ? Number(rule.number) : Number.MAX_SAFE_INTEGER);

export function isSorted(rules: RuleDraft[]): boolean {
  return rules.every((rule, i) => i === 0 || numberOf(rules[i - 1] as RuleDraft) <= numberOf(rule));
}

export const sorted = (rules: RuleDraft[]) => [...rules].sort((a, b) => numberOf(a) - numberOf(b));

const highestNumber = 32766;

/** The next number in the usual step, or the next one at all; empty where none is left behind the others. */
function nextNumber(rules: RuleDraft[]): string {
  const highest = Math.max(0, ...rules.map(numberOf).filter((number) => number <= highestNumber));
  const round = Math.floor(highest / 100) * 100 + 100;
  const number = round <= highestNumber ? round : highest + 1;
  return number <= highestNumber ? String(number) : "";
}

/** A blank row behind the others. */
export function added(rules: RuleDraft[]): RuleDraft[] {
  return [...rules, { number: nextNumber(rules), protocol: "TCP", ports: "", cidr: "", action: "allow" }];
}

export const without = (rules: RuleDraft[], index: number) => rules.filter((_, i) => i !== index);

export const withRule = (rules: RuleDraft[], index: number, rule: RuleDraft) =>
  rules.map((old, i) => (i === index ? rule : old));

/** A row changes places with its neighbour, and numbers with it: the order of evaluation changes. */
export function swapped(rules: RuleDraft[], index: number, other: number): RuleDraft[] {
  const here = rules[index];
  const there = rules[other];
  if (here === undefined || there === undefined) return rules;
  return rules.map((rule, i) =>
    i === index ? { ...there, number: here.number } : i === other ? { ...here, number: there.number } : rule);
}
