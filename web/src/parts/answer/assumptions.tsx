// SPDX-License-Identifier: Apache-2.0
import type { Assumption } from "../../engine/documents";
import { answerWords } from "../../text/answer_words";

/** What the verdict rests on beside the rules. */
export function Assumptions({ assumptions }: { assumptions: Assumption[] }) {
  if (assumptions.length === 0) return <p class="quiet">{answerWords.nothingAssumed}</p>;
  return (
    <details class="drawer">
      <summary>{answerWords.assumptions(assumptions.length)}</summary>
      <ul>
        {assumptions.map(({ code, text }) => (
          <li key={code + text}>
            {text} <code class="quiet">{code}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
