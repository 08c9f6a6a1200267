// SPDX-License-Identifier: Apache-2.0
// In which order the ends stand in the heat map, and which bands they form.
import type { HeatmapDocument } from "../engine/heatmap_document";
import { accountWords as words } from "../text/account_words";
import type { Grouping } from "./account_state";

/** Neighbours along one axis that belong together. */
export interface Band {
  title: string;
  first: number;
  count: number;
}

/** One axis: indices of ends in the order shown. */
export interface Axis {
  ends: number[];
  bands: Band[];
}

function bandsOf(ends: number[], title: (end: number) => string): Band[] {
  const bands: Band[] = [];
  ends.forEach((end, place) => {
    const name = title(end);
    const last = bands[bands.length - 1];
    if (last && last.title === name) last.count += 1;
    else bands.push({ title: name, first: place, count: 1 });
  });
  return bands;
}

/** True if two ends have the same letters towards and from every third end. */
function alike(rows: string[], one: number, other: number): boolean {
  const row = rows[one] as string;
  const peer = rows[other] as string;
  for (let end = 0; end < rows.length; ++end) {
    if (end === one || end === other) continue;
    const column = rows[end] as string;
    if (row[end] !== peer[end] || column[one] !== column[other]) return false;
  }
  return true;
}

/** The number of the set of equal ends that each end belongs to; large sets first. */
export function equalSets(rows: string[]): number[] {
  const sets: number[][] = [];
  rows.forEach((_, end) => {
    const set = sets.find((known) => alike(rows, known[0] as number, end));
    if (set) set.push(end);
    else sets.push([end]);
  });
  sets.sort((a, b) => b.length - a.length || (a[0] as number) - (b[0] as number));
  const numbers = new Array<number>(rows.length).fill(0);
  sets.forEach((set, number) => set.forEach((end) => (numbers[end] = number)));
  return numbers;
}

/** Order and bands of all ends. `vpcName` turns an id into what people call it. */
export function orderEnds(
  heatmap: HeatmapDocument,
  grouping: Grouping,
  vpcName: (id: string) => string,
): Axis {
  const ends = heatmap.ends.map((_, end) => end);
  if (grouping === "equal") {
    const sets = equalSets(heatmap.rows);
    ends.sort((a, b) => (sets[a] as number) - (sets[b] as number) || a - b);
    const sizes = new Map<number, number>();
    sets.forEach((set) => sizes.set(set, (sizes.get(set) ?? 0) + 1));
    return {
      ends,
      bands: bandsOf(ends, (end) => {
        const set = sets[end] as number;
        return words.equalSet(set + 1, sizes.get(set) ?? 1);
      }),
    };
  }
  const vpcs = [...new Set(heatmap.ends.map((end) => end.vpc))].filter((vpc) => vpc !== "");
  const rank = (end: number) => {
    const vpc = heatmap.ends[end]?.vpc ?? "";
    return vpc === "" ? vpcs.length : vpcs.indexOf(vpc);
  };
  const ranks = ends.map(rank);
  ends.sort((a, b) => (ranks[a] as number) - (ranks[b] as number) || a - b);
  return {
    ends,
    bands: bandsOf(ends, (end) => {
      const vpc = heatmap.ends[end]?.vpc ?? "";
      return vpc === "" ? words.outside : vpcName(vpc);
    }),
  };
}

/** The ends of an axis whose id, name or band holds the text. */
export function filterAxis(heatmap: HeatmapDocument, axis: Axis, wanted: string): Axis {
  const text = wanted.trim().toLowerCase();
  if (text === "") return axis;
  const titles = new Map<number, string>();
  for (const band of axis.bands) {
    for (let place = band.first; place < band.first + band.count; ++place) {
      titles.set(axis.ends[place] as number, band.title);
    }
  }
  const ends = axis.ends.filter((end) => {
    const { id = "", name = "" } = heatmap.ends[end] ?? {};
    return [id, name, titles.get(end) ?? ""].some((word) => word.toLowerCase().includes(text));
  });
  return { ends, bands: bandsOf(ends, (end) => titles.get(end) ?? "") };
}

/** How many of the cells shown have each letter. */
export function countLetters(heatmap: HeatmapDocument, rows: Axis, columns: Axis): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows.ends) {
    const letters = heatmap.rows[row] ?? "";
    for (const column of columns.ends) {
      const letter = letters[column] ?? ".";
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
  }
  return counts;
}
