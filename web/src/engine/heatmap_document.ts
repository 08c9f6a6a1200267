// SPDX-License-Identifier: Apache-2.0
// The verdicts of all pairs for one service. docs/schema has the document whole.
import type { Verdict } from "./documents";

export interface HeatmapEnd {
  id: string;
  name: string;
  vpc: string;
}

/** rows[i][j] is one letter for client end i and server end j. */
export interface HeatmapDocument {
  schema: "halfopen.heatmap/1";
  service: string;
  family: string;
  clients: string[];
  ends: HeatmapEnd[];
  rows: string[];
}

/** Verdicts that a cell may have. */
export type HeatVerdict = Exclude<Verdict, "no-route">;

/** Verdicts in the order of the legend, with their letters in the document. */
export const heatVerdicts: readonly { letter: string; verdict: HeatVerdict }[] = [
  { letter: "w", verdict: "works" },
  { letter: "p", verdict: "partial" },
  { letter: "h", verdict: "half-open" },
  { letter: "d", verdict: "denied" },
  { letter: "u", verdict: "unknown" },
];

/** The verdict of a letter; null where there is no pair. */
export function verdictOfLetter(letter: string): HeatVerdict | null {
  return heatVerdicts.find((one) => one.letter === letter)?.verdict ?? null;
}
