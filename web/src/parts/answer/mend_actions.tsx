// SPDX-License-Identifier: Apache-2.0
import type { Connection, Edit } from "../../engine/documents";
import type { AclDraft } from "../../state/rule_draft";
import { remedyEdits } from "../../state/remedy_edits";
import { answerWords } from "../../text/answer_words";
import { fixWords } from "../../text/fix_words";

export interface MendActionsProps {
  connection: Connection;
  stale: boolean;
  /** The ACLs of the tables; none where an account is asked. */
  acls: AclDraft[];
  onApply(edits: Edit[]): void;
}

function goToFixes(): void {
  const part = document.querySelector(".fix-cards")?.closest("section");
  if (!part) return;
  part.tabIndex = -1;
  part.focus({ preventScroll: true });
  part.scrollIntoView({ block: "start" });
}

/** The remedy of the verdict at one click, and the way to all the others. */
export function MendActions({ connection, stale, acls, onApply }: MendActionsProps) {
  if (connection.verdict === "works") return null;
  const edits = remedyEdits(connection.remedy ?? [], acls);
  return (
    <p class="mend-actions">
      {edits && <button type="button" class="button" disabled={stale} onClick={() => onApply(edits)}>{fixWords.applyThis}</button>}
      <button type="button" class="link" onClick={goToFixes}>{answerWords.fix} ↓</button>
    </p>
  );
}
