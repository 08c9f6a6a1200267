// SPDX-License-Identifier: Apache-2.0
// Colours and patterns of the heat map, from the style sheet.
import type { Verdict } from "../engine/documents";

export interface HeatTheme {
  paper: string;
  card: string;
  ink: string;
  quiet: string;
  line: string;
  accent: string;
  font: string;
  fill: Record<Verdict, string>;
  mark: Record<Verdict, string>;
  /** Red, green, blue of each verdict's fill. */
  bytes: Record<Verdict, [number, number, number]>;
}

const verdicts: readonly Verdict[] = ["works", "partial", "half-open", "denied", "unknown"];

/** What the style sheet says now; again when the colour scheme changes. */
export function readTheme(host: HTMLElement): HeatTheme {
  const probe = document.createElement("span");
  host.append(probe);
  const colour = (name: string) => {
    probe.className = name;
    return getComputedStyle(probe).color;
  };
  const of = (part: string) =>
    Object.fromEntries(verdicts.map((one) => [one, colour(`heat-${part}-${one}`)])) as Record<Verdict, string>;
  const fill = of("fill");
  const bytes = Object.fromEntries(
    verdicts.map((one) => [one, (fill[one].match(/[\d.]+/g) ?? []).slice(0, 3).map(Number)]),
  ) as Record<Verdict, [number, number, number]>;
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
    bytes,
  };
  probe.remove();
  return theme;
}

const tile = 8;

/** Strokes of a verdict within a tile of 8 × 8; null: plain. */
const strokes: Record<Verdict, ((pen: CanvasRenderingContext2D) => void) | null> = {
  works: null,
  partial: (pen) => {
    for (const shift of [-tile, 0, tile]) {
      pen.moveTo(shift - 1, tile + 1);
      pen.lineTo(shift + tile + 1, -1);
    }
  },
  "half-open": (pen) => {
    pen.moveTo(0, 2);
    pen.lineTo(tile, 2);
    pen.moveTo(0, 6);
    pen.lineTo(tile, 6);
  },
  denied: (pen) => {
    pen.moveTo(0, 0);
    pen.lineTo(tile, tile);
    pen.moveTo(tile, 0);
    pen.lineTo(0, tile);
  },
  unknown: (pen) => {
    pen.moveTo(2, 3);
    pen.lineTo(3, 3);
    pen.moveTo(6, 7);
    pen.lineTo(7, 7);
  },
};

export type HeatPatterns = Partial<Record<Verdict, CanvasPattern>>;

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
    pen.lineWidth = verdict === "unknown" ? 1.6 : 1.1;
    pen.beginPath();
    draw(pen);
    pen.stroke();
    const pattern = pen.createPattern(sheet, "repeat");
    if (pattern) patterns[verdict] = pattern;
  }
  return patterns;
}
