// SPDX-License-Identifier: Apache-2.0
// Which part of the heat map is seen. Cells are squares of `cell` CSS pixels; `left` and `top` are
// CSS pixels of the grid that are scrolled out.

export interface Camera {
  cell: number;
  left: number;
  top: number;
}

/** The canvas in CSS pixels, with the headers' share of it, and the grid in cells. */
export interface Frame {
  width: number;
  height: number;
  rowHeader: number;
  columnHeader: number;
  rows: number;
  columns: number;
}

export const largestCell = 72;
const fittingCell = 40;

const gridWidth = (frame: Frame) => Math.max(1, frame.width - frame.rowHeader);
const gridHeight = (frame: Frame) => Math.max(1, frame.height - frame.columnHeader);

/** The size of cells at which everything is seen. */
export function smallestCell(frame: Frame): number {
  return Math.min(
    fittingCell,
    gridWidth(frame) / Math.max(1, frame.columns),
    gridHeight(frame) / Math.max(1, frame.rows),
  );
}

/** The nearest camera that shows no more than there is. */
export function clampCamera(camera: Camera, frame: Frame): Camera {
  const cell = Math.min(largestCell, Math.max(smallestCell(frame), camera.cell));
  const most = (count: number, room: number) => Math.max(0, count * cell - room);
  return {
    cell,
    left: Math.min(most(frame.columns, gridWidth(frame)), Math.max(0, camera.left)),
    top: Math.min(most(frame.rows, gridHeight(frame)), Math.max(0, camera.top)),
  };
}

export function wholeCamera(frame: Frame): Camera {
  return { cell: smallestCell(frame), left: 0, top: 0 };
}

/** Zooms by `factor` so that what is at (x, y) of the canvas stays there. */
export function zoomCamera(camera: Camera, frame: Frame, factor: number, x: number, y: number): Camera {
  const cell = Math.min(largestCell, Math.max(smallestCell(frame), camera.cell * factor));
  const grow = cell / camera.cell;
  const atX = Math.max(0, x - frame.rowHeader);
  const atY = Math.max(0, y - frame.columnHeader);
  return clampCamera(
    { cell, left: (camera.left + atX) * grow - atX, top: (camera.top + atY) * grow - atY },
    frame,
  );
}

export function panCamera(camera: Camera, frame: Frame, dx: number, dy: number): Camera {
  return clampCamera({ ...camera, left: camera.left + dx, top: camera.top + dy }, frame);
}

/** Scrolls as little as needed to see a cell. */
export function showCell(camera: Camera, frame: Frame, row: number, column: number): Camera {
  const along = (start: number, place: number, room: number) => {
    const from = place * camera.cell;
    if (from < start) return from;
    return from + camera.cell > start + room ? from + camera.cell - room : start;
  };
  return clampCamera(
    {
      cell: camera.cell,
      left: along(camera.left, column, gridWidth(frame)),
      top: along(camera.top, row, gridHeight(frame)),
    },
    frame,
  );
}

/** Zooms until single cells can be told apart, with a cell in the middle. */
export function approachCell(camera: Camera, frame: Frame, row: number, column: number): Camera {
  const cell = Math.max(camera.cell, 22);
  return clampCamera(
    {
      cell,
      left: (column + 0.5) * cell - gridWidth(frame) / 2,
      top: (row + 0.5) * cell - gridHeight(frame) / 2,
    },
    frame,
  );
}

/** The cell at (x, y) of the canvas; null over headers and beside the grid. */
export function cellAt(
  camera: Camera,
  frame: Frame,
  x: number,
  y: number,
): { row: number; column: number } | null {
  if (x < frame.rowHeader || y < frame.columnHeader) return null;
  const column = Math.floor((x - frame.rowHeader + camera.left) / camera.cell);
  const row = Math.floor((y - frame.columnHeader + camera.top) / camera.cell);
  return row < frame.rows && column < frame.columns ? { row, column } : null;
}
