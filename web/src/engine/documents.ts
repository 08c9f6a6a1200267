// SPDX-License-Identifier: Apache-2.0
// The engine's JSON documents, as far as the page shows them. docs/schema has them whole.

export type Verdict = "works" | "partial" | "half-open" | "denied" | "unknown";
export type Action = "allow" | "deny" | "unknown";
export type Direction = "ingress" | "egress";

export interface Assumption {
  code: string;
  text: string;
}

export interface Diagnostic {
  code?: string;
  severity: string;
  text: string;
  place?: string;
  hint?: string;
}

/** Which rule decides which client ports at one crossing. `client_ports`: "0-21,23-65535". */
export interface PortDecision {
  client_ports: string;
  rule: string;
  action: Action;
}

export interface RequestCrossing {
  acl: string;
  direction: Direction;
  rule: string;
  action: Action;
}

export interface ReplyCrossing {
  acl: string;
  direction: Direction;
  decisions: PortDecision[];
}

export interface ProfileShare {
  name: string;
  range: string;
  open: number;
  total: number;
}

export interface Remedy {
  acl: string;
  direction: Direction;
  rule: string;
  protocol: string;
  ports: string;
  cidr: string;
  action: Action;
}

export interface Connection {
  from: string;
  from_set?: string;
  to: string;
  to_set?: string;
  protocol: string;
  server_port?: number;
  verdict: Verdict;
  request: { allowed: boolean; crossings: RequestCrossing[] };
  reply?: { open_client_ports?: string; crossings: ReplyCrossing[] };
  profiles?: ProfileShare[];
  remedy?: Remedy[];
  assumptions: Assumption[];
}

export interface CheckDocument {
  schema: "halfopen.check/1";
  connections: Connection[];
  diagnostics: Diagnostic[];
}

export interface RuleLook {
  rule: string;
  action: Action;
  matches: string;
  matched: boolean;
  why: string;
  place?: string;
}

export interface CrossingWalk {
  acl: string;
  direction: Direction;
  remote: string;
  action: Action;
  rule: string;
  looked_at: RuleLook[];
  not_reached: number;
}

export interface PacketWords {
  source: string;
  destination: string;
  protocol: string;
  source_port?: number;
  destination_port?: number;
  icmp?: { type: number; code: number };
}

export interface Hop {
  kind: string;
  component: string;
  direction?: Direction;
  action?: Action;
  source?: string;
  destination?: string;
  note?: string;
}

export interface LegWalk {
  leg: "request" | "reply";
  packet: PacketWords;
  outcome: Action;
  crossings: CrossingWalk[];
  hops: Hop[];
}

export interface Walk {
  from: string;
  to: string;
  protocol: string;
  server_port?: number;
  client_port?: number;
  client_port_reason?: string;
  verdict: Verdict;
  legs: LegWalk[];
  assumptions: Assumption[];
}

export interface ExplainDocument {
  schema: "halfopen.explain/1";
  walks: Walk[];
  diagnostics: Diagnostic[];
}

/** One rule as the engine read it. */
export interface RuleRow {
  rule: string;
  action: Action;
  protocol: string;
  ports: string;
  cidr: string;
  text: string;
  place?: string;
}

export interface AclOverview {
  id: string;
  name: string;
  vpc: string;
  is_default: boolean;
  subnets: string[];
  inbound: RuleRow[];
  outbound: RuleRow[];
  quota: { direction: Direction; family: string; entries: number; limit: number }[];
}

export interface ProfileOverview {
  name: string;
  range: string;
  first: number;
  last: number;
  total: number;
}

export interface OverviewDocument {
  schema: "halfopen.overview/1";
  loaded: boolean;
  sources: { name: string }[];
  profiles: ProfileOverview[];
  vpcs: { id: string; name: string; cidrs: string[] }[];
  subnets: {
    id: string;
    name: string;
    vpc: string;
    zone: string;
    cidrs: string[];
    acl: string;
    route_table: string;
  }[];
  gateways: { id: string; name: string; kind: string; vpc: string; subnet: string }[];
  acls: AclOverview[];
  ends: string[];
  diagnostics: Diagnostic[];
}

export interface ExamplesDocument {
  schema: "halfopen.examples/1";
  examples: {
    id: string;
    title: string;
    name: string;
    text: string;
    question: { from: string; to: string; port: string; clients: string[]; client_port?: number };
  }[];
}
