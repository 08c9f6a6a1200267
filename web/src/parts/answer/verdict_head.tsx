// SPDX-License-Identifier: Apache-2.0
import type { Connection, Walk } from "../../engine/documents";
import { answerWords, deathText, remedyText } from "../../text/answer_words";
import { verdictWords } from "../../text/words";
import { VerdictBadge } from "../verdict_badge";

export interface VerdictHeadProps {
  connection: Connection;
  walk: Walk | undefined;
  stale: boolean;
  /** `walk` answers the question before this one. */
  walkStale: boolean;
  /** The client port that was told; the verdict is about all of them. */
  port: number | undefined;
}

/** The verdict in words, the rule that kills, and what would mend it. */
export function VerdictHead({ connection, walk, stale, walkStale, port }: VerdictHeadProps) {
  const death = deathText(connection, walkStale ? undefined : walk);
  // What an older walk said is not said again, but its line stays until the new one is there.
  const held = !death && walkStale && deathText(connection, walk);
  return (
    <div class="verdict-head" data-verdict={connection.verdict} data-stale={stale} aria-live="polite">
      <VerdictBadge verdict={connection.verdict} large />
      <p class="verdict-meaning">{verdictWords[connection.verdict].meaning}</p>
      {death && <p class="verdict-death">{death}</p>}
      {held && <p class="verdict-death" style={{ visibility: "hidden" }}>{held}</p>}
      {port !== undefined && walk?.client_port === port && !walkStale && (
        <p class="verdict-port">{answerWords.fromPort(port, verdictWords[walk.verdict].title)}</p>
      )}
      {connection.remedy && (
        <p class="verdict-remedy">
          {answerWords.remedy}: {connection.remedy.map((one) => <code key={remedyText(one)}>{remedyText(one)}</code>)}
        </p>
      )}
    </div>
  );
}
