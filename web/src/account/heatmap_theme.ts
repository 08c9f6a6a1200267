// SPDX-License-Identifier: Apache-2.0
// Colours and patterns of the heat map, from the style sheet.
import { type HeatVerdict, heatVerdicts } from "../engine/heatmap_document";
import type { Inks } from "./heatmap_pixels";

export interface HeatTheme {
  paper: string;
  card: string;
  ink: string;
  quiet: string;
  line: string;
  accent: string;
  font: string;
  fill: Record<HeatVerdict, string>;
  /** Of the pattern, and of a word upon the fill. */
  mark: Record<HeatVerdict, string>;
  word: Record<HeatVerdict, string>;
  /** Red, green, blue of each verdict's fill. */
  bytes: Record<HeatVerdict, [number, number, number]>;
}

const verdicts: readonly HeatVerdict[] = ["works", "partial", "half-open", "denied", "unknown"];

/** What the style sheet says now; again when the colour scheme changes. */
export function readTheme(host: HTMLElement): HeatTheme {
  const probe = document.createElement("span");
  host.append(probe);
  const colour = (name: string) => {
    probe.className = name;
    return getComputedStyle(probe).color;
  };
  const of = (part: string) =>
    Object.fromEntries(verdicts.map((one) => [one, colour(`heat-${part}-${one}`)])) as Record<HeatVerdict, string>;
  const fill = of("fill");
  const bytes = Object.fromEntries(
    verdicts.map((one) => [one, (fill[one].match(/[\d.]+/g) ?? []).slice(0, 3).map(Number)]),
  ) as Record<HeatVerdict, [number, number, number]>;
  const theme: HeatTheme = {
    paper: colour("heat-paper"),
    card: colour("heat-card"),
    ink: colour("heat-ink"),
    quiet: colour("heat-quiet"),
    line: colour("heat-line"),
    accent: colour("heat-accent"),
    font: getComputedStyle(host).fontFamily,
    fill,
    mark: of("mark"),
    word: of("word"),
    bytes,
  };
  probe.remove();
  return theme;
}

/** Side of a pattern's tile in CSS pixels. */
const tile = 10;

/** Strokes of a verdict within a tile; null: plain. */
const strokes: Record<HeatVerdict, ((pen: CanvasRenderingContext2D) => void) | null> = {
  works: null,
  partial: (pen) => {
    for (const x of [1.25, 6.25]) {
      pen.moveTo(x, 0);
      pen.lineTo(x, tile);
    }
  },
  "half-open": null,
  denied: (pen) => {
    for (const shift of [-tile, -tile / 2, 0, tile / 2]) {
      pen.moveTo(shift - 1, tile + 1);
      pen.lineTo(shift + tile + 1, -1);
    }
  },
  unknown: (pen) => {
    for (const [x, y] of [[2, 2], [7, 7]] as const) {
      pen.moveTo(x + 1, y);
      pen.arc(x, y, 1, 0, 2 * Math.PI);
    }
  },
};

const faded = 0.18;

/** Two halves of a cell of one verdict, as pixels. */
function drawTiles(pen: CanvasRenderingContext2D, theme: HeatTheme, verdict: HeatVerdict | null, side: number, alpha: number): Uint32Array {
  const pixels = new Uint32Array(2 * side * side);
  for (const half of [0, 1]) {
    pen.setTransform(side / tile, 0, 0, side / tile, 0, 0);
    pen.globalAlpha = 1;
    pen.fillStyle = theme.card;
    pen.fillRect(0, 0, tile, tile);
    if (verdict) {
      // A half-open cell is half open.
      pen.globalAlpha = alpha;
      pen.fillStyle = verdict === "half-open" && half === 1 ? theme.mark[verdict] : theme.fill[verdict];
      pen.fillRect(0, 0, tile, tile);
      pen.strokeStyle = theme.mark[verdict];
      pen.lineWidth = verdict === "partial" ? 2 : 1.1;
      pen.beginPath();
      strokes[verdict]?.(pen);
      pen.stroke();
    }
    pixels.set(new Uint32Array(pen.getImageData(0, 0, side, side).data.buffer), half * side * side);
  }
  return pixels;
}

/** The inks at `ratio` device pixels a CSS pixel. `letter`: the only one that is not faded. */
export function makeInks(theme: HeatTheme, ratio: number, letter: string | null): Inks {
  const side = Math.max(5, Math.round(tile * ratio));
  const sheet = document.createElement("canvas");
  sheet.width = sheet.height = side;
  const pen = sheet.getContext("2d", { alpha: false, willReadFrequently: true });
  const size = 2 * side * side;
  const pixels = new Uint32Array((heatVerdicts.length + 1) * size);
  if (!pen) return { side, pixels, ground: 0 };
  heatVerdicts.forEach((one, index) => {
    const alpha = letter === null || letter === one.letter ? 1 : faded;
    pixels.set(drawTiles(pen, theme, one.verdict, side, alpha), index * size);
  });
  pixels.set(drawTiles(pen, theme, null, side, 1), heatVerdicts.length * size);
  return { side, pixels, ground: pixels[heatVerdicts.length * size] as number };
}
