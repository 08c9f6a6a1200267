// SPDX-License-Identifier: Apache-2.0
// Where everything of a ladder stands, in pixels. Time goes down.
import { scalePoint } from "d3-scale";
import { packetEnds } from "../../text/ladder_words";
import type { Column, Gate, LadderModel, Message } from "./model";

const letter = 6.4; // width of a letter of 12 px, about
const boldLetter = 7;
const labelLetter = 7; // labels and titles are addresses and ids: digits are wide
const endLetter = 8;
const line = 15;
const gutter = 38;
const slope = 16;
const aside = 10; // room that words leave to the lines of client and server

export interface PlacedGate {
  gate: Gate;
  x: number;
  y: number;
  /** "100" with a tick or cross, as wide as the room allows. */
  tag: string;
  tagWidth: number;
}

export interface PlacedMessage {
  message: Message;
  /** The name in bold, what stands behind it in the same line, further lines. */
  label: string[];
  labelX: number;
  labelY: number;
  anchor: "start" | "middle" | "end";
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  gates: PlacedGate[];
  /** Why it ends, and what routes say, below the arrow. */
  below: { text: string; y: number }[];
}

export interface LadderLayout {
  width: number;
  height: number;
  /** `anchor`: where `x` stands in the title, so that it stays in the picture. */
  columns: { column: Column; x: number; titleX: number; anchor: "start" | "middle" | "end"; title: string[] }[];
  /** Columns are too narrow for names: they have numbers, and a list says what they are. */
  numbered: boolean;
  top: number;
  bottom: number;
  messages: PlacedMessage[];
}

/** Lines of at most so many letters, broken where words or parts of ids end. */
export function wrapped(text: string, letters: number, lines: number): string[] {
  const pieces = text.split(/(?<=[-./:, ])/);
  const out: string[] = [""];
  for (const piece of pieces.flatMap((p) => p.match(new RegExp(`.{1,${letters}}`, "gu")) ?? [])) {
    const last = out.length - 1;
    if ((out[last] + piece).trimEnd().length <= letters) out[last] += piece;
    else out.push(piece);
  }
  const trimmed = out.map((one) => one.trim()).filter((one) => one !== "");
  if (trimmed.length <= lines) return trimmed;
  return [...trimmed.slice(0, lines - 1), `${(trimmed[lines - 1] ?? "").slice(0, letters - 1)}…`];
}

function tagOf(gate: Gate, room: number): { tag: string; tagWidth: number } {
  const word = gate.action === undefined ? "" : gate.action;
  const rule = gate.rule ?? "";
  const whole = `${rule} ${word}`.trim();
  const tag = whole.length * letter + 12 <= room ? whole : rule;
  return { tag, tagWidth: tag.length * letter + 10 };
}

function labelLines(message: Message, room: number): string[] {
  if (message.again !== undefined) return [message.name];
  const { source, destination } = packetEnds(message.leg.packet);
  const ends = `${source} → ${destination}`;
  if (message.name.length * boldLetter + (ends.length + 2) * labelLetter <= room) return [message.name, ends];
  if (ends.length * labelLetter <= room) return [message.name, "", ends];
  const letters = Math.max(8, Math.floor(room / labelLetter));
  return [message.name, "", ...wrapped(source, letters, 3), ...wrapped(`→ ${destination}`, letters, 3)];
}

const labelWidth = ([name = "", ...others]: string[]) =>
  Math.max(name.length * boldLetter + 8 + (others[0]?.length ?? 0) * labelLetter, ...others.slice(1).map((text) => text.length * labelLetter));

const labelHeight = (label: string[]) => Math.max(1, label.length - 1) * line;

/** Of a title: as it stands in the middle, or drawn back from the edge that it would cross. */
function titleAt(x: number, title: string[], bold: boolean, width: number): { titleX: number; anchor: "start" | "middle" | "end" } {
  const half = (Math.max(...title.map((text) => text.length), 0) * (bold ? endLetter : labelLetter)) / 2;
  if (x + half > width) return { titleX: width, anchor: "end" };
  if (x - half < 0) return { titleX: 0, anchor: "start" };
  return { titleX: x, anchor: "middle" };
}

function place(message: Message, y: number, x: (at: number) => number, [left, right]: [number, number], width: number, step: number): PlacedMessage {
  const again = message.again !== undefined;
  const label = labelLines(message, right - left - 2 * aside);
  const y1 = y + (again ? 4 : labelHeight(label) + 6);
  const x1 = x(message.from);
  const x2 = x(message.to);
  const fall = again ? 6 : slope;
  const span = Math.abs(x2 - x1) || 1;
  const y2 = y1 + fall;
  const gates = message.gates.map((gate): PlacedGate => {
    const gx = x(gate.column);
    const gy = y1 + fall * Math.min(1, Math.abs(gx - x1) / span);
    return { gate, x: gx, y: gy, ...(again ? { tag: "", tagWidth: 0 } : tagOf(gate, step - 4)) };
  });
  const notes = again ? [] : [...(message.end ? [message.end] : [])];
  const below = notes.flatMap((text) => wrapped(text, Math.floor((width - gutter) / letter), 3));
  const firstBelow = y2 + 40;
  const half = labelWidth(label) / 2;
  // Between the lines of client and server, if it can be.
  const between = 2 * (half + aside) <= right - left;
  const [first, last] = between ? [left + aside, right - aside] : [gutter, width];
  const middle = Math.max(first + half, Math.min(last - half, (x1 + x2) / 2));
  return {
    message, label, x1, y1, x2, y2, gates,
    anchor: "middle", labelX: middle, labelY: y + 11,
    below: below.map((text, i) => ({ text, y: firstBelow + i * line })),
  };
}

const heightOf = (placed: PlacedMessage) =>
  placed.message.again !== undefined
    ? 22
    : labelHeight(placed.label) + 6 + slope + 34 + placed.below.length * line;

export function ladderLayout(model: LadderModel, width: number): LadderLayout {
  const { columns } = model;
  const inner = width - gutter;
  const edge = Math.min(70, Math.max(24, inner / (2 * columns.length)));
  const scale = scalePoint(columns.map((_, i) => i), [gutter + edge, width - edge]);
  const step = columns.length > 1 ? scale.step() : inner;
  const at = (index: number) => {
    const i = Math.min(index, columns.length - 1);
    return Number.isInteger(i) ? (scale(i) ?? 0) : ((scale(Math.floor(i)) ?? 0) + (scale(Math.ceil(i)) ?? 0)) / 2;
  };
  const numbered = step < 62;
  const letters = Math.max(6, Math.floor((step - 8) / labelLetter));
  const endLetters = Math.max(6, Math.floor((edge + step / 2 - 6) / endLetter));
  const titles = columns.map((column, i) => {
    const end = column.kind === "client" || column.kind === "server";
    if (numbered && !end) return [String(i)];
    if (numbered) return [column.kind];
    return wrapped(column.title, end ? endLetters : letters, 3);
  });
  const top = 20 + Math.max(...titles.map((lines) => lines.length)) * line + 8;
  let y = top + 10;
  const messages = model.messages.map((message) => {
    const placed = place(message, y, at, [at(0), at(columns.length - 1)], width, step);
    y += heightOf(placed);
    return placed;
  });
  return {
    width, height: y + 44, numbered, top, bottom: y + 8, messages,
    columns: columns.map((column, i) => {
      const title = titles[i] ?? [];
      return { column, x: at(i), title, ...titleAt(at(i), title, column.kind === "client" || column.kind === "server", width) };
    }),
  };
}
