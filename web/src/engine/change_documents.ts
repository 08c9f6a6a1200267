// SPDX-License-Identifier: Apache-2.0
// The documents of `diff` and `plan-apply`, and the changes to begin with. docs/schema has them whole.
import type { Action, Diagnostic, Direction, Icmp, Verdict } from "./documents";
import type { Source } from "./engine";

export interface Witness {
  from: string;
  to: string;
  protocol: string;
  client_port?: number;
  server_port?: number;
  icmp?: Icmp;
  before: Verdict;
  after: Verdict;
  denied_before?: string;
  denied_after?: string;
  from_place?: string;
  to_place?: string;
}

export interface DiffCause {
  leg: "request" | "reply";
  text: string;
}

export interface DiffChange {
  text: string;
  family: string;
  protocol: string;
  messages?: string;
  server_ports?: string;
  client_ports?: string;
  services?: string[];
  cuts?: "established" | "new-only";
  cuts_text?: string;
  witness: Witness;
  causes?: DiffCause[];
  more_causes?: true;
  fingerprint?: string;
  severity?: string;
  allowed?: string;
}

export const changeKinds = ["lost", "half_open", "gained", "healed", "closed", "unknown"] as const;
export type ChangeKind = (typeof changeKinds)[number];

export interface DiffDocument extends Record<ChangeKind, DiffChange[]> {
  schema: "halfopen.diff/1";
  summary: string;
  same_behaviour: boolean;
  not_compared: string[];
  diagnostics_before: Diagnostic[];
  diagnostics_after: Diagnostic[];
}

export interface PlannedEntry {
  action: Action;
  protocol: string;
  ports?: { from: number; to: number };
  icmp?: Icmp;
  cidr: string;
}

export interface PlannedQuota {
  direction: Direction;
  family: string;
  used: number;
  limit: number;
}

export interface PlannedStep {
  step: number;
  acl: string;
  call: string;
  direction?: Direction;
  rule?: number;
  entry?: PlannedEntry;
  replaced?: PlannedEntry;
  temporary?: boolean;
  vpc?: string;
  subnet?: string;
  /** The call as a command of the AWS CLI. */
  command?: string;
  state: { safe: boolean; breaks: boolean; opens: boolean; packets?: boolean; quota?: PlannedQuota[] };
}

export interface PlannedAcl {
  acl: string;
  way: "nothing" | "in-place" | "swap";
  safe: boolean;
  text: string;
  calls: number;
  naive?: { steps: number; breaking_steps: number; opening_steps: number; text: string };
  proof?: string;
  subnets: string[];
  notes: string[];
}

export interface PlanDocument {
  schema: "halfopen.plan-apply/1";
  safe: boolean;
  acls: PlannedAcl[];
  steps: PlannedStep[];
  violations: { step: number; acl: string; kind: "broken" | "opened"; text: string }[];
  notes: string[];
}

/** A change to begin with. */
export interface ChangeExample {
  id: string;
  title: string;
  before: Source[];
  after: Source[];
}

export interface AccountExample {
  id: string;
  title: string;
  sources: Source[];
}

/** The part of `examples` that the account and change views use. */
export interface SideExamplesDocument {
  changes: ChangeExample[];
  accounts: AccountExample[];
}
