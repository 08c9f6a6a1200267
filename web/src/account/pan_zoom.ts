// SPDX-License-Identifier: Apache-2.0
// Moves and zooms an SVG group. The transform is set on the element, not through the page's rendering.

export interface Size {
  width: number;
  height: number;
}

interface Point {
  x: number;
  y: number;
}

const largest = 2.5;
const margin = 16;

export class PanZoom {
  private scale = 1;
  private x = 0;
  private y = 0;
  private content: Size = { width: 1, height: 1 };
  private down = new Map<number, Point>();
  private travelled = 0;
  /** Everything is in view, and stays so when the frame changes. */
  private all = true;
  private readonly watch = new ResizeObserver(() => this.all && this.whole());

  constructor(
    private readonly frame: SVGSVGElement,
    private readonly inner: SVGGElement,
  ) {
    this.watch.observe(frame);
    frame.addEventListener("pointerdown", this.press);
    frame.addEventListener("pointermove", this.move);
    frame.addEventListener("pointerup", this.lift);
    frame.addEventListener("pointercancel", this.lift);
    frame.addEventListener("wheel", this.wheel, { passive: false });
    frame.addEventListener("click", this.click, true);
  }

  close(): void {
    this.watch.disconnect();
    this.frame.removeEventListener("pointerdown", this.press);
    this.frame.removeEventListener("pointermove", this.move);
    this.frame.removeEventListener("pointerup", this.lift);
    this.frame.removeEventListener("pointercancel", this.lift);
    this.frame.removeEventListener("wheel", this.wheel);
    this.frame.removeEventListener("click", this.click, true);
  }

  /** What there is to see, and all of it in view. */
  show(content: Size): void {
    this.content = content;
    this.whole();
  }

  /** The content's size has changed; the eye stays. */
  resize(content: Size): void {
    this.content = content;
    if (this.all) this.whole();
  }

  whole(): void {
    const { width, height } = this.room();
    this.scale = this.smallest();
    this.x = (width - this.content.width * this.scale) / 2;
    this.y = Math.max(margin, (height - this.content.height * this.scale) / 2);
    this.all = true;
    this.apply();
  }

  zoom(factor: number, at?: Point): boolean {
    const { width, height } = this.room();
    const { x, y } = at ?? { x: width / 2, y: height / 2 };
    const scale = Math.min(largest, Math.max(this.smallest(), this.scale * factor));
    const grow = scale / this.scale;
    const changed = Math.abs(grow - 1) > 1e-6;
    this.x = x - (x - this.x) * grow;
    this.y = y - (y - this.y) * grow;
    this.scale = scale;
    this.all = this.all && !changed;
    this.apply();
    return changed;
  }

  pan(dx: number, dy: number): void {
    this.x += dx;
    this.y += dy;
    this.all = false;
    this.apply();
  }

  /** Moves as little as needed to see an element, for the keyboard. */
  reveal(element: Element): void {
    const box = element.getBoundingClientRect();
    const room = this.frame.getBoundingClientRect();
    const along = (from: number, to: number, start: number, end: number) =>
      from < start + margin ? start + margin - from : to > end - margin ? Math.max(start + margin - from, end - margin - to) : 0;
    const dx = along(box.left, box.right, room.left, room.right);
    const dy = along(box.top, box.bottom, room.top, room.bottom);
    if (dx !== 0 || dy !== 0) this.pan(dx, dy);
  }

  private room(): Size {
    const { width, height } = this.frame.getBoundingClientRect();
    return { width: Math.max(1, width), height: Math.max(1, height) };
  }

  private smallest(): number {
    const { width, height } = this.room();
    const fit = Math.min((width - 2 * margin) / this.content.width, (height - 2 * margin) / this.content.height);
    return Math.min(1.15, Math.max(0.02, fit));
  }

  private apply(): void {
    this.inner.setAttribute("transform", `translate(${this.x} ${this.y}) scale(${this.scale})`);
    this.frame.dataset["far"] = String(this.scale < 0.62);
  }

  private at(event: MouseEvent): Point {
    const box = this.frame.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  private readonly press = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    if (this.down.size === 0) this.travelled = 0;
    this.down.set(event.pointerId, this.at(event));
  };

  private readonly move = (event: PointerEvent): void => {
    const before = this.down.get(event.pointerId);
    if (!before) return;
    const now = this.at(event);
    this.travelled += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
    const other = [...this.down].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const reach = (point: Point) => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
      this.zoom(reach(now) / reach(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    } else if (this.travelled > 5) {
      this.frame.setPointerCapture(event.pointerId);
      this.pan(now.x - before.x, now.y - before.y);
    }
    this.down.set(event.pointerId, now);
  };

  private readonly lift = (event: PointerEvent): void => {
    this.down.delete(event.pointerId);
  };

  /** The click at the end of a drag chooses nothing. */
  private readonly click = (event: MouseEvent): void => {
    if (this.travelled > 5) event.stopPropagation();
    this.travelled = 0;
  };

  private readonly wheel = (event: WheelEvent): void => {
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const factor = Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0016));
    if (this.zoom(factor, this.at(event)) || event.ctrlKey) event.preventDefault();
  };
}
