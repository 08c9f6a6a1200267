// SPDX-License-Identifier: Apache-2.0
import type { Connection, Walk } from "../../engine/documents";
import { answerWords, deathText, remedyText } from "../../text/answer_words";
import { verdictWords } from "../../text/words";
import { VerdictBadge } from "../verdict_badge";

export interface VerdictHeadProps {
  connection: Connection;
  walk: Walk | undefined;
  stale: boolean;
}

/** The verdict in words, the rule that kills, and what would mend it. */
export function VerdictHead({ connection, walk, stale }: VerdictHeadProps) {
  const death = deathText(connection, walk);
  return (
    <div class="verdict-head" data-verdict={connection.verdict} data-stale={stale} aria-live="polite">
      <VerdictBadge verdict={connection.verdict} large />
      <p class="verdict-meaning">{verdictWords[connection.verdict].meaning}</p>
      {death && <p class="verdict-death">{death}</p>}
      {connection.remedy && (
        <p class="verdict-remedy">
          {answerWords.remedy}: {connection.remedy.map((one) => <code key={remedyText(one)}>{remedyText(one)}</code>)}
        </p>
      )}
    </div>
  );
}
