// SPDX-License-Identifier: Apache-2.0
import { useRef } from "preact/hooks";
import { type PortView, moved } from "./view";

/** A thin picture of all ports with the window on it; drag moves the window. Keys work on the ruler. */
export function ScrollStrip({ view, setView }: { view: PortView; setView(view: PortView): void }) {
  const strip = useRef<HTMLDivElement>(null);
  const centre = (event: PointerEvent) => {
    const box = strip.current?.getBoundingClientRect();
    if (box === undefined) return;
    const port = ((event.clientX - box.left) / box.width) * 65536;
    setView(moved(view, port - view.first - view.span / 2));
  };
  return (
    <div
      class="ruler-strip"
      ref={strip}
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        centre(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) centre(event);
      }}
    >
      <div class="ruler-thumb" style={{ left: `${(view.first / 65536) * 100}%`, width: `${Math.max(0.6, (view.span / 65536) * 100)}%` }} />
    </div>
  );
}
