// SPDX-License-Identifier: Apache-2.0
// The whole heat map with one pixel a cell, for when cells are too small to be drawn one by one.
import { type HeatmapDocument, heatVerdicts } from "../engine/heatmap_document";
import type { Axis } from "./heatmap_order";
import type { HeatTheme } from "./heatmap_theme";

/** Opaque colours as 32-bit words in the order of memory, by the letter's code. */
function wordsByLetter(theme: HeatTheme): Uint32Array {
  const table = new Uint32Array(128);
  const bytes = new Uint8Array(table.buffer);
  for (const { letter, verdict } of heatVerdicts) {
    const [red, green, blue] = theme.bytes[verdict];
    bytes.set([red, green, blue, 255], letter.charCodeAt(0) * 4);
  }
  return table;
}

/** Cells without a pair stay transparent. Linear in the cells; done once for an order and theme. */
export function paintPicture(
  heatmap: HeatmapDocument,
  rows: Axis,
  columns: Axis,
  theme: HeatTheme,
): HTMLCanvasElement {
  const picture = document.createElement("canvas");
  picture.width = Math.max(1, columns.ends.length);
  picture.height = Math.max(1, rows.ends.length);
  const pen = picture.getContext("2d");
  if (!pen) return picture;
  const image = pen.createImageData(picture.width, picture.height);
  const pixels = new Uint32Array(image.data.buffer);
  const colours = wordsByLetter(theme);
  let pixel = 0;
  for (const row of rows.ends) {
    const letters = heatmap.rows[row] ?? "";
    for (const column of columns.ends) {
      pixels[pixel] = colours[letters.charCodeAt(column) & 127] ?? 0;
      pixel += 1;
    }
  }
  pen.putImageData(image, 0, 0);
  return picture;
}
