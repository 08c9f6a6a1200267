// SPDX-License-Identifier: Apache-2.0
import type { Connection } from "../../engine/documents";
import { answerWords } from "../../text/answer_words";
import { VerdictBadge } from "../verdict_badge";

const end = (name: string, set: string | undefined) => {
  const first = set?.split(",").slice(0, 2).join(", ");
  const more = set !== undefined && set.split(",").length > 2 ? " …" : "";
  return first === undefined ? name : `${name} [${first}${more}]`;
};

/** The service as it is asked for: "tcp/443", "icmp/8:0". */
export const service = ({ protocol, server_port: port, icmp }: Connection) =>
  icmp ? `${protocol}/${icmp.type}:${icmp.code}` : port === undefined ? protocol : `${protocol}/${port}`;

export interface ConnectionListProps {
  connections: Connection[];
  chosen: number;
  choose(index: number): void;
}

const ends = ({ from, from_set, to, to_set }: Connection) => `${end(from, from_set)} → ${end(to, to_set)}`;

/** Where a question falls into several answers: choose the one to look at. */
export function ConnectionList({ connections, chosen, choose }: ConnectionListProps) {
  const sameEnds = new Set(connections.map(ends)).size === 1;
  return (
    <fieldset class="connection-list" data-short={sameEnds}>
      <legend>{answerWords.fates}{sameEnds ? "" : <span class="quiet"> {answerWords.fatesHint}</span>}</legend>
      {connections.map((connection, i) => (
        <label key={`${connection.from_set} ${connection.to_set} ${service(connection)}`} class="connection-choice">
          <input type="radio" name="connection" checked={i === chosen} onChange={() => choose(i)} />
          <span class="mono">{service(connection)}</span>
          <VerdictBadge verdict={connection.verdict} />
          {!sameEnds && <span class="connection-ends">{ends(connection)}</span>}
        </label>
      ))}
    </fieldset>
  );
}
