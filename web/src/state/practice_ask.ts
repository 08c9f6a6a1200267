// SPDX-License-Identifier: Apache-2.0
import type { PracticeQuestion } from "../engine/practice_documents";
import type { AskState } from "./ask_state";
import { shownDraft } from "./lab_source";

/** The blocks of the subnet that a rule table names. */
const blocksOf = (text: string) => /^subnet: \S+ (.+)$/m.exec(text)?.[1] ?? "";

/** The rules and the connection of a question, to be changed in Ask; null where routes matter. */
export function practiceAsk({ ask, acls }: PracticeQuestion): AskState | null {
  if (ask === undefined || acls.length > 2) return null;
  const drafts = acls.map((acl, i) => ({ ...shownDraft(acl), blocks: blocksOf(ask.sources[i]?.text ?? "") }));
  const server = drafts[drafts.length - 1];
  if (server === undefined) return null;
  return { account: false, server, client: drafts.length > 1 ? (drafts[0] ?? null) : null, question: ask.question };
}
