// SPDX-License-Identifier: Apache-2.0
// The cells of the heat map with their patterns, pixel by pixel: the cost is that of the pixels seen,
// however many cells there are.
import { heatVerdicts } from "../engine/heatmap_document";
import type { Scene } from "./heatmap_scene";

/** Pixels of each kind of cell: verdicts in the legend's order, then "no pair"; each for the left and
 * the right half of a cell, a tile of `side` × `side` device pixels. */
export interface Inks {
  side: number;
  pixels: Uint32Array;
  /** Of what is no cell. */
  ground: number;
}

/** First ink of a letter, by its code. */
function offsets(side: number): Int32Array {
  const kind = 2 * side * side;
  const table = new Int32Array(128).fill(heatVerdicts.length * kind);
  heatVerdicts.forEach(({ letter }, index) => (table[letter.charCodeAt(0)] = index * kind));
  return table;
}

/** For each pixel along x: its column (-1: none, or a line between cells) and its ink within a row. */
function columnsOf(scene: Scene, ratio: number, width: number, side: number) {
  const { camera, frame } = scene;
  const cell = camera.cell * ratio;
  const line = Math.max(1, Math.round((camera.cell >= 24 ? 2 : 1) * ratio));
  const column = new Int32Array(width);
  const ink = new Int32Array(width);
  for (let x = 0; x < width; ++x) {
    const at = x + camera.left * ratio;
    const place = Math.floor(at / cell);
    const within = at - place * cell;
    column[x] = place >= frame.columns || within < line ? -1 : place;
    ink[x] = (within >= cell / 2 ? side * side : 0) + (Math.floor(at) % side);
  }
  return { column, ink, line, cell };
}

let kept: ImageData | null = null;

function imageOf(pen: CanvasRenderingContext2D, width: number, height: number): ImageData {
  if (kept?.width !== width || kept.height !== height) kept = pen.createImageData(width, height);
  return kept;
}

/** Puts the cells that are seen onto the canvas. `ratio`: device pixels a CSS pixel. */
export function paintCells(pen: CanvasRenderingContext2D, scene: Scene, inks: Inks, ratio: number): void {
  const { heatmap, rows, columns, camera, frame } = scene;
  const width = Math.round((frame.width - frame.rowHeader) * ratio);
  const height = Math.round((frame.height - frame.columnHeader) * ratio);
  if (width <= 0 || height <= 0) return;
  const { side, pixels, ground } = inks;
  const { column, ink, line, cell } = columnsOf(scene, ratio, width, side);
  const first = offsets(side);
  const image = imageOf(pen, width, height);
  const out = new Uint32Array(image.data.buffer);
  const base = new Int32Array(frame.columns);
  const seen = Math.min(frame.columns, Math.ceil((camera.left * ratio + width) / cell) + 1);
  let known = -1;
  for (let y = 0; y < height; ++y) {
    const at = y + camera.top * ratio;
    const row = Math.floor(at / cell);
    const start = y * width;
    if (row >= frame.rows || at - row * cell < line) {
      out.fill(ground, start, start + width);
      continue;
    }
    if (row !== known) {
      known = row;
      const letters = heatmap.rows[rows.ends[row] as number] ?? "";
      for (let place = Math.floor(camera.left / camera.cell); place < seen; ++place) {
        base[place] = first[letters.charCodeAt(columns.ends[place] as number) & 127] as number;
      }
    }
    const tileRow = (Math.floor(at) % side) * side;
    for (let x = 0; x < width; ++x) {
      const place = column[x] as number;
      out[start + x] = place < 0 ? ground : (pixels[(base[place] as number) + (ink[x] as number) + tileRow] as number);
    }
  }
  pen.putImageData(image, Math.round(frame.rowHeader * ratio), Math.round(frame.columnHeader * ratio));
}
