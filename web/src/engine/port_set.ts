// SPDX-License-Identifier: Apache-2.0
// The engine's port lists as ranges to draw.

export interface PortRange {
  first: number;
  last: number;
}

/** "0-21,443" → ranges; empty text: none. */
export function parsePorts(text: string | undefined): PortRange[] {
  if (!text) return [];
  return text.split(",").map((part) => {
    const [first = 0, last = first] = part.split("-").map(Number);
    return { first, last };
  });
}

export const holds = (ranges: PortRange[], port: number) =>
  ranges.some(({ first, last }) => first <= port && port <= last);

/** The parts of ranges that lie within one range. */
export function within(ranges: PortRange[], range: PortRange): PortRange[] {
  return ranges
    .map(({ first, last }) => ({ first: Math.max(first, range.first), last: Math.min(last, range.last) }))
    .filter(({ first, last }) => first <= last);
}

/** What ascending ranges leave free between 0 and 65535. */
export function gaps(ranges: PortRange[]): PortRange[] {
  const free: PortRange[] = [];
  let next = 0;
  for (const { first, last } of ranges) {
    if (first > next) free.push({ first: next, last: first - 1 });
    next = last + 1;
  }
  if (next <= 65535) free.push({ first: next, last: 65535 });
  return free;
}

/** A port list for a line of text: the first few ranges, then how many more there are. */
export function shortPorts(text: string, most = 4): string {
  const parts = text.split(",");
  const more = parts.length - most;
  const shown = parts.slice(0, most).join(", ");
  return more > 0 ? `${shown} and ${more} more` : shown;
}
