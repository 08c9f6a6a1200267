// SPDX-License-Identifier: Apache-2.0
import type { Connection, CrossingPlace, DeniedBy, LegWalk, Remedy, Stop, Walk } from "../engine/documents";
import { actionWords, directionWords, icmpName, placeName, ruleName } from "./ladder_words";

export const answerWords = {
  remedy: "Would mend it",
  shares: "Who gets an answer",
  system: "Client system",
  ports: "Its ports",
  pass: "Ports that work",
  dead: "Hang",
  firstChoice: "of the ports it tries first",
  fates: "Several answers: choose the one to look at.",
  fatesHint: "Addresses that fare alike are one line.",
  walkOf: (port: number | undefined) => (port === undefined ? "Packet by packet" : `Packet by packet, from client port ${port}`),
  ruler: "Every client port",
  fix: "Ways to mend it",
  assumptions: (count: number) => (count === 1 ? "1 thing is assumed" : `${count} things are assumed`),
  nothingAssumed: "Nothing is assumed",
  refused: "No answer",
  ask: "Say who, to what, and which port.",
} as const;

const legWords = { request: "request", reply: "reply" };

function deniedText(leg: LegWalk["leg"], by: CrossingPlace & { rule?: string }): string {
  const star = by.rule === "*" ? " (no rule matched)" : "";
  return `The ${legWords[leg]} dies at ${placeName(by)}, ${directionWords[by.direction]}: ${ruleName(by.rule) || "no rule of the group"} ${actionWords.deny}${star}`;
}

function stopText(leg: LegWalk["leg"], stop: Stop): string {
  return `The ${legWords[leg]} ends: ${stop.text}`;
}

/** Where the packet of a walk ends, and by which rule. */
function deathOfWalk(walk: Walk): string | undefined {
  for (const leg of walk.legs) {
    const crossing = leg.crossings.find(({ action }) => action === "deny");
    if (crossing) {
      const port = leg.leg === "reply" && leg.packet.destination_port !== undefined
        ? ` to client port ${leg.packet.destination_port}` : "";
      return `${deniedText(leg.leg, crossing)}${port === "" ? "" : `, for instance the one${port}`}`;
    }
    const stop = leg.no_route ?? leg.not_modelled;
    if (stop) return stopText(leg.leg, stop);
  }
  return undefined;
}

/** The one sentence that says why it does not work; undefined if it does. */
export function deathText(connection: Connection, walk: Walk | undefined): string | undefined {
  const request: DeniedBy | undefined = connection.request.denied_by;
  if (request) return `${deniedText("request", request)}.`;
  if (connection.no_route) return `There is no way: ${connection.no_route.text}.`;
  if (connection.not_modelled) return `${connection.not_modelled.text}.`;
  if (connection.reply?.denied_by) return `${deniedText("reply", connection.reply.denied_by)}.`;
  if (connection.verdict === "works") return undefined;
  const death = walk === undefined ? undefined : deathOfWalk(walk);
  return death === undefined ? undefined : `${death}.`;
}

/** "web-server outbound: 300 allow tcp 1024-65535 10.10.1.148/32". */
export function remedyText(remedy: Remedy): string {
  const what = [remedy.protocol, remedy.ports ?? (remedy.icmp ? icmpName(remedy.protocol, remedy.icmp) : "")];
  return [`${remedy.acl}, ${directionWords[remedy.direction]}:`, remedy.rule ?? "(a free number)", remedy.action, ...what, remedy.cidr]
    .filter((part) => part !== "").join(" ");
}
