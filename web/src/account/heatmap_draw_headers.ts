// SPDX-License-Identifier: Apache-2.0
import type { Axis, Band } from "./heatmap_order";
import { type Scene, namedCell, seenPart } from "./heatmap_scene";

const strip = 20;
const shortened = new Map<string, string>();

/** The text as far as it fits, with an ellipsis: of a name its end, which tells it from its
 * neighbours. Remembered: measuring is slow. */
function fit(pen: CanvasRenderingContext2D, text: string, room: number, end = false): string {
  const key = `${pen.font}|${Math.round(room)}|${end}|${text}`;
  const known = shortened.get(key);
  if (known !== undefined) return known;
  let short = end ? text.slice(-200) : text.slice(0, 200);
  const cut = (length: number) =>
    length === 0 ? "" : end ? `…${short.slice(short.length - length)}` : `${short.slice(0, length)}…`;
  if (pen.measureText(short).width > room) {
    let low = 0;
    let high = short.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (pen.measureText(cut(middle)).width <= room) low = middle;
      else high = middle - 1;
    }
    short = cut(low);
  }
  if (shortened.size > 4000) shortened.clear();
  shortened.set(key, short);
  return short;
}

/** What people call an end. */
export function endName(scene: Scene, axis: Axis, place: number): string {
  const end = scene.heatmap.ends[axis.ends[place] ?? -1];
  return end ? end.name || end.id : "";
}

interface Along {
  axis: Axis;
  /** Start of the grid, length of the header, what is scrolled out, what is seen. */
  start: number;
  header: number;
  scrolled: number;
  room: number;
  first: number;
  last: number;
  marked: (number | undefined)[];
}

function drawNames(pen: CanvasRenderingContext2D, scene: Scene, along: Along, turned: boolean): void {
  const { theme, camera } = scene;
  const size = Math.min(13, Math.max(10, camera.cell * 0.78));
  for (let place = along.first; place < along.last; ++place) {
    const middle = along.start + (place + 0.5) * camera.cell - along.scrolled;
    if (middle < along.start - camera.cell / 2) continue;
    const marked = along.marked.includes(place);
    pen.font = `${marked ? 700 : 400} ${size}px ${theme.font}`;
    pen.fillStyle = marked ? theme.accent : theme.ink;
    const text = fit(pen, endName(scene, along.axis, place), along.header - strip - 12, true);
    pen.textBaseline = "middle";
    if (turned) {
      pen.save();
      pen.translate(middle, along.header - 6);
      pen.rotate(-Math.PI / 2);
      pen.textAlign = "left";
      pen.fillText(text, 0, 0);
      pen.restore();
    } else {
      pen.textAlign = "right";
      pen.fillText(text, along.header - 6, middle);
    }
  }
}

function seenBand(scene: Scene, along: Along, band: Band): { from: number; length: number } | null {
  const { cell } = scene.camera;
  const from = Math.max(0, band.first * cell - along.scrolled);
  const end = Math.min(along.room, (band.first + band.count) * cell - along.scrolled);
  return end > from ? { from: along.start + from, length: end - from } : null;
}

function drawBand(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  title: string,
  box: { x: number; y: number; width: number; height: number },
  upright: boolean,
): void {
  const { theme } = scene;
  pen.fillStyle = theme.paper;
  pen.fillRect(box.x, box.y, box.width, box.height);
  pen.strokeStyle = theme.line;
  pen.lineWidth = 1;
  pen.strokeRect(box.x + 0.5, box.y + 0.5, Math.max(0, box.width - 1), Math.max(0, box.height - 1));
  const length = upright ? box.height : box.width;
  const across = upright ? box.width : box.height;
  if (across < 12 || length < 24) return;
  pen.font = `600 ${Math.min(12, across - 3)}px ${theme.font}`;
  pen.fillStyle = theme.quiet;
  pen.textBaseline = "middle";
  pen.textAlign = "left";
  const text = fit(pen, title, length - 10);
  pen.save();
  if (upright) {
    pen.translate(box.x + box.width / 2, box.y + box.height - 5);
    pen.rotate(-Math.PI / 2);
    pen.fillText(text, 0, 0);
  } else {
    pen.fillText(text, box.x + 5, box.y + box.height / 2 + 0.5);
  }
  pen.restore();
}

function drawBands(pen: CanvasRenderingContext2D, scene: Scene, along: Along, columns: boolean): void {
  // Beside names the bands are a strip; without names they have the whole header.
  const depth = scene.camera.cell >= namedCell ? strip : along.header - 2;
  for (const band of along.axis.bands) {
    const seen = seenBand(scene, along, band);
    if (!seen) continue;
    if (columns) {
      const upright = depth > strip && seen.length < 90;
      drawBand(pen, scene, band.title, { x: seen.from, y: 0, width: seen.length, height: depth }, upright);
    } else {
      const upright = depth === strip;
      drawBand(pen, scene, band.title, { x: 0, y: seen.from, width: depth, height: seen.length }, upright);
    }
  }
}

function drawAxis(pen: CanvasRenderingContext2D, scene: Scene, along: Along, columns: boolean): void {
  const { frame } = scene;
  pen.save();
  pen.beginPath();
  if (columns) pen.rect(frame.rowHeader, 0, frame.width - frame.rowHeader, frame.columnHeader);
  else pen.rect(0, frame.columnHeader, frame.rowHeader, frame.height - frame.columnHeader);
  pen.clip();
  drawBands(pen, scene, along, columns);
  if (scene.camera.cell >= namedCell) drawNames(pen, scene, along, columns);
  pen.restore();
}

/** Names and bands; they stay while the grid moves. */
export function drawHeaders(pen: CanvasRenderingContext2D, scene: Scene): void {
  const { frame, camera } = scene;
  const seen = seenPart(scene);
  const marks = [scene.cursor, scene.hover, scene.chosen];
  const rows: Along = {
    axis: scene.rows,
    start: frame.columnHeader,
    header: frame.rowHeader,
    scrolled: camera.top,
    room: frame.height - frame.columnHeader,
    ...seen.rows,
    marked: marks.map((mark) => mark?.row),
  };
  const columns: Along = {
    axis: scene.columns,
    start: frame.rowHeader,
    header: frame.columnHeader,
    scrolled: camera.left,
    room: frame.width - frame.rowHeader,
    ...seen.columns,
    marked: marks.map((mark) => mark?.column),
  };
  drawAxis(pen, scene, rows, false);
  drawAxis(pen, scene, columns, true);
}
