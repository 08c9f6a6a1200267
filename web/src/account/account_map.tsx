// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { OverviewDocument } from "../engine/documents";
import { saveSvg } from "./save_map";
import { Hint } from "../parts/hint";
import { accountWords as words } from "../text/account_words";
import type { Layout } from "./map_layout_sizes";
import { buildMap } from "./map_model";
import { GatewayBox, type MapActions, VpcBox, Ways } from "./map_parts";
import { PanZoom } from "./pan_zoom";

export interface AccountMapProps {
  overview: OverviewDocument;
  turned: string[];
  actions: MapActions;
}

const step = 60;

function handleKey(event: KeyboardEvent, view: PanZoom): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const keys: Record<string, () => void> = {
    ArrowUp: () => view.pan(0, step),
    ArrowDown: () => view.pan(0, -step),
    ArrowLeft: () => view.pan(step, 0),
    ArrowRight: () => view.pan(-step, 0),
    "+": () => view.zoom(1.3),
    "=": () => view.zoom(1.3),
    "-": () => view.zoom(1 / 1.3),
    "0": () => view.whole(),
  };
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

/** Lays the map out with a script that is loaded when it is first needed. */
function useLayout(overview: OverviewDocument, turned: string[]): Layout | null {
  const [layout, setLayout] = useState<Layout | null>(null);
  const model = useMemo(() => buildMap(overview, turned), [overview, turned.join("\n")]);
  useEffect(() => {
    let late = false;
    void import("./map_layout").then(({ layOut }) => {
      if (!late) setLayout(layOut(model, overview.route_tables ?? []));
    });
    return () => {
      late = true;
    };
  }, [model, overview]);
  return layout;
}

export function AccountMap({ overview, turned, actions }: AccountMapProps) {
  const frame = useRef<SVGSVGElement>(null);
  const inner = useRef<SVGGElement>(null);
  const view = useRef<PanZoom | null>(null);
  const shown = useRef<OverviewDocument | null>(null);
  const layout = useLayout(overview, turned);
  useEffect(() => {
    if (!frame.current || !inner.current) return;
    const made = new PanZoom(frame.current, inner.current);
    view.current = made;
    return () => made.close();
  }, []);
  useEffect(() => {
    if (!layout) return;
    if (shown.current === overview) view.current?.resize(layout);
    else view.current?.show(layout);
    shown.current = overview;
  }, [layout]);
  const save = () => {
    if (frame.current && layout) saveSvg(frame.current, layout, "account.svg");
  };
  return (
    <div class="map-frame">
      <div class="map-bar">
        <p class="map-help" id="map-help">
          {layout ? <Hint keys={words.mapHelp} touch={words.mapTouch} /> : words.drawing}
        </p>
        <div class="map-tools">
          <button type="button" class="quiet-button" aria-label={words.zoomIn} onClick={() => view.current?.zoom(1.3)}>+</button>
          <button type="button" class="quiet-button" aria-label={words.zoomOut} onClick={() => view.current?.zoom(1 / 1.3)}>−</button>
          <button type="button" class="quiet-button" onClick={() => view.current?.whole()}>{words.zoomAll}</button>
          <button type="button" class="quiet-button" onClick={save}>{words.saveSvg}</button>
        </div>
      </div>
      <svg
        ref={frame}
        class="map"
        role="group"
        aria-label={words.mapLabel}
        aria-describedby="map-help"
        tabindex={0}
        onKeyDown={(event) => view.current && handleKey(event, view.current)}
        onFocusIn={(event) => {
          const target = event.target as Element;
          if (target !== frame.current && target.matches(":focus-visible")) view.current?.reveal(target);
        }}
      >
        <g ref={inner}>
          {layout && <Ways ways={layout.ways} />}
          {layout?.shared.map((one) => <GatewayBox key={one.gateway.id} placed={one} actions={actions} />)}
          {layout?.vpcs.map((vpc) => <VpcBox key={vpc.vpc.key} placed={vpc} actions={actions} />)}
        </g>
      </svg>
    </div>
  );
}
