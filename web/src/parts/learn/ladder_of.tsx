// SPDX-License-Identifier: Apache-2.0
import type { ExplainDocument, Question } from "../../engine/documents";
import type { Source } from "../../engine/engine";
import { questionBody } from "../../engine/question";
import { useAnswer } from "../../state/use_answer";
import { words } from "../../text/words";
import { Ladder } from "../ladder";

/** The ladder of one question. */
export function LadderOf({ sources, question }: { sources: Source[]; question: Question }) {
  const body = questionBody(sources, question);
  if (question.client_port !== undefined) body["client_port"] = question.client_port;
  const { answer } = useAnswer<ExplainDocument>("explain", body);
  const walk = answer?.walks[0];
  return walk ? <Ladder walk={walk} /> : <p class="quiet">{words.thinking}</p>;
}
