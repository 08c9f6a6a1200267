// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import type { CheckDocument, Question } from "../../engine/documents";
import type { Source } from "../../engine/engine";
import { questionBody } from "../../engine/question";
import { useAnswer } from "../../state/use_answer";
import { words } from "../../text/words";
import { PortRuler } from "../port_ruler";

/** The ruler of one question, with a port of its own. */
export function RulerOf({ sources, question }: { sources: Source[]; question: Question }) {
  const [port, setPort] = useState<number | null>(question.client_port ?? null);
  const { answer } = useAnswer<CheckDocument>("check", questionBody(sources, question));
  const connection = answer?.connections[0];
  return connection ? <PortRuler connection={connection} port={port} onPort={setPort} /> : <p class="quiet">{words.thinking}</p>;
}
