// SPDX-License-Identifier: Apache-2.0
import { useMemo, useRef, useState } from "preact/hooks";
import type { Connection } from "../engine/documents";
import { useWidth } from "../state/use_width";
import { actionWords, ruleName } from "../text/ladder_words";
import { rulerWords } from "../text/ruler_words";
import { Hint } from "./hint";
import { type Band, bandsOf, bracketsOf, edgesOf, sliceAt } from "./ruler/bands";
import { useGestures } from "./ruler/gestures";
import { RulerLegend } from "./ruler/legend";
import { RulerPicture } from "./ruler/picture";
import { PortField } from "./ruler/port_field";
import { ScrollStrip } from "./ruler/scroll_strip";
import { type PortView, allPorts, moved, showing, zoomed } from "./ruler/view";
import { SaveSvg } from "./save_svg";

export interface PortRulerProps {
  connection: Connection;
  /** The client port that is looked at; null: none. */
  port: number | null;
  onPort(port: number | null): void;
}

/** "web-server, outbound: rule 100 allows; the reply passes". */
function fateText(bands: Band[], port: number): string {
  return bands.flatMap((band) => {
    const slice = sliceAt(band, port);
    if (slice === undefined) return [];
    return [band.key === "whole" ? rulerWords.fate(slice.action) : `${band.title}: ${ruleName(slice.label)} ${actionWords[slice.action]}`];
  }).reverse().join("; ");
}

/** All client ports from 0 to 65535, zoomed to one: which rule decides the reply to each. */
export function PortRuler({ connection, port: clientPort, onPort: onClientPort }: PortRulerProps) {
  const box = useRef<HTMLDivElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const width = useWidth(box, 640);
  const parts = connection.segments?.filter(({ reply }) => reply?.open_client_ports !== undefined) ?? [];
  const names = parts.map(({ name, via, from, to }) => [via, name ?? `${from} → ${to}`].filter(Boolean).join(": "));
  const worst = parts.findIndex(({ verdict }) => verdict !== "works");
  const [chosen, setChosen] = useState<number | null>(null);
  const part = parts[chosen ?? Math.max(0, worst)] ?? connection;
  const [view, setView] = useState<PortView>(allPorts);
  // Behind a gateway the port is the gateway's own: it is looked at here alone.
  const own = part === connection || part.from === connection.from;
  const [gatewayPort, setGatewayPort] = useState<number | null>(null);
  const [port, onPort] = own ? [clientPort, onClientPort] : [gatewayPort, setGatewayPort];
  const { reply, profiles } = part;
  const bands = useMemo(() => (reply ? bandsOf(reply) : []), [reply]);
  const brackets = useMemo(() => (reply ? bracketsOf(profiles ?? [], reply) : []), [reply, profiles]);
  const pick = (next: number) => {
    onPort(next);
    setView(showing(view, next));
  };
  useGestures(stage, { width, view, setView, onPort: pick }, reply?.open_client_ports !== undefined);

  const onKey = (event: KeyboardEvent) => {
    const here = port ?? Math.round(view.first + view.span / 2);
    const step = event.key === "ArrowRight" ? 1 : -1;
    const edges = edgesOf(bands);
    const next = {
      ArrowRight: () => pick(Math.min(65535, event.shiftKey ? (edges.find((edge) => edge > here) ?? here) : here + step)),
      ArrowLeft: () => pick(Math.max(0, event.shiftKey ? (edges.filter((edge) => edge < here).at(-1) ?? here) : here + step)),
      "+": () => setView(zoomed(view, 0.5, here)),
      "=": () => setView(zoomed(view, 0.5, here)),
      "-": () => setView(zoomed(view, 2, here)),
      "0": () => setView(allPorts),
      PageUp: () => setView(moved(view, -view.span / 2)),
      PageDown: () => setView(moved(view, view.span / 2)),
      Home: () => pick(0),
      End: () => pick(65535),
    }[event.key];
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    next();
  };

  if (connection.reply === undefined && parts.length === 0) return <p class="quiet" ref={box}>{rulerWords.noReply}</p>;
  if (reply?.open_client_ports === undefined) return <p class="quiet" ref={box}>{rulerWords.noPorts}</p>;
  const about = port ?? view.first + Math.floor(view.span / 2);
  const fate = port === null ? "" : fateText(bands, port);
  return (
    <div class="ruler-box" ref={box}>
      <div class="ruler-tools">
        <PortField key={String(own)} label={own ? rulerWords.port : rulerWords.portOf(part.from)} port={port} onPort={(next) => (next === null ? onPort(null) : pick(next))} />
        {parts.length > 1 && (
          <label class="field">
            <span>{rulerWords.segment}</span>
            <select value={parts.indexOf(part as (typeof parts)[number])} onChange={(event) => setChosen(Number(event.currentTarget.value))}>
              {names.map((name, i) => <option key={name} value={i}>{name}</option>)}
            </select>
          </label>
        )}
        <div class="ruler-buttons">
          <button type="button" class="quiet-button" aria-label={rulerWords.zoomOut} onClick={() => setView(zoomed(view, 4, about))}>−</button>
          <button type="button" class="quiet-button" aria-label={rulerWords.zoomIn} onClick={() => setView(zoomed(view, 0.25, about))}>+</button>
          <button type="button" class="quiet-button" disabled={view.span === 65536} onClick={() => setView(allPorts)}>{rulerWords.all}</button>
        </div>
      </div>
      <p class="ruler-fate" aria-live="polite">{port === null ? rulerWords.window(view.first, view.first + view.span - 1) : <><b class="mono">{port}</b> {fate}</>}</p>
      <div
        class="ruler-stage"
        ref={stage}
        role="slider"
        tabIndex={0}
        aria-label={rulerWords.label}
        aria-valuemin={0}
        aria-valuemax={65535}
        aria-valuenow={about}
        aria-valuetext={port === null ? rulerWords.window(view.first, view.first + view.span - 1) : `${port}: ${fate}`}
        onKeyDown={onKey}
      >
        <RulerPicture svg={svg} width={width} view={view} bands={bands} brackets={brackets} port={port} />
      </div>
      <ScrollStrip view={view} setView={setView} />
      <RulerLegend bands={bands} />
      <ul class="sr-only">{brackets.map(({ title, text }) => <li key={title}>{`${title}: ${text}`}</li>)}</ul>
      <div class="part-foot">
        <Hint keys={rulerWords.keys} touch={rulerWords.touch} />
        <SaveSvg picture={svg} name="port-ruler" />
      </div>
    </div>
  );
}
