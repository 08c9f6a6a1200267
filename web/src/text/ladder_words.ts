// SPDX-License-Identifier: Apache-2.0
import type { Action, CrossingPlace, Direction, Icmp, PacketWords } from "../engine/documents";

export const ladderWords = {
  client: "client",
  hint: "Point at a gate, or move to it with Tab, to see why each rule matched or did not.",
  touch: "Tap a gate to see why each rule matched or did not.",
  noLegs: "Network ACLs do not filter this traffic: there is nothing to draw.",
  /** What a packet is called where it has no name of its own. */
  names: { tcp: ["SYN", "SYN-ACK"], udp: ["datagram", "answer"], other: ["packet", "reply"] },
  ack: "ACK",
  way: "Way",
  rule: "Rule",
  does: "Does",
  matches: "It matches",
  why: "This packet",
  star: "everything",
  starWhy: "no rule before it matched",
  notReached: (count: number) =>
    count === 1 ? "One later rule is not reached." : `${count} later rules are not reached.`,
  groupsSilent: "No rule of these groups matched: what no rule allows is denied.",
  noRules: "Its rules are not known.",
  showWhy: "show why",
  packet: (name: string, source: string, destination: string) => `${name} from ${source} to ${destination}`,
  established: "connected",
  answered: "answered",
  delivered: "arrives",
  gaveUp: "gives up: timed out",
  unanswered: "waits, and gives up",
  nobodyKnows: "nobody knows what happens here",
  forInstance:
    "A client that hears nothing sends its SYN again, for instance after 1, 3 and 7 seconds, and in the end gives up.",
  udpWaits: "UDP repeats nothing by itself: the program waits, and may ask again.",
  pingWaits: "The program that sent it waits for its own time-out.",
} as const;

export const fateWords = { arrives: "it arrives", dies: "it dies there", unknown: "nobody knows" };

export const directionWords: Record<Direction, string> = { ingress: "inbound", egress: "outbound" };

export const actionWords: Record<Action, string> = {
  allow: "allows",
  deny: "denies",
  unknown: "may allow or deny",
};

/** "web-server", "sg-app, sg-web", or the subnet where nothing else is known. */
export function placeName(place: CrossingPlace): string {
  return place.acl ?? place.security_groups?.join(", ") ?? place.subnet ?? "";
}

export const ruleName = (rule: string | undefined) => (rule === undefined ? "" : `rule ${rule}`);

export function addressWithPort(address: string, port: number | undefined): string {
  if (port === undefined) return address;
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

const icmpNames: Record<string, string> = {
  "icmp 8": "echo request",
  "icmp 0": "echo reply",
  "icmpv6 128": "echo request",
  "icmpv6 129": "echo reply",
};

export function icmpName(protocol: string, icmp: Icmp): string {
  return icmpNames[`${protocol} ${icmp.type}`] ?? `${protocol} type ${icmp.type} code ${icmp.code}`;
}

export const packetEnds = (packet: PacketWords) => ({
  source: addressWithPort(packet.source, packet.source_port),
  destination: addressWithPort(packet.destination, packet.destination_port),
});
