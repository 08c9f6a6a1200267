// SPDX-License-Identifier: Apache-2.0
// Everything that a frame of the heat map is drawn from.
import type { HeatmapDocument } from "../engine/heatmap_document";
import type { Camera, Frame } from "./heatmap_camera";
import type { Axis } from "./heatmap_order";
import type { HeatPatterns, HeatTheme } from "./heatmap_theme";

export interface Place {
  row: number;
  column: number;
}

export interface Scene {
  heatmap: HeatmapDocument;
  rows: Axis;
  columns: Axis;
  frame: Frame;
  camera: Camera;
  theme: HeatTheme;
  patterns: HeatPatterns;
  picture: HTMLCanvasElement;
  /** Where the keyboard stands; null while it is elsewhere. */
  cursor: Place | null;
  hover: Place | null;
  chosen: Place | null;
  /** Only these letters stand out; null: all do. */
  letter: string | null;
}

/** Cells of this size or more are drawn one by one, with their patterns. */
export const drawnCell = 9;
/** Names stand beside cells of this size or more. */
export const namedCell = 11;

/** Rows and columns that are seen, the last excluded. */
export function seenPart({ camera, frame }: Scene) {
  const part = (start: number, room: number, count: number) => ({
    first: Math.max(0, Math.floor(start / camera.cell)),
    last: Math.min(count, Math.ceil((start + room) / camera.cell)),
  });
  return {
    rows: part(camera.top, frame.height - frame.columnHeader, frame.rows),
    columns: part(camera.left, frame.width - frame.rowHeader, frame.columns),
  };
}

/** The letter at a place of the order shown. */
export function letterAt({ heatmap, rows, columns }: Scene, { row, column }: Place): string {
  const line = heatmap.rows[rows.ends[row] ?? -1] ?? "";
  return line[columns.ends[column] ?? -1] ?? ".";
}
