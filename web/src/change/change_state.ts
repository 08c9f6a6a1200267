// SPDX-License-Identifier: Apache-2.0
// The two sides of a change. They stand in the URL's fragment as long as they are short; longer ones
// are kept while the page lives. Links come from anybody: every member is checked.
import type { Source } from "../engine/engine";
import { packState, unpackState } from "../state/route";

export interface ChangeState {
  /** Id of an example; empty: the sides are told. */
  example: string;
  /** What was before is the loaded account. */
  loaded: boolean;
  before: Source[];
  after: Source[];
}

export const noChange: ChangeState = { example: "", loaded: false, before: [], after: [] };

const longestLink = 24_000;
const mostSources = 20;

function readSources(value: unknown): Source[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter((one: unknown): one is Source => {
      if (typeof one !== "object" || one === null) return false;
      const { name, text } = one as Record<string, unknown>;
      return typeof name === "string" && name.length <= 256 && typeof text === "string";
    })
    .slice(0, mostSources)
    .map(({ name, text }) => ({ name, text }));
}

/** The state of a fragment; null where it says nothing that can be used. */
export function readChangeState(packed: string): ChangeState | null {
  const value = packed === "" ? null : unpackState(packed);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const told = value as Record<string, unknown>;
  return {
    example: typeof told["example"] === "string" && told["example"].length <= 64 ? told["example"] : "",
    loaded: told["loaded"] === true,
    before: readSources(told["before"]),
    after: readSources(told["after"]),
  };
}

/** What the fragment says of a state: all of it, or nothing if it would be too long. */
export function changeLink(state: ChangeState): object {
  if (state.example !== "") return { example: state.example };
  const { loaded, before, after } = state;
  const all = { ...(loaded ? { loaded } : { before }), after };
  return packState(all).length <= longestLink ? all : {};
}
