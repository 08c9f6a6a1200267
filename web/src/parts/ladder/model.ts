// SPDX-License-Identifier: Apache-2.0
// A walk of the engine as columns and messages. Only order and place are worked out here: what
// passes and what dies is the engine's word.
import type { Action, CrossingWalk, Hop, LegWalk, Walk } from "../../engine/documents";
import { directionWords, icmpName, ladderWords, placeName } from "../../text/ladder_words";

export interface Column {
  key: string;
  title: string;
  kind: "client" | "server" | Hop["kind"];
}

export interface Gate {
  column: number;
  title: string;
  kind: Hop["kind"];
  action?: Action;
  rule?: string;
  crossing?: CrossingWalk;
  /** What a gateway does: "10.20.0.10 becomes 198.51.100.10". */
  text?: string;
}

export interface Message {
  key: string;
  name: string;
  leg: LegWalk;
  from: number;
  to: number;
  gates: Gate[];
  /** Routes on the way, in words. */
  routes: string[];
  fate: "arrives" | "dies" | "unknown";
  /** Why it ends where no gate is shut. */
  end?: string;
  /** Sent again, with the time since the first one; absent: the first time. */
  again?: string;
}

export interface LadderModel {
  columns: Column[];
  messages: Message[];
  /** How it ends for the client. */
  outcome: { text: string; good: boolean };
  note?: string;
}

const gateHops = (leg: LegWalk) => leg.hops.filter((hop) => hop.kind !== "route");
const hopKey = (segment: string, hop: Hop) => `${segment}\n${hop.kind}\n${hop.component}`;

/** Puts what only the second list has beside its neighbours of the first. */
function merged(first: string[], second: string[]): string[] {
  const all = [...first];
  let at = 0;
  for (const key of second) {
    const known = all.indexOf(key);
    if (known >= 0) at = known + 1;
    else all.splice(at++, 0, key);
  }
  return all;
}

function columnsOf(walk: Walk, legs: LegWalk[]): Column[] {
  const hops = new Map<string, Hop>();
  const segments = [...new Set(legs.map((leg) => leg.segment ?? ""))];
  const keys = segments.flatMap((segment) => {
    const of = (name: LegWalk["leg"]) =>
      legs.filter((leg) => leg.leg === name && (leg.segment ?? "") === segment).flatMap((leg) =>
        gateHops(leg).map((hop) => {
          const key = hopKey(segment, hop);
          if (!hops.has(key)) hops.set(key, hop);
          return key;
        }),
      );
    return merged(of("request"), of("reply").reverse());
  });
  const gates = keys.map((key): Column => {
    const hop = hops.get(key) as Hop;
    return { key, title: hop.component, kind: hop.kind };
  });
  return [
    { key: "client", title: walk.from, kind: "client" },
    ...gates,
    { key: "server", title: walk.to, kind: "server" },
  ];
}

/** The crossing of each hop that filters: both lists are in the order of travel. */
function gatesOf(leg: LegWalk, columns: Column[]): Gate[] {
  const crossings = [...leg.crossings];
  return gateHops(leg).map((hop): Gate => {
    const column = columns.findIndex((one) => one.key === hopKey(leg.segment ?? "", hop));
    const gate: Gate = { column, title: hop.component, kind: hop.kind };
    if (hop.text !== undefined) gate.text = hop.text;
    if (hop.kind === "gateway") return gate;
    const crossing = crossings.shift();
    gate.action = crossing?.action ?? hop.action ?? "unknown";
    if (crossing === undefined) return gate;
    const group = crossing.security_groups === undefined ? undefined
      : crossing.looked_at?.find((look) => look.matched)?.rule;
    const rule = crossing.rule ?? group;
    gate.crossing = crossing;
    gate.title = `${placeName(crossing)}, ${directionWords[crossing.direction]}`;
    if (rule !== undefined) gate.rule = rule;
    return gate;
  });
}

function messageName(walk: Walk, leg: LegWalk): string {
  if (leg.packet.icmp) return icmpName(leg.packet.protocol, leg.packet.icmp);
  const { tcp, udp, other } = ladderWords.names;
  const [request, reply] = walk.protocol === "tcp" ? tcp : walk.protocol === "udp" ? udp : other;
  return leg.leg === "request" ? request : reply;
}

/** Where a segment begins and ends: at the ends, or at the gateway that rewrites. */
function spanOf(leg: LegWalk, columns: Column[], segments: string[]): { near: number; far: number } {
  const last = columns.length - 1;
  const index = segments.indexOf(leg.segment ?? "");
  const lastOf = (segment: string) =>
    columns.reduce((at, column, i) => (column.key.startsWith(`${segment}\n`) ? i : at), 0);
  return {
    near: index <= 0 ? 0 : lastOf(segments[index - 1] as string),
    far: index === segments.length - 1 ? last : lastOf(segments[index] as string),
  };
}

function messageOf(walk: Walk, leg: LegWalk, columns: Column[], segments: string[]): Message {
  const { near, far } = spanOf(leg, columns, segments);
  const request = leg.leg === "request";
  const gates = gatesOf(leg, columns);
  const shut = gates.find((gate) => gate.action === "deny");
  const stop = leg.no_route ?? leg.not_modelled;
  const whole = request ? far : near;
  const beyond = (gates.at(-1)?.column ?? (request ? near : far)) + (request ? 0.5 : -0.5);
  const message: Message = {
    key: `${leg.leg} ${leg.segment ?? ""}`,
    name: messageName(walk, leg),
    leg,
    from: request ? near : far,
    to: shut ? shut.column : stop ? beyond : whole,
    gates,
    routes: leg.hops.filter((hop) => hop.kind === "route").map((hop) => `${hop.component}: ${hop.text ?? ""}`),
    fate: shut || leg.no_route ? "dies" : leg.outcome === "unknown" || stop ? "unknown" : "arrives",
  };
  if (stop && !shut) message.end = stop.text;
  return message;
}

const resent = (messages: Message[], time: string): Message[] =>
  messages.map((message) => ({ ...message, key: `${message.key} ${time}`, again: time }));

function outcomeOf(walk: Walk, messages: Message[]): LadderModel["outcome"] {
  if (messages.some(({ fate }) => fate === "dies")) {
    return { text: walk.protocol === "tcp" ? ladderWords.gaveUp : ladderWords.unanswered, good: false };
  }
  if (messages.some(({ fate }) => fate === "unknown")) return { text: ladderWords.nobodyKnows, good: false };
  if (walk.protocol === "tcp") return { text: ladderWords.established, good: true };
  const answered = messages.some(({ leg }) => leg.leg === "reply");
  return { text: answered ? ladderWords.answered : ladderWords.delivered, good: true };
}

/** Of several ways the one named `via`; legs without a name belong to all. */
export function ladderModel(walk: Walk, via: string | undefined): LadderModel {
  const legs = walk.legs.filter((leg) => leg.via === undefined || leg.via === via);
  const columns = columnsOf(walk, legs);
  const segments = [...new Set(legs.map((leg) => leg.segment ?? ""))];
  const first = legs.map((leg) => messageOf(walk, leg, columns, segments));
  const outcome = outcomeOf(walk, first);
  const dies = first.some(({ fate }) => fate === "dies");
  const model: LadderModel = { columns, messages: first, outcome };
  if (dies && walk.protocol === "tcp") {
    model.messages = [...first, ...["1 s", "3 s", "7 s"].flatMap((time) => resent(first, time))];
    model.note = ladderWords.forInstance;
  } else if (dies) {
    model.note = walk.protocol === "udp" ? ladderWords.udpWaits : ladderWords.pingWaits;
  } else if (outcome.good && walk.protocol === "tcp") {
    const requests = first.filter(({ leg }) => leg.leg === "request");
    model.messages = [...first, ...requests.map((m) => ({ ...m, key: `${m.key} ack`, name: ladderWords.ack }))];
  }
  return model;
}
