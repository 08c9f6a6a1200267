// SPDX-License-Identifier: Apache-2.0
// What the engine says of every client port, as bands of slices to draw. Every port belongs to one
// slice of each band.
import type { Action, ProfileShare, ReplyCrossing, ReplyLeg } from "../../engine/documents";
import { type PortRange, gaps, parsePorts, within } from "../../engine/port_set";
import { directionWords, placeName } from "../../text/ladder_words";
import { deadText, rulerWords } from "../../text/ruler_words";

export interface Slice extends PortRange {
  /** "100", "*"; for the whole reply a word. */
  label: string;
  action: Action;
  /** Which of the fills for allowing rules, so that neighbours differ. */
  fill: number;
}

export interface Band {
  key: string;
  title: string;
  slices: Slice[];
  legend: { label: string; action: Action; fill: number; ports: string }[];
}

export interface Bracket extends PortRange {
  title: string;
  text: string;
  /** The slices that die, and those of which nobody knows. */
  dead: PortRange[];
  unknown: PortRange[];
}

const inOrder = (slices: Slice[]) => slices.sort((a, b) => a.first - b.first);

function bandOf(crossing: ReplyCrossing, index: number): Band {
  let allows = 0;
  const legend = (crossing.decisions ?? []).map((decision) => ({
    label: decision.rule,
    action: decision.action,
    fill: decision.action === "allow" ? allows++ % 5 : 0,
    ports: decision.client_ports,
  }));
  const slices = legend.flatMap(({ ports, ...slice }) => parsePorts(ports).map((range) => ({ ...range, ...slice })));
  return {
    key: `${index}`,
    title: `${placeName(crossing)}, ${directionWords[crossing.direction]}`,
    slices: inOrder(slices),
    legend,
  };
}

function wholeBand(reply: ReplyLeg): Band {
  const open = parsePorts(reply.open_client_ports);
  const unknown = parsePorts(reply.unknown_client_ports);
  const both = [...open, ...unknown].sort((a, b) => a.first - b.first);
  const slice = (action: Action, label: string) => (range: PortRange): Slice => ({ ...range, label, action, fill: 0 });
  const slices = [
    ...open.map(slice("allow", rulerWords.open)),
    ...unknown.map(slice("unknown", rulerWords.unknown)),
    ...gaps(both).map(slice("deny", rulerWords.closed)),
  ];
  return { key: "whole", title: rulerWords.whole, slices: inOrder(slices), legend: [] };
}

export function bandsOf(reply: ReplyLeg): Band[] {
  const crossings = reply.crossings.filter(({ decisions }) => decisions !== undefined);
  return [...crossings.map(bandOf), wholeBand(reply)];
}

/** One bracket for all profiles of one range, in the order of their first port. */
export function bracketsOf(profiles: ProfileShare[], reply: ReplyLeg): Bracket[] {
  const open = parsePorts(reply.open_client_ports);
  const unknown = parsePorts(reply.unknown_client_ports);
  const closed = gaps([...open, ...unknown].sort((a, b) => a.first - b.first));
  const byRange = new Map<string, ProfileShare[]>();
  for (const profile of profiles) byRange.set(profile.range, [...(byRange.get(profile.range) ?? []), profile]);
  return [...byRange.entries()].flatMap(([text, same]) => {
    const [range] = parsePorts(text);
    const share = same[0];
    if (range === undefined || share === undefined) return [];
    const notKnown = share.unknown ?? 0;
    return [{
      ...range,
      title: `${same.map(({ name }) => name).join(", ")} ${text}`,
      text: deadText(share.total - share.open - notKnown, notKnown, share.total),
      dead: within(closed, range),
      unknown: within(unknown, range),
    }];
  }).sort((a, b) => a.first - b.first || a.last - b.last);
}

export const sliceAt = (band: Band, port: number) =>
  band.slices.find(({ first, last }) => first <= port && port <= last);

/** First ports of all slices: where something changes. */
export function edgesOf(bands: Band[]): number[] {
  return [...new Set(bands.flatMap(({ slices }) => slices.map(({ first }) => first)))].sort((a, b) => a - b);
}
