// SPDX-License-Identifier: Apache-2.0
// Which questions, or which lab: it stands in the URL's fragment, so that a link shares them.
import { packState, routeFragment, unpackState } from "./route";

export interface LearnChoice {
  seed: number;
  topic: string;
  /** 0: rising. */
  level: number;
}

const most = 999_999_999;

/** The choice that a fragment holds; the first questions if it holds none. Links come from anybody. */
export const learnChoice = (state: string): LearnChoice => readChoice(unpackState(state));

/** The choice that a value is; every member that does not fit is that of the first questions. */
export function readChoice(value: unknown): LearnChoice {
  const fields = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  const whole = (name: string, highest: number, otherwise: number) => {
    const number = fields[name];
    return typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= highest ? number : otherwise;
  };
  const topic = fields["topic"];
  return { seed: whole("seed", most, 1), topic: typeof topic === "string" && topic.length < 40 ? topic : "", level: whole("level", 5, 0) };
}

export function learnFragment(page: string, choice: LearnChoice): string {
  return routeFragment(["learn", page], packState(choice));
}

/** A seed that nobody chose. */
export function newSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]! % 1_000_000;
}
