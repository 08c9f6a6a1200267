// SPDX-License-Identifier: Apache-2.0
// English of the change view.
import type { ChangeKind, PlannedEntry, Witness } from "../engine/change_documents";
import type { Direction } from "../engine/documents";
import { verdictWords } from "./words";

function ports({ ports: range, icmp }: PlannedEntry): string {
  if (icmp) return ` type ${icmp.type}, code ${icmp.code}`;
  if (!range) return "";
  return range.from === range.to ? ` ${range.from}` : ` ${range.from}-${range.to}`;
}

function end(address: string, place: string | undefined, port: number | undefined): string {
  const name = place ?? address;
  return port === undefined ? name : `${name.includes(":") ? `[${name}]` : name}:${port}`;
}

export const changeWords = {
  title: "Change",
  lead: "What a change of rules does to connections, and how to apply it without an outage.",
  examples: "Begin with",
  own: "Your own",
  before: "Before",
  after: "After",
  useLoaded: "Before is the loaded account",
  loadedSide: "The account that the program was started with.",
  needBoth: "Put in both sides to see what changes.",
  connections: "Connections",
  same: "No connection changes.",
  severity: { error: "breaks", warning: "look at it", note: "wanted, most likely" } as Record<string, string>,
  kinds: {
    lost: { mark: "−", title: "Lost", meaning: "worked; now the request is denied" },
    half_open: { mark: "½", title: "Became half-open", meaning: "the request passes, the reply dies now" },
    gained: { mark: "+", title: "Gained", meaning: "the request was denied; now it works" },
    healed: { mark: "✓", title: "Healed", meaning: "the request passed all along; now the reply does, too" },
    closed: { mark: "×", title: "Closed", meaning: "was half-open for everyone; now the request is denied" },
    unknown: { mark: "?", title: "Unknown", meaning: "rests on rows that could not be read" },
  } as Record<ChangeKind, { mark: string; title: string; meaning: string }>,
  example: "For example",
  because: "Because",
  moreCauses: "there may be other causes",
  services: "Services among the ports",
  more: (count: number) => `and ${count} more`,
  notCompared: "Not compared",
  witness: (witness: Witness) =>
    `${end(witness.from, witness.from_place, witness.client_port)} → ${end(witness.to, witness.to_place, witness.server_port)}`,
  fate: (verdict: Witness["before"], denied: string | undefined) =>
    `${verdictWords[verdict].title.toLowerCase()}${denied === undefined ? "" : ` (${denied})`}`,

  rules: "Rules",
  rule: "Rule",
  marks: { same: "", added: "+", removed: "−", changed: "~" },
  markWords: { same: "unchanged", added: "added", removed: "removed", changed: "changed" },
  alike: (count: number) => `${count} more ${count === 1 ? "list of rules is" : "lists of rules are"} the same on both sides.`,
  allAlike: "The rules are the same on both sides.",
  missing: "not there",

  apply: "Safe apply",
  applyLead: "Each call by itself leaves a state in which nothing breaks that works before and after.",
  nothingToDo: "Nothing to do.",
  safe: "safe on the way",
  breaks: "breaks",
  opens: "opens",
  temporary: "temporary",
  stepQuota: (used: number, limit: number, direction: Direction) =>
    `${used} of ${limit} ${direction === "ingress" ? "inbound" : "outbound"} rules with the default one`,
  entry: (entry: PlannedEntry, direction: Direction | undefined) =>
    `${entry.action} ${entry.protocol}${ports(entry)} ${direction === "ingress" ? "from" : "to"} ${entry.cidr}`,
  instead: "instead of",
  beyond: (lost: number, halfOpen: number) => {
    const parts = [lost > 0 ? `${lost} lost` : "", halfOpen > 0 ? `${halfOpen} half-open` : ""].filter((part) => part !== "");
    return `On the way no connection breaks beyond those that the change itself breaks: ${parts.join(", ")}, see Connections above.`;
  },
  naive: "What a tool in a hurry would do",
  copyAll: "Copy all commands",
  step: (step: number) => `Step ${step}`,
  done: "done: the state after",
} as const;
