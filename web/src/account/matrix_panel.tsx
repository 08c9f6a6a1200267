// SPDX-License-Identifier: Apache-2.0
import { useMemo, useRef, useState } from "preact/hooks";
import type { OverviewDocument } from "../engine/documents";
import type { Source } from "../engine/engine";
import type { HeatmapDocument } from "../engine/heatmap_document";
import { Refused } from "../parts/answer/refused";
import { useAnswer } from "../state/use_answer";
import { useReveal } from "../state/use_reveal";
import { accountWords as words } from "../text/account_words";
import type { AccountState } from "./account_state";
import { CellPane } from "./cell_pane";
import { HeatmapCanvas } from "./heatmap_canvas";
import { fillHeatmap } from "./fill_overview";
import { countLetters, filterAxis, orderEnds } from "./heatmap_order";
import { MatrixControls } from "./matrix_controls";
import { MatrixTotals } from "./matrix_totals";

export interface MatrixPanelProps {
  overview: OverviewDocument;
  sources: Source[] | undefined;
  state: AccountState;
  change(part: Partial<AccountState>): void;
}

/** The body of `heatmap` for what is chosen. */
export function heatmapBody(sources: Source[] | undefined, state: AccountState) {
  return {
    port: state.port.trim(),
    family: state.family,
    ...(state.client === "" ? {} : { clients: [state.client] }),
    ...(sources === undefined ? {} : { sources }),
  };
}

/** How much room so many columns need beside a pane. */
const widthClass = (columns: number) => (columns <= 8 ? "matrix-small" : columns <= 11 ? "matrix-middle" : columns <= 14 ? "matrix-wide" : "matrix-full");

export function MatrixPanel({ overview, sources, state, change }: MatrixPanelProps) {
  const { answer: told, refusal, stale } = useAnswer<HeatmapDocument>("heatmap", heatmapBody(sources, state));
  const answer = useMemo(() => told && fillHeatmap(told), [told]);
  const [letter, setLetter] = useState<string | null>(null);
  const [seek, setSeek] = useState<{ step: 1 | -1; count: number }>({ step: 1, count: 0 });
  const names = useMemo(() => new Map(overview.vpcs.map((vpc) => [vpc.id, vpc.name || vpc.id])), [overview]);
  const axis = useMemo(
    () => answer && orderEnds(answer, state.grouping, (id) => names.get(id) ?? id),
    [answer, state.grouping, names],
  );
  const rows = useMemo(() => answer && axis && filterAxis(answer, axis, state.rows), [answer, axis, state.rows]);
  const columns = useMemo(
    () => answer && axis && filterAxis(answer, axis, state.columns),
    [answer, axis, state.columns],
  );
  const counts = useMemo(
    () => (answer && rows && columns ? countLetters(answer, rows, columns) : new Map<string, number>()),
    [answer, rows, columns],
  );
  const matrix = useRef<HTMLDivElement>(null);
  useReveal(matrix, state.cell?.join(" ") ?? "");
  const empty = rows?.ends.length === 0 || columns?.ends.length === 0;
  return (
    <div aria-busy={stale}>
      <MatrixControls overview={overview} state={state} change={change} />
      {refusal && <Refused refusal={refusal} />}
      {answer && (
        <MatrixTotals
          counts={counts}
          letter={letter}
          onLetter={setLetter}
          onSeek={(step) => setSeek(({ count }) => ({ step, count: count + 1 }))}
        />
      )}
      {answer && (
        <p class="paper-only">
          {words.asked(answer.service, answer.family, state.client === "" ? words.usualClients : state.client)}
        </p>
      )}
      <div ref={matrix} class={state.cell ? `matrix matrix-open ${widthClass(columns?.ends.length ?? 0)}` : "matrix"}>
        <div class="matrix-main">
          {empty && <p class="quiet">{words.empty}</p>}
          {answer && rows && columns && (
            <div class={empty ? "heat-none" : "heat-some"}>
              <HeatmapCanvas
                heatmap={answer}
                rows={rows}
                columns={columns}
                chosen={state.cell}
                letter={letter}
                seek={seek}
                onChoose={(from, to) => change({ cell: [from, to] })}
              />
            </div>
          )}
        </div>
        {state.cell && answer && (
          <CellPane
            heatmap={answer}
            sources={sources}
            cell={state.cell}
            state={state}
            close={() => change({ cell: null })}
          />
        )}
      </div>
    </div>
  );
}
