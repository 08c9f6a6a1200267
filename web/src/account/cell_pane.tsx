// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Source } from "../engine/engine";
import type { HeatmapDocument } from "../engine/heatmap_document";
import { AnswerPane } from "../parts/answer_pane";
import { accountWords as words } from "../text/account_words";
import type { AccountState } from "./account_state";

export interface CellPaneProps {
  heatmap: HeatmapDocument;
  sources: Source[] | undefined;
  cell: [string, string];
  state: AccountState;
  close(): void;
}

/** The answer of one cell, beside the matrix. */
export function CellPane({ heatmap, sources, cell, state, close }: CellPaneProps) {
  const title = useRef<HTMLHeadingElement>(null);
  const [from, to] = cell;
  const ends = new Map(heatmap.ends.map((end) => [end.id, end.name || end.id]));
  const question = useMemo(
    () => ({ from, to, port: state.port, clients: state.client === "" ? [] : [state.client], family: state.family }),
    [from, to, state.port, state.client, state.family],
  );
  useEffect(() => title.current?.focus({ preventScroll: true }), [from, to]);
  return (
    <aside
      class="cell-pane card"
      aria-labelledby="cell-title"
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <div class="pane-head">
        <h2 id="cell-title" ref={title} tabIndex={-1}>
          {words.answerOf(ends.get(from) ?? from, ends.get(to) ?? to)}
          <small>{heatmap.service}</small>
        </h2>
        <button type="button" class="quiet-button" onClick={close}>{words.close}</button>
      </div>
      {ends.has(from) && ends.has(to) ? (
        <AnswerPane key={JSON.stringify(question)} sources={sources} question={question} />
      ) : (
        <p>{words.gone}</p>
      )}
    </aside>
  );
}
