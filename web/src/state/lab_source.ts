// SPDX-License-Identifier: Apache-2.0
// The tables of a broken lab: from the engine's rows to what is edited, and back to its text.
import type { ShownAcl, ShownRow } from "../engine/practice_documents";
import type { Source } from "../engine/engine";
import { type AclDraft, type RuleDraft, aclSource } from "./rule_draft";

const ruleDraft = ({ rule, protocol, ports, cidr, action }: ShownRow): RuleDraft => ({ number: rule, protocol, ports, cidr, action });

/** The rows of an ACL to be edited; the `*` rows are not among them. */
export function shownDraft(acl: ShownAcl): AclDraft {
  const rules = (rows: ShownRow[]) => rows.filter(({ rule }) => rule !== "*").map(ruleDraft);
  return { name: acl.id, inbound: rules(acl.inbound), outbound: rules(acl.outbound) };
}

/** The lab's own text with other rules: what stands before the first list stays as it is. */
export function labSource(own: Source, acl: AclDraft): Source {
  const head = own.text.split(/^Inbound rules$/m)[0] ?? "";
  const { text } = aclSource(acl);
  return { name: own.name, text: head + text.slice(text.indexOf("Inbound rules")) };
}
