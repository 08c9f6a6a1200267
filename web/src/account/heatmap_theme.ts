// SPDX-License-Identifier: Apache-2.0
// Colours and patterns of the heat map, from the style sheet.
import type { HeatVerdict } from "../engine/heatmap_document";

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
export const tile = 10;

/** Strokes of a verdict within a tile; null: plain, or drawn cell by cell. */
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

export type HeatPatterns = Partial<Record<HeatVerdict, CanvasPattern>>;

/** The patterns, sharp at `ratio` device pixels a CSS pixel. */
export function makePatterns(theme: HeatTheme, ratio: number): HeatPatterns {
  const patterns: HeatPatterns = {};
  const side = Math.max(4, Math.round(tile * ratio));
  for (const verdict of verdicts) {
    const draw = strokes[verdict];
    if (!draw) continue;
    const sheet = document.createElement("canvas");
    sheet.width = sheet.height = side;
    const pen = sheet.getContext("2d");
    if (!pen) continue;
    pen.scale(side / tile, side / tile);
    pen.strokeStyle = theme.mark[verdict];
    pen.lineWidth = verdict === "partial" ? 2 : 1.1;
    pen.beginPath();
    draw(pen);
    pen.stroke();
    const pattern = pen.createPattern(sheet, "repeat");
    if (pattern) patterns[verdict] = pattern;
  }
  return patterns;
}
