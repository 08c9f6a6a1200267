// SPDX-License-Identifier: Apache-2.0
import { accountWords as words } from "../text/account_words";
import { drawCells } from "./heatmap_draw_cells";
import { drawHeaders } from "./heatmap_draw_headers";
import type { Place, Scene } from "./heatmap_scene";

function drawMark(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  place: Place | null,
  colour: string,
  width: number,
): void {
  if (!place) return;
  const { frame, camera } = scene;
  const side = Math.max(camera.cell, 7);
  const grow = (side - camera.cell) / 2;
  const x = frame.rowHeader + place.column * camera.cell - camera.left - grow;
  const y = frame.columnHeader + place.row * camera.cell - camera.top - grow;
  pen.strokeStyle = scene.theme.card;
  pen.lineWidth = width + 2;
  pen.strokeRect(x, y, side, side);
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.strokeRect(x, y, side, side);
}

function drawCross(pen: CanvasRenderingContext2D, scene: Scene, place: Place | null): void {
  if (!place) return;
  const { frame, camera, theme } = scene;
  const x = frame.rowHeader + (place.column + 0.5) * camera.cell - camera.left;
  const y = frame.columnHeader + (place.row + 0.5) * camera.cell - camera.top;
  pen.strokeStyle = theme.ink;
  pen.globalAlpha = 0.35;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(frame.rowHeader, y);
  pen.lineTo(x, y);
  pen.moveTo(x, frame.columnHeader);
  pen.lineTo(x, y);
  pen.stroke();
  pen.globalAlpha = 1;
}

function drawCorner(pen: CanvasRenderingContext2D, scene: Scene): void {
  const { frame, theme } = scene;
  pen.font = `12px ${theme.font}`;
  pen.fillStyle = theme.quiet;
  pen.textAlign = "right";
  pen.textBaseline = "alphabetic";
  pen.fillText(words.cornerTo, frame.rowHeader - 6, frame.columnHeader - 26);
  pen.fillText(words.cornerFrom, frame.rowHeader - 6, frame.columnHeader - 8);
}

/** One frame. `ratio`: device pixels a CSS pixel. */
export function drawHeatmap(pen: CanvasRenderingContext2D, scene: Scene, ratio: number): void {
  const { frame, theme } = scene;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = theme.card;
  pen.fillRect(0, 0, frame.width, frame.height);
  drawCells(pen, scene);
  drawHeaders(pen, scene);
  drawCorner(pen, scene);
  pen.save();
  pen.beginPath();
  pen.rect(frame.rowHeader - 2, frame.columnHeader - 2, frame.width, frame.height);
  pen.clip();
  drawCross(pen, scene, scene.hover ?? scene.cursor);
  drawMark(pen, scene, scene.hover, theme.ink, 1);
  drawMark(pen, scene, scene.chosen, theme.accent, 3);
  drawMark(pen, scene, scene.cursor, theme.ink, 2);
  pen.restore();
}
