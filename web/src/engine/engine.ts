// SPDX-License-Identifier: Apache-2.0
// The only way from the page to an answer. The page computes no verdict of its own.

import type { Diagnostic } from "./documents";

export type Body = Record<string, unknown>;

/** A text that the engine reads: a rule table, an AWS export, a template, a plan. */
export interface Source {
  name: string;
  text: string;
}

/** What the engine refused, in its own words. */
export class Refusal extends Error {
  readonly mend: string;
  /** What the engine says of the inputs that it could not read. */
  readonly diagnostics: readonly Diagnostic[];
  constructor(what: string, mend: string, diagnostics: readonly Diagnostic[] = []) {
    super(what);
    this.mend = mend;
    this.diagnostics = diagnostics;
  }
}

export interface Engine {
  /** The JSON document of a verb. Rejects with a Refusal if the engine cannot answer. */
  ask<Answer>(verb: string, body: Body): Promise<Answer>;
  /** The same document without waiting; undefined if it has to be asked for. Throws a Refusal. */
  askNow<Answer>(verb: string, body: Body): Answer | undefined;
}

const mostTableBytes = 65536;

/** Rule tables alone, small ones: answered within a few milliseconds, wherever the engine runs. */
export function asksTables(body: Body): boolean {
  const sources = body["sources"] as Source[] | undefined;
  if (sources === undefined || sources.length === 0) return false;
  const bytes = sources.reduce((sum, { text }) => sum + text.length, 0);
  return bytes <= mostTableBytes && sources.every(({ name }) => name.endsWith(".txt"));
}

/** Turns the engine's error document into a Refusal. */
export function refusalOf(document: unknown): Refusal {
  if (typeof document === "object" && document !== null && "error" in document) {
    const { error, diagnostics } = document as { error: { what?: unknown; mend?: unknown }; diagnostics?: Diagnostic[] };
    return new Refusal(String(error.what ?? ""), String(error.mend ?? ""), diagnostics);
  }
  return new Refusal("the engine gave no answer that can be read", "");
}
