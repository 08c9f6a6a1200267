// SPDX-License-Identifier: Apache-2.0
import type { Edit, Remedy } from "../engine/documents";
import { remedyText } from "../text/answer_words";
import type { AclDraft } from "./rule_draft";

function editOf(remedy: Remedy): Edit | null {
  const { rule, ...rest } = remedy;
  return rule === undefined || !/^\d+$/.test(rule) || rest.action === "unknown" ? null
    : { ...rest, action: rest.action, kind: "add", rule: Number(rule), text: remedyText(remedy) };
}

/** The engine's remedy as edits of the tables; null where one of its rules belongs elsewhere or has no number. */
export function remedyEdits(remedy: Remedy[], acls: AclDraft[]): Edit[] | null {
  const names = new Set(acls.map(({ name }) => name.trim()));
  const edits = remedy.map(editOf);
  const usable = edits.filter((edit): edit is Edit => edit !== null && names.has(edit.acl));
  return usable.length === remedy.length && usable.length > 0 ? usable : null;
}
