// SPDX-License-Identifier: Apache-2.0
// What pasted rules do to the tables. The console shows inbound and outbound rules on two tabs: a text
// that holds one of them replaces that list alone.
import type { AskState } from "./ask_state";
import { asking, withTables } from "./ask_sides";
import type { AclDraft, RuleDraft } from "./rule_draft";

export type Side = "server" | "client";
export type List = "inbound" | "outbound";

/** The name of a text that was pasted, and of an ACL in it that has no other. */
export const pastedName = "pasted";

/** A list that the text did not hold, and what else could stand in its place. */
export interface MissingList {
  side: Side;
  list: List;
  /** The rules from before stay. */
  kept: boolean;
  otherwise: RuleDraft[];
}

export interface Pasted {
  state: AskState;
  missing: MissingList | null;
  /** The name that the client's ACL got, where one ACL guards both subnets. */
  twin: string;
}

const words: Record<List, RegExp> = { inbound: /inbound|ingress|source/i, outbound: /outbound|egress|destination/i };

/** The list that is empty while the other one is not. */
function emptyList({ inbound, outbound }: AclDraft): List | null {
  if ((inbound.length === 0) === (outbound.length === 0)) return null;
  return inbound.length === 0 ? "inbound" : "outbound";
}

/** Two ACLs of one name would be one to the engine. */
function apart(server: AclDraft, client: AclDraft | null): { client: AclDraft | null; twin: string } {
  if (client === null || client.name.trim() !== server.name.trim()) return { client, twin: "" };
  const twin = `${server.name.trim()}-client`;
  return { client: { ...client, name: twin }, twin };
}

/** One ACL was pasted for a subnet. The other subnet's stays. */
export function withPasted(state: AskState, side: Side, text: string, pasted: AclDraft): Pasted {
  const before = state[side];
  const list = emptyList(pasted);
  const named = pasted.name !== pastedName && pasted.name !== before?.name.trim();
  const kept = list !== null && before !== null && !named && !/^\s*[[{]/.test(text) && !words[list].test(text);
  const acl = kept && before !== null && list !== null ? { ...pasted, name: before.name, blocks: before.blocks ?? "", [list]: before[list] } : pasted;
  const missing = list === null || before === null ? null : { side, list, kept, otherwise: kept ? [] : before[list] };
  const { client, twin } = side === "server" ? apart(acl, state.client) : apart(state.server, acl);
  const server = side === "server" ? acl : state.server;
  const next = withTables(state, { server, client, question: asking(state, server.name) });
  return { state: next, missing: missing?.otherwise.length === 0 && !kept ? null : missing, twin };
}

/** Both ACLs were chosen from what was pasted; they may be one and the same. */
export function withChosen(state: AskState, server: AclDraft, chosen: AclDraft | null): Pasted {
  const { client, twin } = apart(server, chosen);
  return { state: withTables(state, { server, client, question: asking(state, server.name) }), missing: null, twin };
}

/** The other reading of a text that held one list. */
export function otherwise(state: AskState, { side, list, otherwise: rules }: MissingList): AskState {
  const acl = state[side];
  return acl === null ? state : { ...state, [side]: { ...acl, [list]: rules } };
}
