// SPDX-License-Identifier: Apache-2.0
import type { Edit } from "../engine/documents";
import { sorted } from "./edit_rules";
import type { AclDraft, RuleDraft } from "./rule_draft";

/** An edit of the engine as a row of the tables. */
function ruleOf(edit: Edit): RuleDraft {
  const icmp = edit.icmp === undefined ? undefined
    : edit.icmp.type < 0 ? "All" : edit.icmp.code < 0 ? `${edit.icmp.type}` : `${edit.icmp.type}/${edit.icmp.code}`;
  return {
    number: String(edit.rule),
    protocol: edit.protocol,
    ports: edit.ports ?? icmp ?? "All",
    cidr: edit.cidr,
    action: edit.action,
  };
}

function edited(rules: RuleDraft[], edits: Edit[]): RuleDraft[] {
  const numbers = new Set(edits.filter(({ kind }) => kind === "change").map(({ rule }) => String(rule)));
  const kept = rules.filter(({ number }) => !numbers.has(number.trim()));
  return edits.length === 0 ? rules : sorted([...kept, ...edits.map(ruleOf)]);
}

/** An ACL with those edits of an option that concern it. */
export function withOption(acl: AclDraft, option: { edits: Edit[] }): AclDraft {
  const mine = option.edits.filter((edit) => edit.acl === acl.name.trim());
  return {
    ...acl,
    inbound: edited(acl.inbound, mine.filter(({ direction }) => direction === "ingress")),
    outbound: edited(acl.outbound, mine.filter(({ direction }) => direction === "egress")),
  };
}
