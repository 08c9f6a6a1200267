// SPDX-License-Identifier: Apache-2.0
import type { HeatStage } from "./heatmap_stage";

const clickRoom = 5;

interface Point {
  x: number;
  y: number;
}

/** Mouse, pen and fingers: drag to move, two fingers or the wheel to zoom, a click opens a cell. */
export function followPointers(canvas: HTMLCanvasElement, stage: HeatStage): () => void {
  const down = new Map<number, Point>();
  let travelled = 0;

  const at = (event: MouseEvent): Point => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const press = (event: PointerEvent) => {
    if (event.button !== 0) return;
    if (down.size === 0) travelled = 0;
    down.set(event.pointerId, at(event));
    canvas.setPointerCapture(event.pointerId);
  };
  const pinch = (id: number, now: Point) => {
    const [other] = [...down].filter(([known]) => known !== id).map(([, point]) => point);
    const before = down.get(id);
    if (!other || !before) return;
    const reach = (point: Point) => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
    stage.zoom(reach(now) / reach(before), (now.x + other.x) / 2, (now.y + other.y) / 2);
  };
  const move = (event: PointerEvent) => {
    const now = at(event);
    const before = down.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") stage.hover(stage.cellAt(now.x, now.y));
      return;
    }
    travelled += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
    if (down.size > 1) pinch(event.pointerId, now);
    else if (travelled > clickRoom) stage.pan(before.x - now.x, before.y - now.y);
    down.set(event.pointerId, now);
  };
  const lift = (event: PointerEvent) => {
    const known = down.delete(event.pointerId);
    if (!known || down.size > 0 || travelled > clickRoom || event.type === "pointercancel") return;
    const now = at(event);
    const place = stage.cellAt(now.x, now.y);
    if (place) {
      stage.go(place);
      stage.openAt(place);
    }
  };
  const wheel = (event: WheelEvent) => {
    const now = at(event);
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    if (event.shiftKey) {
      event.preventDefault();
      stage.pan((event.deltaX || event.deltaY) * lines, 0);
      return;
    }
    // At its end the wheel scrolls the page again.
    const speed = event.ctrlKey ? 0.01 : 0.0016;
    if (stage.zoom(Math.exp(-event.deltaY * lines * speed), now.x, now.y) || event.ctrlKey) {
      event.preventDefault();
    }
  };
  const leave = () => stage.hover(null);

  canvas.addEventListener("pointerdown", press);
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", leave);
  canvas.addEventListener("wheel", wheel, { passive: false });
  return () => {
    canvas.removeEventListener("pointerdown", press);
    canvas.removeEventListener("pointermove", move);
    canvas.removeEventListener("pointerup", lift);
    canvas.removeEventListener("pointercancel", lift);
    canvas.removeEventListener("pointerleave", leave);
    canvas.removeEventListener("wheel", wheel);
  };
}
