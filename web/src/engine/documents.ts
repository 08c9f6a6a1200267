// SPDX-License-Identifier: Apache-2.0
// The engine's JSON documents, as far as the page shows them. docs/schema has them whole.

export type Verdict = "works" | "partial" | "half-open" | "denied" | "no-route" | "unknown";
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

/** Where a leg is judged: a network ACL at a subnet's edge, or security groups. */
export interface CrossingPlace {
  subnet?: string;
  acl?: string;
  security_groups?: string[];
  direction: Direction;
}

export interface RequestCrossing extends CrossingPlace {
  rule?: string;
  action: Action;
}

export interface ReplyCrossing extends CrossingPlace {
  decisions?: PortDecision[];
  /** In place of decisions, where the reply is one packet (ICMP). */
  rule?: string;
  action?: Action;
}

export interface DeniedBy extends CrossingPlace {
  rule?: string;
  place?: string;
}

export interface ProfileShare {
  name: string;
  range: string;
  open: number;
  total: number;
  /** Ports whose fate is unknown. */
  unknown?: number;
  /** Linux over TCP: the ports that connect() tries first, where they fare otherwise. */
  first_choice?: { open: number; total: number };
}

/** Why there is no way, or no answer. */
export interface Stop {
  code: string;
  text: string;
  decided_by?: string;
}

export interface Icmp {
  type: number;
  code: number;
}

export interface Remedy {
  acl: string;
  direction: Direction;
  rule?: string;
  protocol: string;
  ports?: string;
  icmp?: Icmp;
  cidr: string;
  action: Action;
}

export interface RequestLeg {
  /** Absent if nobody knows. */
  allowed?: boolean;
  denied_by?: DeniedBy;
  crossings: RequestCrossing[];
}

export interface ReplyLeg {
  open_client_ports?: string;
  unknown_client_ports?: string;
  /** ICMP: the one reply. */
  allowed?: boolean;
  denied_by?: DeniedBy;
  crossings: ReplyCrossing[];
}

/** A part of the way with addresses and a client port of its own; or one of several ways. */
export interface Segment {
  name?: string;
  via?: string;
  from: string;
  to: string;
  protocol: string;
  server_port?: number;
  verdict: Verdict;
  request: RequestLeg;
  reply?: ReplyLeg;
  profiles?: ProfileShare[];
  no_route?: Stop;
  not_modelled?: Stop;
}

export interface Connection {
  from: string;
  from_set?: string;
  from_subnet?: string;
  to: string;
  to_set?: string;
  to_subnet?: string;
  protocol: string;
  server_port?: number;
  icmp?: Icmp;
  verdict: Verdict;
  request: RequestLeg;
  reply?: ReplyLeg;
  profiles?: ProfileShare[];
  remedy?: Remedy[];
  no_route?: Stop;
  not_modelled?: Stop;
  segments?: Segment[];
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

export interface CrossingWalk extends CrossingPlace {
  remote: string;
  action: Action;
  rule?: string;
  looked_at?: RuleLook[];
  not_reached?: number;
}

export interface PacketWords {
  source: string;
  destination: string;
  protocol: string;
  source_port?: number;
  destination_port?: number;
  icmp?: Icmp;
}

export interface Hop {
  kind: "security_groups" | "network_acl" | "route" | "gateway";
  component: string;
  direction?: Direction;
  action?: Action;
  source: string;
  destination: string;
  text?: string;
  place?: string;
}

export interface LegWalk {
  leg: "request" | "reply";
  packet: PacketWords;
  outcome: Action;
  crossings: CrossingWalk[];
  hops: Hop[];
  segment?: string;
  via?: string;
  no_route?: Stop;
  not_modelled?: Stop;
}

export interface Walk {
  from: string;
  from_set?: string;
  from_subnet?: string;
  to: string;
  to_set?: string;
  to_subnet?: string;
  protocol: string;
  server_port?: number;
  icmp?: Icmp;
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

export interface Edit {
  kind: "add" | "change";
  acl: string;
  direction: Direction;
  rule: number;
  action: "allow" | "deny";
  protocol: string;
  ports?: string;
  icmp?: Icmp;
  cidr: string;
  text: string;
}

/** Connections that fare otherwise after an edit. */
export interface Change {
  text: string;
  family: string;
  protocol: string;
  services?: string[];
}

export interface QuotaUse {
  acl: string;
  direction: Direction;
  family: string;
  used: number;
  limit: number;
  hard_limit: number;
  within: boolean;
}

export interface FixOption {
  title: string;
  note?: string;
  edits: Edit[];
  opens: Change[];
  breaks: Change[];
  quota: QuotaUse[];
  aws_cli: string;
  terraform: string;
  cloudformation: string;
}

export interface FixDocument {
  schema: "halfopen.fix/1";
  before: { from: string; to: string; service: string; verdict: Verdict }[];
  options: FixOption[];
  refused: string[];
  diagnostics: Diagnostic[];
}

/** What is asked: who reaches whom, on which service, as which client systems. */
export interface Question {
  from: string;
  to: string;
  port: string;
  clients: string[];
  client_port?: number;
  /** Only addresses of this family; absent: both. */
  family?: "ipv4" | "ipv6";
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

/** Where the routes of a table go: gateways of the overview. */
export interface RouteTableOverview {
  id: string;
  name: string;
  vpc: string;
  targets: string[];
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
  gateways: { id: string; name: string; kind: string; vpc: string; subnet: string; vpcs?: string[] }[];
  /** Absent in older answers. */
  route_tables?: RouteTableOverview[];
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
    question: Question;
  }[];
}
