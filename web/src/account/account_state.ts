// SPDX-License-Identifier: Apache-2.0
// What is chosen in the account view, as it stands in the URL's fragment. Links come from anybody:
// every member is checked, and what does not fit is left out.
import { unpackState } from "../state/route";

export type Show = "map" | "matrix";
export type Grouping = "vpc" | "equal";
export type Family = "ipv4" | "ipv6";

export interface AccountState {
  show: Show;
  /** A network ACL, subnet or gateway of the map. Empty: none. */
  thing: string;
  /** Ids of groups of the map that are opened or shut against the rule of their size. */
  turned: string[];
  port: string;
  client: string;
  family: Family;
  grouping: Grouping;
  rows: string;
  columns: string;
  /** Client and server end of the chosen cell. */
  cell: [string, string] | null;
}

export const firstState: AccountState = {
  show: "map",
  thing: "",
  turned: [],
  port: "443",
  client: "",
  family: "ipv4",
  grouping: "vpc",
  rows: "",
  columns: "",
  cell: null,
};

const longest = 256;

function text(value: unknown, otherwise: string): string {
  return typeof value === "string" && value.length <= longest ? value : otherwise;
}

function oneOf<Choice extends string>(value: unknown, choices: readonly Choice[]): Choice {
  return choices.find((choice) => choice === value) ?? (choices[0] as Choice);
}

function texts(value: unknown, most: number): string[] {
  if (!Array.isArray(value)) return [];
  return value.filter((one): one is string => typeof one === "string" && one.length <= longest)
    .slice(0, most);
}

/** The state of a fragment; the first state where it says nothing that can be used. */
export function readAccountState(packed: string): AccountState {
  const value = packed === "" ? null : unpackState(packed);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return firstState;
  const told = value as Record<string, unknown>;
  const cell = texts(told.cell, 2);
  return {
    show: oneOf(told.show, ["map", "matrix"]),
    thing: text(told.thing, ""),
    turned: texts(told.turned, 200),
    port: text(told.port, firstState.port),
    client: text(told.client, ""),
    family: oneOf(told.family, ["ipv4", "ipv6"]),
    grouping: oneOf(told.grouping, ["vpc", "equal"]),
    rows: text(told.rows, ""),
    columns: text(told.columns, ""),
    cell: cell.length === 2 ? [cell[0] as string, cell[1] as string] : null,
  };
}

/** The members that differ from the first state, so that links stay short. */
export function shortState(state: AccountState): Partial<AccountState> {
  const entries = Object.entries(state).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(firstState[key as keyof AccountState]),
  );
  return Object.fromEntries(entries);
}
