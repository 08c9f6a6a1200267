// SPDX-License-Identifier: Apache-2.0
import type { Change } from "../../engine/documents";
import type { Source } from "../../engine/engine";
import { useAnswer } from "../../state/use_answer";
import { learnWords } from "../../text/learn_words";
import { words } from "../../text/words";

interface DiffLists {
  summary: string;
  gained: Change[];
  healed: Change[];
  half_open: Change[];
  lost: Change[];
}

/** What the engine says of a change: one line a kind of connection. */
export function WhatChanged({ before, after }: { before: Source[]; after: Source[] }) {
  const { answer } = useAnswer<DiffLists>("diff", { sources: before, changed: after });
  if (answer === null) return <p class="quiet">{words.thinking}</p>;
  const lists = [
    { mark: "+", title: learnWords.changes.gained, changes: answer.gained },
    { mark: "+", title: learnWords.changes.healed, changes: answer.healed },
    { mark: "~", title: learnWords.changes.halfOpen, changes: answer.half_open },
    { mark: "−", title: learnWords.changes.lost, changes: answer.lost },
  ];
  return (
    <div class="what-changed">
      <p><strong>{answer.summary}</strong></p>
      <ul>
        {lists.flatMap(({ mark, title, changes }) => changes.map(({ text, services = [] }) => (
          <li key={title + text}>
            <b aria-hidden="true">{mark}</b> {title}: {text}
            {services.length > 0 && <small class="quiet">{services.join(", ")}</small>}
          </li>
        )))}
      </ul>
    </div>
  );
}
