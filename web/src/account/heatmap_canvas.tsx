// SPDX-License-Identifier: Apache-2.0
// The heat map itself: one canvas, drawn once a frame at most, and only what is seen.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type HeatmapDocument, verdictOfLetter } from "../engine/heatmap_document";
import { Hint } from "../parts/hint";
import { accountWords as words, heatWords, nameAndId } from "../text/account_words";
import { HeatStage } from "./heatmap_stage";
import { handleKey } from "./heatmap_keys";
import type { Axis } from "./heatmap_order";
import { followPointers } from "./heatmap_pointers";
import { type Place, letterAt } from "./heatmap_scene";

export interface HeatmapCanvasProps {
  heatmap: HeatmapDocument;
  rows: Axis;
  columns: Axis;
  chosen: [string, string] | null;
  letter: string | null;
  /** Goes to the next (1) or previous (-1) cell of `letter` whenever `seek` changes. */
  seek: { step: 1 | -1; count: number };
  onChoose(from: string, to: string): void;
}

/** What a cell says, in words. */
function cellText(stage: HeatStage, place: Place): string {
  const { heatmap, rows, columns } = stage.scene;
  const from = heatmap.ends[rows.ends[place.row] ?? -1];
  const to = heatmap.ends[columns.ends[place.column] ?? -1];
  if (!from || !to) return "";
  const verdict = verdictOfLetter(letterAt(stage.scene, place));
  const said = verdict ? heatWords(verdict).title.toLowerCase() : words.noPair;
  return words.cell(nameAndId(from.name, from.id), nameAndId(to.name, to.id), heatmap.service, said);
}

function placeOf(heatmap: HeatmapDocument, rows: Axis, columns: Axis, cell: [string, string] | null): Place | null {
  if (!cell) return null;
  const row = rows.ends.findIndex((end) => heatmap.ends[end]?.id === cell[0]);
  const column = columns.ends.findIndex((end) => heatmap.ends[end]?.id === cell[1]);
  return row < 0 || column < 0 ? null : { row, column };
}

export function HeatmapCanvas(props: HeatmapCanvasProps) {
  const { heatmap, rows, columns, chosen, letter, seek, onChoose } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useRef<HeatStage | null>(null);
  const [live, setLive] = useState("");
  const choose = useRef(onChoose);
  choose.current = onChoose;

  useEffect(() => {
    const host = canvas.current;
    if (!host) return;
    const made = new HeatStage(host, (place) => setLive(place ? cellText(made, place) : ""), (place) => {
      const { heatmap: map, rows: down, columns: across } = made.scene;
      const from = map.ends[down.ends[place.row] ?? -1];
      const to = map.ends[across.ends[place.column] ?? -1];
      if (from && to && letterAt(made.scene, place) !== ".") choose.current(from.id, to.id);
    });
    stage.current = made;
    const leave = followPointers(host, made);
    return () => {
      leave();
      made.close();
      stage.current = null;
    };
  }, []);
  useEffect(() => stage.current?.show(heatmap, rows, columns), [heatmap, rows, columns]);
  useEffect(() => stage.current?.choose(placeOf(heatmap, rows, columns, chosen)), [heatmap, rows, columns, chosen]);
  useEffect(() => stage.current?.filter(letter), [letter]);
  useEffect(() => {
    if (seek.count > 0) stage.current?.seek(letter, seek.step);
  }, [seek]);

  const label = useMemo(
    () => words.heatLabel(rows.ends.length, columns.ends.length, heatmap.service),
    [heatmap, rows, columns],
  );
  return (
    <div class="heat-frame">
      <canvas
        ref={canvas}
        class="heat-canvas"
        tabIndex={0}
        role="application"
        aria-roledescription={words.heatRole}
        aria-label={label}
        aria-describedby="heat-help heat-live"
        onKeyDown={(event) => stage.current && handleKey(event, stage.current)}
        onFocus={() => stage.current?.focus(true)}
        onBlur={() => stage.current?.focus(false)}
      />
      <p class="heat-live" id="heat-live" aria-live="polite">
        {live || words.point}
      </p>
      <p class="heat-help" id="heat-help">
        <Hint keys={words.heatHelp} touch={words.heatTouch} />
      </p>
    </div>
  );
}
