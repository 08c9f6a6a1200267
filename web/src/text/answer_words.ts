// SPDX-License-Identifier: Apache-2.0
import type { Connection, CrossingPlace, DeniedBy, LegWalk, Remedy, Stop, Walk } from "../engine/documents";
import { actionWords, directionWords, icmpName, placeName, ruleName } from "./ladder_words";

export const answerWords = {
  remedy: "Would mend it",
  shares: "Who gets an answer",
  sharesOfFilters: "Who would get an answer if there were a way: what the filters say",
  system: "Client system",
  ports: "Its ports",
  pass: "Ports that work",
  dead: "Hang",
  firstChoice: "of the ports it tries first",
  fates: "Several answers: choose the one to look at.",
  fatesHint: "Addresses that fare alike are one line.",
  walkOf: (port: number | undefined) => (port === undefined ? "Packet by packet" : `Packet by packet, from client port ${port}`),
  ruler: "Every client port",
  rulerOfFilters: "Every client port, if there were a way",
  fromPort: (port: number, verdict: string) => `From client port ${port} alone: ${verdict}.`,
  fix: "Ways to mend it",
  assumptions: (count: number) => (count === 1 ? "1 thing is assumed" : `${count} things are assumed`),
  nothingAssumed: "Nothing is assumed",
  refused: "No answer",
  ask: "Say who, to what, and which port.",
} as const;

const legWords = { request: "request", reply: "reply" };

function deniedText(leg: LegWalk["leg"], by: CrossingPlace & { rule?: string }): string {
  const star = by.rule === "*" ? " (no rule matched)" : "";
  const rule = by.rule === undefined ? "no rule of the group allows it" : `${ruleName(by.rule)} ${actionWords.deny}${star}`;
  return `The ${legWords[leg]} dies at ${placeName(by)}, ${directionWords[by.direction]}: ${rule}`;
}

function stopText(leg: LegWalk["leg"], stop: Stop): string {
  return `The ${legWords[leg]} ends: ${stop.text}`;
}

/** The port that a reply goes to: the client's, or that of what stands for the client. */
function portOfReply(walk: Walk, leg: LegWalk): string {
  const { destination, destination_port: port } = leg.packet;
  if (leg.leg !== "reply" || port === undefined) return "";
  const client = walk.legs.find((one) => one.leg === "request")?.packet.source;
  return client === undefined || client === destination ? `client port ${port}` : `port ${port} of ${destination}`;
}

/** Where the packet of a walk ends, and by which rule. */
function deathOfWalk(walk: Walk, every: boolean): string | undefined {
  for (const leg of walk.legs) {
    const crossing = leg.crossings.find(({ action }) => action === "deny");
    if (crossing) {
      const port = portOfReply(walk, leg);
      if (port === "") return deniedText(leg.leg, crossing);
      return every ? `No reply gets through. ${deniedText(leg.leg, crossing).replace("The reply", `The one to ${port}`)}`
        : `${deniedText(leg.leg, crossing)}, for instance the one to ${port}`;
    }
    const stop = leg.no_route ?? leg.not_modelled;
    if (stop) return stopText(leg.leg, stop);
  }
  return undefined;
}

/** The rule that nobody can read, and that may decide. */
function doubtOf(connection: Connection): string | undefined {
  const place = connection.request.crossings.find(({ action }) => action === "unknown");
  if (place === undefined) return undefined;
  const rule = ruleName(place.rule) || "a rule";
  return `Nobody knows what ${rule} of ${placeName(place)}, ${directionWords[place.direction]}, matches, and it may decide the request.`;
}

/** The one sentence that says why it does not work; undefined if it does. */
export function deathText(connection: Connection, walk: Walk | undefined): string | undefined {
  if (connection.verdict === "unknown") return connection.not_modelled ? `${connection.not_modelled.text}.` : doubtOf(connection);
  const request: DeniedBy | undefined = connection.request.denied_by;
  if (request) return `${deniedText("request", request)}.`;
  if (connection.no_route) return `There is no way: ${connection.no_route.text}.`;
  if (connection.not_modelled) return `${connection.not_modelled.text}.`;
  if (connection.reply?.denied_by) return `${deniedText("reply", connection.reply.denied_by)}.`;
  if (connection.verdict === "works") return undefined;
  const death = walk === undefined ? undefined : deathOfWalk(walk, connection.verdict === "half-open");
  return death === undefined ? undefined : `${death}.`;
}

/** "web-server outbound: 300 allow tcp 1024-65535 10.10.1.148/32". */
export function remedyText(remedy: Remedy): string {
  const what = [remedy.protocol, remedy.ports ?? (remedy.icmp ? icmpName(remedy.protocol, remedy.icmp) : "")];
  return [`${remedy.acl}, ${directionWords[remedy.direction]}:`, remedy.rule ?? "(a free number)", remedy.action, ...what, remedy.cidr]
    .filter((part) => part !== "").join(" ");
}
