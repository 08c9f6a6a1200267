// SPDX-License-Identifier: Apache-2.0
import type { Action } from "../engine/documents";
import { grouped, shareText } from "./numbers";

export const rulerWords = {
  port: "Client port",
  portOf: (address: string) => `Port at ${address}`,
  portHint: "0 to 65535",
  noPort: "Give one port within 0-65535. Until then none is asked about.",
  whole: "Whole reply",
  open: "passes",
  closed: "dies",
  unknown: "unknown",
  segment: "Part of the way",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  all: "All ports",
  offLeft: "← off to the left",
  offRight: "→ off to the right",
  keys: "Keys on the ruler: ← → a port, Shift + ← → the next change, + − zoom, Page Up and Page Down move, 0 all ports. Ctrl + wheel or pinch zooms, a click picks a port.",
  touch: "Two fingers zoom, one moves, a tap picks a port.",
  noPorts: "This protocol has no client port: the reply is one packet.",
  noReply: "The request dies on its way: there is no reply to any port.",
  label: "Client port",
  fate: (action: Action) => ({ allow: "the reply passes", deny: "the reply dies", unknown: "nobody knows" })[action],
  window: (first: number, last: number) =>
    first === last ? `port ${first}` : `ports ${first} to ${last}`,
} as const;

/** "4 of 64,512 die: 1 in 16,128"; "all 64,512 pass". */
export function deadText(dead: number, unknown: number, total: number): string {
  const rest = unknown > 0 ? `, ${grouped(unknown)} unknown` : "";
  if (dead === 0) return unknown > 0 ? `none dies${rest}` : `all ${grouped(total)} pass`;
  if (dead === total) return `all ${grouped(total)} die`;
  return `${grouped(dead)} of ${grouped(total)} die: ${shareText(dead, total)}${rest}`;
}
