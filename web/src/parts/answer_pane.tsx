// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import type { FixOption, Question } from "../engine/documents";
import type { Source } from "../engine/engine";
import { keyOf, useQuestion } from "../state/use_question";
import { words } from "../text/words";
import { AnswerBody } from "./answer/answer_body";
import { ConnectionList } from "./answer/connection_list";
import { Refused } from "./answer/refused";
import { VerdictHead } from "./answer/verdict_head";

export interface AnswerPaneProps {
  /** undefined: the loaded account. */
  sources: Source[] | undefined;
  question: Question;
  onApply?: (option: FixOption) => void;
}

/** The whole answer to one question. The client port that is looked at is the pane's own. */
export function AnswerPane({ sources, question, onApply }: AnswerPaneProps) {
  const [port, setPort] = useState<number | null>(question.client_port ?? null);
  const [chosen, setChosen] = useState("");
  const asked: Question = { ...question };
  if (port === null) delete asked.client_port;
  else asked.client_port = port;
  const { check, explain, answered } = useQuestion(sources, asked);
  if (check.refusal) return <Refused refusal={check.refusal} />;
  const connections = check.answer?.connections ?? [];
  const connection = connections.find((one) => keyOf(one) === chosen) ?? connections[0];
  if (connection === undefined) return <p class="quiet" role="status">{words.thinking}</p>;
  const walk = explain.answer?.walks.find((one) => keyOf(one) === keyOf(connection));
  return (
    <div class="answer-pane">
      {connections.length > 1 && (
        <ConnectionList connections={connections} chosen={connections.indexOf(connection)} choose={(i) => setChosen(connections[i] ? keyOf(connections[i]) : "")} />
      )}
      <VerdictHead connection={connection} walk={walk} stale={check.stale} walkStale={explain.stale} port={port ?? undefined} />
      <AnswerBody sources={answered.sources} question={{ ...answered.question, ...(port === null ? {} : { client_port: port }) }} connection={connection} walk={walk} onPort={setPort} onApply={onApply} />
    </div>
  );
}
