// SPDX-License-Identifier: Apache-2.0
import { heatVerdicts } from "../engine/heatmap_document";
import { verdictWords } from "../text/words";
import { paintCells } from "./heatmap_pixels";
import { type Scene, drawnCell, seenPart } from "./heatmap_scene";

const wordyCell = 58;

function drawWords(pen: CanvasRenderingContext2D, scene: Scene): void {
  const { heatmap, rows, columns, camera, frame, theme } = scene;
  const seen = seenPart(scene);
  pen.font = `600 11px ${theme.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (let row = seen.rows.first; row < seen.rows.last; ++row) {
    const letters = heatmap.rows[rows.ends[row] as number] ?? "";
    const y = frame.columnHeader + (row + 0.5) * camera.cell - camera.top;
    for (let column = seen.columns.first; column < seen.columns.last; ++column) {
      const found = heatVerdicts.find((one) => one.letter === letters[columns.ends[column] as number]);
      if (!found) continue;
      const x = frame.rowHeader + (column + 0.5) * camera.cell - camera.left;
      const word = verdictWords[found.verdict].title;
      const width = pen.measureText(word).width + 8;
      pen.globalAlpha = scene.letter === null || scene.letter === found.letter ? 1 : 0.3;
      pen.fillStyle = theme.fill[found.verdict];
      pen.fillRect(x - width / 2, y - 9, width, 18);
      pen.fillStyle = theme.word[found.verdict];
      pen.fillText(word, x, y + 0.5);
    }
  }
  pen.globalAlpha = 1;
}

let shrunk: { picture: HTMLCanvasElement; cell: number; sheet: HTMLCanvasElement } | null = null;

/** The picture at less than a pixel a cell; kept until the size changes. */
function shrink(picture: HTMLCanvasElement, cell: number): HTMLCanvasElement {
  if (shrunk?.picture === picture && shrunk.cell === cell) return shrunk.sheet;
  const sheet = document.createElement("canvas");
  sheet.width = Math.max(1, Math.round(picture.width * cell));
  sheet.height = Math.max(1, Math.round(picture.height * cell));
  const pen = sheet.getContext("2d");
  if (pen) {
    pen.imageSmoothingQuality = "medium";
    pen.drawImage(picture, 0, 0, sheet.width, sheet.height);
  }
  shrunk = { picture, cell, sheet };
  return sheet;
}

/** Cells without patterns: from one picture, sharp while cells grow, smooth while they shrink. */
function drawPicture(pen: CanvasRenderingContext2D, scene: Scene): void {
  const { camera, frame, picture } = scene;
  const seen = seenPart(scene);
  const width = seen.columns.last - seen.columns.first;
  const height = seen.rows.last - seen.rows.first;
  if (width <= 0 || height <= 0) return;
  const pixels = camera.cell * pen.getTransform().a;
  if (pixels < 1) {
    const sheet = shrink(picture, pixels);
    const [x, y] = [frame.rowHeader - camera.left, frame.columnHeader - camera.top];
    pen.drawImage(sheet, x, y, frame.columns * camera.cell, frame.rows * camera.cell);
    return;
  }
  pen.imageSmoothingEnabled = false;
  pen.drawImage(
    picture,
    seen.columns.first,
    seen.rows.first,
    width,
    height,
    frame.rowHeader + seen.columns.first * camera.cell - camera.left,
    frame.columnHeader + seen.rows.first * camera.cell - camera.top,
    width * camera.cell,
    height * camera.cell,
  );
}

/** The grid without headers. What is drawn is what is seen. */
export function drawCells(pen: CanvasRenderingContext2D, scene: Scene): void {
  const { frame, camera } = scene;
  if (camera.cell >= drawnCell) {
    paintCells(pen, scene, scene.inks, pen.getTransform().a);
    if (camera.cell < wordyCell) return;
  }
  pen.save();
  pen.beginPath();
  pen.rect(frame.rowHeader, frame.columnHeader, frame.width, frame.height);
  pen.clip();
  if (camera.cell >= wordyCell) drawWords(pen, scene);
  else drawPicture(pen, scene);
  pen.restore();
}
