// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "preact/hooks";
import { type AskState, packAskState, readAskState } from "./ask_state";
import { type Route, routeFragment } from "./route";

export interface AskStateHandle {
  state: AskState | null;
  /** A step of typing: the address follows without a place in the history. */
  type(state: AskState): void;
  /** Something to go back from: an example, pasted rules, a fix. */
  go(state: AskState): void;
}

/** The last state of this visit: coming back without one finds it again. */
let last = "";

const quiet = 150; // milliseconds without a key before the address is written

/** The state of Ask, and the fragment that shares it. Back and a new link change the state. */
export function useAskState(route: Route): AskStateHandle {
  const [state, setState] = useState(() => readAskState(route.state || last));
  const written = useRef(route.state);
  const timer = useRef(0);
  useEffect(() => {
    if (route.state === written.current) return;
    clearTimeout(timer.current);
    written.current = route.state;
    setState(readAskState(route.state || last));
  }, [route]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const write = (next: AskState, push: boolean) => {
    written.current = packAskState(next);
    last = written.current;
    const address = routeFragment(["ask"], written.current);
    if (push) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  };
  return {
    state,
    type(next) {
      setState(next);
      clearTimeout(timer.current);
      timer.current = window.setTimeout(() => write(next, false), quiet);
    },
    go(next) {
      clearTimeout(timer.current);
      if (state !== null) write(state, false);
      write(next, true);
      setState(next);
    },
  };
}
