// SPDX-License-Identifier: Apache-2.0
// Wheel, pinch and drag on the ruler.
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { type PortView, moved, zoomed } from "./view";

interface Gestures {
  width: number;
  view: PortView;
  setView(view: PortView): void;
  onPort(port: number): void;
}

const portAt = ({ view, width }: Gestures, x: number) =>
  Math.min(65535, Math.max(0, view.first + Math.floor((x / width) * view.span)));

function onWheel(now: Gestures, event: WheelEvent, x: number, focused: boolean) {
  if (event.ctrlKey || event.metaKey || (focused && Math.abs(event.deltaY) > Math.abs(event.deltaX))) {
    event.preventDefault();
    now.setView(zoomed(now.view, Math.exp(event.deltaY * 0.002), portAt(now, x)));
  } else if (event.deltaX !== 0) {
    event.preventDefault();
    now.setView(moved(now.view, (event.deltaX / now.width) * now.view.span));
  }
}

/** One pointer picks a port, or drags the window; two zoom it. `shown`: the element is in the page. */
export function useGestures(element: RefObject<HTMLElement>, gestures: Gestures, shown: boolean) {
  const latest = useRef(gestures);
  latest.current = gestures;
  useEffect(() => {
    const at = element.current;
    if (at === null) return;
    const pointers = new Map<number, number>();
    let start: { view: PortView; xs: number[]; dragged: boolean } | null = null;
    const xOf = (event: MouseEvent) => event.clientX - at.getBoundingClientRect().left;
    const begin = () => {
      start = { view: latest.current.view, xs: [...pointers.values()], dragged: start?.dragged ?? false };
    };
    const down = (event: PointerEvent) => {
      pointers.set(event.pointerId, xOf(event));
      begin();
    };
    const move = (event: PointerEvent) => {
      if (!pointers.has(event.pointerId) || start === null) return;
      pointers.set(event.pointerId, xOf(event));
      const xs = [...pointers.values()];
      const { width } = latest.current;
      const [a = 0, b = a] = start.xs;
      const [c = 0, d = c] = xs;
      if (Math.abs(c - a) > 4 || xs.length > 1) start.dragged = true;
      if (!start.dragged) return;
      if (event.pointerType === "mouse" && !at.hasPointerCapture(event.pointerId)) at.setPointerCapture(event.pointerId);
      const factor = xs.length > 1 ? Math.abs(a - b) / Math.max(8, Math.abs(c - d)) : 1;
      const about = portAt({ ...latest.current, view: start.view }, (a + b) / 2);
      const shift = ((a + b) / 2 - (c + d) / 2) / width;
      const next = zoomed(start.view, factor, about);
      latest.current.setView(moved(factor === 1 ? start.view : next, shift * next.span));
    };
    const up = (event: PointerEvent) => {
      if (start !== null && !start.dragged && pointers.size === 1 && event.type === "pointerup") {
        latest.current.onPort(portAt(latest.current, xOf(event)));
      }
      pointers.delete(event.pointerId);
      if (pointers.size === 0) start = null;
      else begin();
    };
    const wheel = (event: WheelEvent) =>
      onWheel(latest.current, event, xOf(event), at.contains(document.activeElement));
    at.addEventListener("pointerdown", down);
    at.addEventListener("pointermove", move);
    at.addEventListener("pointerup", up);
    at.addEventListener("pointercancel", up);
    at.addEventListener("wheel", wheel, { passive: false });
    return () => {
      at.removeEventListener("pointerdown", down);
      at.removeEventListener("pointermove", move);
      at.removeEventListener("pointerup", up);
      at.removeEventListener("pointercancel", up);
      at.removeEventListener("wheel", wheel);
    };
  }, [element, shown]);
}
