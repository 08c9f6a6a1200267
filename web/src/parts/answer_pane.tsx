// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import type { CheckDocument, ExplainDocument, FixOption, Question } from "../engine/documents";
import type { Source } from "../engine/engine";
import { questionBody } from "../engine/question";
import { useAnswer } from "../state/use_answer";
import { FixCards } from "./fix_cards";
import { Ladder } from "./ladder";
import { PortRuler } from "./port_ruler";
import { VerdictBadge } from "./verdict_badge";

export interface AnswerPaneProps {
  /** undefined: the loaded account. */
  sources: Source[] | undefined;
  question: Question;
  onApply?: (option: FixOption) => void;
}

export function AnswerPane({ sources, question, onApply }: AnswerPaneProps) {
  const [port, setPort] = useState<number | null>(question.client_port ?? null);
  const body = questionBody(sources, question);
  const check = useAnswer<CheckDocument>("check", body);
  const explain = useAnswer<ExplainDocument>("explain", port === null ? body : { ...body, client_port: port });
  const connection = check.answer?.connections[0];
  const walk = explain.answer?.walks[0];
  if (connection === undefined) return <p>{check.refusal?.message}</p>;
  return (
    <div>
      <VerdictBadge verdict={connection.verdict} large />
      {walk && <Ladder walk={walk} />}
      <PortRuler connection={connection} port={port} onPort={setPort} />
      <FixCards sources={sources} question={question} {...(onApply ? { onApply } : {})} />
    </div>
  );
}
