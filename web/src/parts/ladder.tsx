// SPDX-License-Identifier: Apache-2.0
import { useMemo, useRef, useState } from "preact/hooks";
import type { Walk } from "../engine/documents";
import { useWidth } from "../state/use_width";
import { ladderWords } from "../text/ladder_words";
import { Hint } from "./hint";
import { LadderInWords } from "./ladder/in_words";
import { type LadderLayout, type PlacedGate, ladderLayout } from "./ladder/layout";
import { LookedAt, decisionText } from "./ladder/looked_at";
import { ladderModel } from "./ladder/model";
import { LadderPicture } from "./ladder/picture";
import { SaveSvg } from "./save_svg";

interface GateHere {
  key: string;
  placed: PlacedGate;
  message: string;
}

function gatesOf(layout: LadderLayout): GateHere[] {
  return layout.messages
    .filter(({ message }) => message.again === undefined)
    .flatMap(({ message, gates }) => {
      const shut = gates.findIndex(({ gate }) => gate.action === "deny");
      return (shut < 0 ? gates : gates.slice(0, shut + 1)).map((placed) => ({
        key: `${message.key} ${placed.gate.column}`, placed, message: message.name,
      }));
    });
}

/** Over the gate and its tag. */
function buttonBox({ x, y, tagWidth }: PlacedGate) {
  const width = Math.max(32, tagWidth + 8);
  return { left: `${x - width / 2}px`, top: `${y - 15}px`, width: `${width}px` };
}

/** The way of one connection's packets as a ladder: time goes down, gates are open or shut. */
export function Ladder({ walk }: { walk: Walk }) {
  const box = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const width = useWidth(box, 640);
  const ways = useMemo(() => [...new Set(walk.legs.flatMap((leg) => leg.via ?? []))], [walk]);
  const [via, setVia] = useState<string | undefined>(undefined);
  const way = via !== undefined && ways.includes(via) ? via : ways[0];
  const model = useMemo(() => ladderModel(walk, way), [walk, way]);
  const layout = useMemo(() => ladderLayout(model, width), [model, width]);
  const gates = gatesOf(layout);
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = gates.find(({ key }) => key === chosen)
    ?? gates.find(({ placed }) => placed.gate.action === "deny")
    ?? gates.find(({ placed }) => placed.gate.action !== undefined);
  if (walk.legs.length === 0) return <p class="quiet" ref={box}>{ladderWords.noLegs}</p>;
  return (
    <div class="ladder-box" ref={box}>
      {ways.length > 1 && (
        <label class="field">
          <span>{ladderWords.way}</span>
          <select value={way} onChange={(event) => setVia(event.currentTarget.value)}>
            {ways.map((one) => <option key={one}>{one}</option>)}
          </select>
        </label>
      )}
      <div class="ladder-stage">
        <LadderPicture model={model} layout={layout} svg={svg} />
        <LadderInWords model={model} />
        {gates.map(({ key, placed, message }) => (
          <button
            type="button"
            key={key}
            class="ladder-button"
            aria-pressed={shown?.key === key}
            aria-label={`${message}, ${placed.gate.title}: ${decisionText(placed.gate)}; ${ladderWords.showWhy}`}
            style={buttonBox(placed)}
            onClick={() => setChosen(key)}
            onFocus={() => setChosen(key)}
            onMouseEnter={() => setChosen(key)}
          />
        ))}
      </div>
      {layout.numbered && (
        <p class="ladder-legend">
          {layout.columns.slice(1, -1).map(({ column }, i) => (
            <span key={column.key}><b>{i + 1}</b> {column.title}</span>
          ))}
        </p>
      )}
      {model.note && <p class="quiet ladder-note">{model.note}</p>}
      {shown && <LookedAt gate={shown.placed.gate} message={shown.message} />}
      <div class="part-foot">
        <Hint keys={ladderWords.hint} touch={ladderWords.touch} />
        <SaveSvg picture={svg} name="ladder" />
      </div>
    </div>
  );
}
