// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "preact/hooks";
import { type AskState, packAskState, readAskState } from "./ask_state";
import { forget, keep, kept } from "./kept";
import { type Route, routeFragment } from "./route";

export interface AskStateHandle {
  state: AskState | null;
  /** Another number whenever the state came from elsewhere than typing: a link, Back, an example. */
  visit: number;
  /** A step of typing: the address follows without a place in the history. */
  type(state: AskState): void;
  /** Something to go back from: an example, pasted rules, a fix. */
  go(state: AskState): void;
  /** The address of what is shown at this moment. */
  link(): string;
}

/** The last state of this visit, read or written: coming back without one finds it again. */
let last = "";

const quiet = 150; // milliseconds without a key before the address is written

const addressOf = (packed: string) => routeFragment(["ask"], packed);

/** A reload takes the address of before: what was typed after it was written is kept beside it. */
const unwritten = "ask/unwritten";

function taken(route: Route): AskState | null {
  const found = kept(unwritten);
  const [address, packed] = Array.isArray(found) ? (found as unknown[]) : [];
  forget(unwritten);
  const late = address === route.state && typeof packed === "string" ? readAskState(packed) : null;
  return late ?? readAskState(route.state || last);
}

/** The state of Ask, and the fragment that shares it. Back and a new link change the state. */
export function useAskState(route: Route): AskStateHandle {
  const [state, setState] = useState(() => taken(route));
  const [visit, setVisit] = useState(0);
  // What is shown now, also before the next frame.
  const shown = useRef(state);
  const written = useRef(route.state);
  const timer = useRef(0);

  const show = (next: AskState | null) => {
    shown.current = next;
    setState(next);
  };
  const arrive = (next: AskState | null) => {
    show(next);
    setVisit((before) => before + 1);
  };
  const rest = () => {
    clearTimeout(timer.current);
    timer.current = 0;
  };
  const write = (next: AskState, push: boolean) => {
    rest();
    last = packAskState(next);
    written.current = last;
    if (push) history.pushState(null, "", addressOf(last));
    else history.replaceState(null, "", addressOf(last));
  };

  useEffect(() => {
    if (route.state !== "" && route.state !== written.current) {
      rest();
      written.current = route.state;
      arrive(readAskState(route.state));
    }
    // The address carries what is shown, also where the state was found elsewhere.
    if (shown.current !== null) write(shown.current, false);
  }, [route]);

  useEffect(() => {
    // Before a link is followed, what was just typed is in the address.
    const flush = () => {
      if (timer.current !== 0 && shown.current !== null) write(shown.current, false);
    };
    const leave = () => {
      if (timer.current !== 0 && shown.current !== null) keep(unwritten, [written.current, packAskState(shown.current)]);
    };
    addEventListener("click", flush, true);
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("click", flush, true);
      removeEventListener("pagehide", leave);
      // The address is that of another view by now.
      if (timer.current !== 0 && shown.current !== null) last = packAskState(shown.current);
      rest();
    };
  }, []);

  return {
    state,
    visit,
    type(next) {
      show(next);
      rest();
      timer.current = window.setTimeout(() => write(next, false), quiet);
    },
    go(next) {
      if (shown.current !== null) write(shown.current, false);
      write(next, true);
      arrive(next);
    },
    link() {
      if (shown.current !== null) write(shown.current, false);
      return location.href;
    },
  };
}
