// SPDX-License-Identifier: Apache-2.0
import { Fragment } from "preact";
import type { Connection, FixOption, Question, Walk } from "../../engine/documents";
import type { Source } from "../../engine/engine";
import { answerWords } from "../../text/answer_words";
import { memo } from "../memo";
import { FixCards } from "../fix_cards";
import { Ladder } from "../ladder";
import { PortRuler } from "../port_ruler";
import { VerdictBadge } from "../verdict_badge";
import { Assumptions } from "./assumptions";
import { service } from "./connection_list";
import { Shares } from "./shares";

export interface AnswerBodyProps {
  sources: Source[] | undefined;
  question: Question;
  connection: Connection;
  walk: Walk | undefined;
  onPort(port: number | null): void;
  onApply?: ((option: FixOption) => void) | undefined;
}

/** Where the way has several parts, each has a client port of its own. */
function sharesOf({ profiles, segments = [] }: Connection) {
  if (segments.length === 0) return profiles ? [{ title: "", profiles }] : [];
  return segments.flatMap(({ name, via, profiles: own }) => (own ? [{ title: [via, name].filter(Boolean).join(": "), profiles: own }] : []));
}

/** The question for this answer alone: its service, and its family where addresses tell it. */
function questionOf(question: Question, connection: Connection): Question {
  const ends = [connection.from_set ?? connection.from, connection.to_set ?? connection.to];
  const family = ends.some((end) => end.includes(":")) ? "ipv6" : ends.some((end) => /^[\d.]+([/,-]|$)/.test(end)) ? "ipv4" : undefined;
  return { ...question, port: service(connection), ...(family ? { family } : {}) };
}

/** Everything behind a verdict: who gets through, the packets, the ports, the ways to mend. */
function Body({ sources, question, connection, walk, onPort, onApply }: AnswerBodyProps) {
  const shares = sharesOf(connection);
  const lost = connection.verdict === "no-route";
  return (
    <>
      {shares.length > 0 && (
        <section class="card" aria-label={answerWords.shares}>
          <h2>{lost ? answerWords.sharesOfFilters : answerWords.shares}</h2>
          {shares.map(({ title, profiles }) => (
            <Fragment key={title}>
              {title !== "" && <h3>{title}</h3>}
              <Shares profiles={profiles} />
            </Fragment>
          ))}
        </section>
      )}
      {walk && (
        <section class="card" aria-label={answerWords.walkOf(undefined)}>
          <h2 class="split-head">
            {answerWords.walkOf(walk.client_port)} <VerdictBadge verdict={walk.verdict} />
          </h2>
          {walk.client_port_reason && <p class="quiet walk-reason">{walk.client_port_reason}</p>}
          <Ladder walk={walk} />
        </section>
      )}
      <section class="card" aria-label={answerWords.ruler}>
        <h2>{lost ? answerWords.rulerOfFilters : answerWords.ruler}</h2>
        <PortRuler connection={connection} port={question.client_port ?? null} onPort={onPort} />
      </section>
      {connection.verdict !== "works" && (
        <section class="card" aria-label={answerWords.fix}>
          <h2>{answerWords.fix}</h2>
          <FixCards sources={sources} question={questionOf(question, connection)} {...(onApply ? { onApply } : {})} />
        </section>
      )}
      <Assumptions assumptions={connection.assumptions} />
    </>
  );
}

export const AnswerBody = memo(Body);
