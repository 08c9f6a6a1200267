// SPDX-License-Identifier: Apache-2.0
// What the view Ask shows, as it stands in the URL's fragment. Links come from anybody: everything
// is checked, and what does not fit is no state at all.
import type { Question } from "../engine/documents";
import type { Source } from "../engine/engine";
import { packState, unpackState } from "./route";
import { type AclDraft, type RuleDraft, aclSource } from "./rule_draft";

export interface AskState {
  /** The account that was loaded at the start is asked, not the tables. */
  account: boolean;
  server: AclDraft;
  /** The ACL of the client's own subnet, if it has one. */
  client: AclDraft | null;
  question: Question;
  /** The question to the other one of tables and account; absent: there was none yet. */
  other?: Question;
}

const maxRows = 200;
const maxText = 300;

type Unknown = Record<string, unknown>;

const isRecord = (value: unknown): value is Unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === "string" && value.length <= maxText;

function ruleOf(value: unknown): RuleDraft | null {
  if (!Array.isArray(value) || value.length !== 5 || !value.every(isText)) return null;
  const [number, protocol, ports, cidr, action] = value as [string, string, string, string, string];
  if (action !== "allow" && action !== "deny") return null;
  return { number, protocol, ports, cidr, action };
}

function rulesOf(value: unknown): RuleDraft[] | null {
  if (!Array.isArray(value) || value.length > maxRows) return null;
  const rules = value.map(ruleOf);
  return rules.every((rule) => rule !== null) ? rules : null;
}

/** The ACL that was packed; null if it is none. */
export function readAcl(value: unknown): AclDraft | null {
  if (!isRecord(value) || !isText(value["n"])) return null;
  const inbound = rulesOf(value["i"]);
  const outbound = rulesOf(value["o"]);
  if (inbound === null || outbound === null) return null;
  return { name: value["n"], blocks: isText(value["b"]) ? value["b"] : "", inbound, outbound };
}

function isPort(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 65535;
}

function questionOf(value: unknown): Question | null {
  if (!isRecord(value)) return null;
  const { f: from, t: to, p: port, c: clients, k: clientPort } = value;
  if (!isText(from) || !isText(to) || !isText(port)) return null;
  if (!Array.isArray(clients) || clients.length > 40 || !clients.every(isText)) return null;
  const question: Question = { from, to, port, clients };
  if (isPort(clientPort)) question.client_port = clientPort;
  return question;
}

/** The state of a fragment; null if it is none. */
export function readAskState(packed: string): AskState | null {
  const value = packed === "" ? null : unpackState(packed);
  if (!isRecord(value) || value["v"] !== 1) return null;
  const server = readAcl(value["s"]);
  const question = questionOf(value["q"]);
  if (server === null || question === null) return null;
  const client = value["c"] === undefined ? null : readAcl(value["c"]);
  const other = questionOf(value["o"]);
  return { account: value["a"] === 1, server, client, question, ...(other === null ? {} : { other }) };
}

const packQuestion = ({ from, to, port, clients, client_port: k }: Question) =>
  ({ f: from, t: to, p: port, c: clients, ...(k === undefined ? {} : { k }) });

export function packAcl({ name, blocks, inbound, outbound }: AclDraft) {
  const rows = (rules: RuleDraft[]) => rules.map((r) => [r.number, r.protocol, r.ports, r.cidr, r.action]);
  return { n: name, ...(blocks ? { b: blocks } : {}), i: rows(inbound), o: rows(outbound) };
}

export function packAskState(state: AskState): string {
  return packState({
    v: 1,
    ...(state.account ? { a: 1 } : {}),
    s: packAcl(state.server),
    ...(state.client ? { c: packAcl(state.client) } : {}),
    q: packQuestion(state.question),
    ...(state.other ? { o: packQuestion(state.other) } : {}),
  });
}

/** What the engine reads in place of the loaded account; undefined: that account. */
export function askSources(state: AskState): Source[] | undefined {
  if (state.account) return undefined;
  const acls = state.client === null ? [state.server] : [state.server, state.client];
  return acls.map(aclSource);
}
