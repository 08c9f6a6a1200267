// SPDX-License-Identifier: Apache-2.0
import { useRef } from "preact/hooks";
import type { CheckDocument, Connection, ExplainDocument, Question, Walk } from "../engine/documents";
import type { Body, Source } from "../engine/engine";
import { questionBody } from "../engine/question";
import { type Asked, useAnswer } from "./use_answer";
import { useLasting } from "./use_lasting";

/** One entry of check and one of explain speak of the same hosts and service. */
export const keyOf = (one: Connection | Walk) =>
  JSON.stringify([one.from, one.from_set, one.from_subnet, one.to, one.to_set, one.to_subnet, one.protocol, one.server_port, one.icmp]);

const mostStale = 150; // milliseconds

/** The last body whose answer was there: what is slower is asked about that one only. */
function useSettled(body: Body | null, settled: boolean): Body | null {
  const last = useRef<Body | null>(null);
  if (settled) last.current = body;
  return last.current;
}

export const isComplete = (question: Question) =>
  [question.from, question.to, question.port].every((text) => text.trim() !== "");

export interface AskedQuestion {
  check: Asked<CheckDocument>;
  /** Without an answer while the next one is long in coming: packets of older rules are not shown beside a new verdict. */
  explain: Asked<ExplainDocument>;
  /** The question and the sources that `check` answers: while a newer one is under way, the last ones. */
  answered: { question: Question; sources: Source[] | undefined };
}

/** The verdict of a question, and then its packets, one by one. `sources` null: not known yet. */
export function useQuestion(sources: Source[] | undefined | null, question: Question): AskedQuestion {
  const body = sources === null || !isComplete(question) ? null : questionBody(sources, question);
  const check = useAnswer<CheckDocument>("check", body);
  const done = !check.stale && check.answer !== null;
  const settled = useSettled(body, done);
  const answered = useRef({ question, sources: sources ?? undefined });
  if (done) answered.current = { question, sources: sources ?? undefined };
  const port = question.client_port;
  const explain = useAnswer<ExplainDocument>(
    "explain", settled === null || port === undefined ? settled : { ...settled, client_port: port });
  const late = useLasting(explain.stale, mostStale);
  return { check, explain: late ? { ...explain, answer: null } : explain, answered: answered.current };
}
