// SPDX-License-Identifier: Apache-2.0
// The engine's documents to learn with: docs/schema has them whole.
import type { Diagnostic, Question, Verdict } from "./documents";
import type { Source } from "./engine";

/** One row as the console shows it; the default deny is a row, too. */
export interface ShownRow {
  rule: string;
  type: string;
  protocol: string;
  ports: string;
  cidr: string;
  action: "allow" | "deny";
}

export interface ShownAcl {
  id: string;
  subnets: string[];
  inbound: ShownRow[];
  outbound: ShownRow[];
}

export interface PracticeOption {
  text: string;
  right: boolean;
  explanation: string;
  misconception?: string;
}

export interface PracticeQuestion {
  id: string;
  topic: string;
  topic_title: string;
  level: number;
  kind: string;
  setting: string;
  story: string;
  text: string;
  acls: ShownAcl[];
  ask?: { sources: Source[]; question: Question };
  options: PracticeOption[];
  answer: number;
  lesson: string;
}

export interface PracticeDocument {
  schema: "halfopen.practice/1";
  seed: number;
  topics: { id: string; title: string }[];
  questions: PracticeQuestion[];
}

export interface LabGoal {
  label: string;
  text: string;
  question: Question;
  expect: "works" | "denied";
  verdict: Verdict;
  reached: boolean;
  reason: string;
}

export interface BrokenLabDocument {
  schema: "halfopen.broken-lab/1";
  seed: number;
  setting: string;
  story: string;
  sources: Source[];
  acls: ShownAcl[];
  goals: LabGoal[];
  hints: string[];
}

export interface JudgeLabDocument {
  schema: "halfopen.judge-lab/1";
  seed: number;
  repaired: boolean;
  goals: LabGoal[];
  problems: string[];
  diagnostics: Diagnostic[];
}
