// SPDX-License-Identifier: Apache-2.0
import type { AskState } from "../../state/ask_state";
import { type Pasted, otherwise } from "../../state/pasted_acl";
import { askWords } from "../../text/ask_words";

export interface PasteNoteProps {
  pasted: Pasted;
  /** The state of now. */
  state: AskState;
  onOtherwise(state: AskState): void;
  onClose(): void;
}

/** What a paste did that nobody sees in the tables at once, and the other way to read it. */
export function PasteNote({ pasted: { missing, twin }, state, onOtherwise, onClose }: PasteNoteProps) {
  if (missing === null && twin === "") return null;
  const acl = missing && state[missing.side];
  const other = missing?.list === "inbound" ? "outbound" : "inbound";
  return (
    <section class="card paste-note" role="status">
      {missing && acl && (
        <p>{missing.kept ? askWords.pasteKept(missing.list, other, acl.name) : askWords.pasteEmpty(missing.list, acl.name)}</p>
      )}
      {twin !== "" && <p>{askWords.pasteTwin(state.server.name, twin)}</p>}
      <div class="button-row">
        {missing && acl && (
          <button type="button" class="quiet-button" onClick={() => onOtherwise(otherwise(state, missing))}>
            {missing.kept ? askWords.pasteEmptyIt(missing.list) : askWords.pasteKeepIt(missing.list)}
          </button>
        )}
        <button type="button" class="quiet-button" onClick={onClose}>{askWords.close}</button>
      </div>
    </section>
  );
}
