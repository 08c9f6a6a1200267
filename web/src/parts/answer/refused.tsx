// SPDX-License-Identifier: Apache-2.0
import type { Refusal } from "../../engine/engine";
import { answerWords } from "../../text/answer_words";
import { words } from "../../text/words";
import { DiagnosticList } from "../ask/diagnostics";

/** Why the engine gives no answer, in its own words. */
export function Refused({ refusal }: { refusal: Refusal }) {
  return (
    <div class="refused" role="status">
      <strong>{answerWords.refused}</strong>
      <p>{refusal.message}</p>
      {refusal.mend !== "" && <p class="quiet">{words.mend}: {refusal.mend}</p>}
      <DiagnosticList diagnostics={refusal.diagnostics} />
    </div>
  );
}
