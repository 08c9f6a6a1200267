// SPDX-License-Identifier: Apache-2.0
import { type Route, packState, routeFragment } from "./route";

/** Puts the state into the address without a new entry in the history; the view follows it. */
export function replaceState(route: Route, state: object): void {
  const packed = Object.keys(state).length === 0 ? "" : packState(state);
  location.replace(routeFragment(route.path, packed));
}
