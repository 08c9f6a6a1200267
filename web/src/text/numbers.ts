// SPDX-License-Identifier: Apache-2.0
// Numbers in words, with the same rules as the program's own text output.

/** 64512 → "64,512". */
export function grouped(number: number): string {
  return number.toLocaleString("en-US");
}

function percent(part: number, whole: number): string {
  const share = (100 * part) / whole;
  if (share < 0.01) return "<0.01 %";
  if (share > 99.99) return ">99.99 %";
  return `${share.toFixed(2)} %`;
}

/** "none", "1 in 16,128", "49.21 %", "all". */
export function shareText(part: number, whole: number): string {
  if (part === 0) return "none";
  if (part >= whole) return "all";
  return part * 10 <= whole ? `1 in ${grouped(Math.round(whole / part))}` : percent(part, whole);
}
