// SPDX-License-Identifier: Apache-2.0
import type { CheckDocument, Question } from "../../engine/documents";
import type { Source } from "../../engine/engine";
import { questionBody } from "../../engine/question";
import { useAnswer } from "../../state/use_answer";
import { words } from "../../text/words";
import { VerdictBadge } from "../verdict_badge";

/** The engine's verdict of one question. */
export function VerdictOf({ sources, question, label }: { sources: Source[]; question: Question; label?: string }) {
  const { answer, refusal } = useAnswer<CheckDocument>("check", questionBody(sources, question));
  const connection = answer?.connections[0];
  return (
    <span class="verdict-of">
      {label && <small>{label}</small>}
      {connection ? <VerdictBadge verdict={connection.verdict} /> : <small>{refusal?.message ?? words.thinking}</small>}
    </span>
  );
}
