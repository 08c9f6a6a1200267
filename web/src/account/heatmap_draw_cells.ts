// SPDX-License-Identifier: Apache-2.0
import { heatVerdicts } from "../engine/heatmap_document";
import { verdictWords } from "../text/words";
import { tile } from "./heatmap_theme";
import { type Scene, drawnCell, seenPart } from "./heatmap_scene";

const wordyCell = 58;

/** Neighbours in a row with one letter are one rectangle. By letter, in CSS pixels of the canvas. */
function collectRuns(scene: Scene): Map<string, Path2D> {
  const { heatmap, rows, columns, camera, frame } = scene;
  const seen = seenPart(scene);
  const runs = new Map<string, Path2D>();
  for (let row = seen.rows.first; row < seen.rows.last; ++row) {
    const letters = heatmap.rows[rows.ends[row] as number] ?? "";
    const y = frame.columnHeader + row * camera.cell - camera.top;
    for (let column = seen.columns.first; column < seen.columns.last; ) {
      const letter = letters[columns.ends[column] as number] ?? ".";
      let end = column + 1;
      while (end < seen.columns.last && letters[columns.ends[end] as number] === letter) ++end;
      if (letter !== ".") {
        let path = runs.get(letter);
        if (!path) runs.set(letter, (path = new Path2D()));
        const x = frame.rowHeader + column * camera.cell - camera.left;
        path.rect(x, y, (end - column) * camera.cell, camera.cell);
      }
      column = end;
    }
  }
  return runs;
}

/** A half-open cell is half open. */
function drawHalves(pen: CanvasRenderingContext2D, scene: Scene): void {
  const { heatmap, rows, columns, camera, frame } = scene;
  const seen = seenPart(scene);
  pen.beginPath();
  for (let row = seen.rows.first; row < seen.rows.last; ++row) {
    const letters = heatmap.rows[rows.ends[row] as number] ?? "";
    const y = frame.columnHeader + row * camera.cell - camera.top;
    for (let column = seen.columns.first; column < seen.columns.last; ++column) {
      if (letters[columns.ends[column] as number] !== "h") continue;
      const x = frame.rowHeader + (column + 0.5) * camera.cell - camera.left;
      pen.rect(x, y, camera.cell / 2, camera.cell);
    }
  }
  pen.fillStyle = scene.theme.mark["half-open"];
  pen.fill();
}

function drawGridLines(pen: CanvasRenderingContext2D, scene: Scene): void {
  const { camera, frame, theme } = scene;
  const seen = seenPart(scene);
  pen.beginPath();
  const right = frame.rowHeader + Math.min(frame.width, frame.columns * camera.cell - camera.left);
  const bottom = frame.columnHeader + Math.min(frame.height, frame.rows * camera.cell - camera.top);
  for (let row = seen.rows.first; row <= seen.rows.last; ++row) {
    const y = frame.columnHeader + row * camera.cell - camera.top;
    pen.moveTo(frame.rowHeader, y);
    pen.lineTo(right, y);
  }
  for (let column = seen.columns.first; column <= seen.columns.last; ++column) {
    const x = frame.rowHeader + column * camera.cell - camera.left;
    pen.moveTo(x, frame.columnHeader);
    pen.lineTo(x, bottom);
  }
  pen.strokeStyle = theme.card;
  pen.lineWidth = camera.cell >= 24 ? 2 : 1;
  pen.stroke();
}

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
      pen.fillStyle = theme.fill[found.verdict];
      pen.fillRect(x - width / 2, y - 9, width, 18);
      pen.fillStyle = theme.word[found.verdict];
      pen.fillText(word, x, y + 0.5);
    }
  }
}

function drawEach(pen: CanvasRenderingContext2D, scene: Scene): void {
  const { camera, frame, theme, patterns } = scene;
  const runs = collectRuns(scene);
  const ratio = pen.getTransform().a;
  // Patterns move with the cells.
  const anchor = new DOMMatrix()
    .translate(frame.rowHeader - (camera.left % tile), frame.columnHeader - (camera.top % tile))
    .scale(1 / ratio);
  for (const { letter, verdict } of heatVerdicts) {
    const path = runs.get(letter);
    if (!path) continue;
    pen.globalAlpha = scene.letter === null || scene.letter === letter ? 1 : 0.18;
    pen.fillStyle = theme.fill[verdict];
    pen.fill(path);
    const pattern = patterns[verdict];
    if (pattern) {
      pattern.setTransform(anchor);
      pen.fillStyle = pattern;
      pen.fill(path);
    }
    if (verdict === "half-open") drawHalves(pen, scene);
  }
  pen.globalAlpha = 1;
  drawGridLines(pen, scene);
  if (camera.cell >= wordyCell) drawWords(pen, scene);
}

function drawPicture(pen: CanvasRenderingContext2D, scene: Scene): void {
  const { camera, frame, picture } = scene;
  const seen = seenPart(scene);
  const width = seen.columns.last - seen.columns.first;
  const height = seen.rows.last - seen.rows.first;
  if (width <= 0 || height <= 0) return;
  // Sharp while cells grow, smooth while they shrink.
  pen.imageSmoothingEnabled = camera.cell * pen.getTransform().a < 1;
  pen.imageSmoothingQuality = "medium";
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
  pen.save();
  pen.beginPath();
  pen.rect(frame.rowHeader, frame.columnHeader, frame.width, frame.height);
  pen.clip();
  if (camera.cell >= drawnCell) drawEach(pen, scene);
  else drawPicture(pen, scene);
  pen.restore();
}
