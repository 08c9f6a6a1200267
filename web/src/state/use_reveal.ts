// SPDX-License-Identifier: Apache-2.0
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Scrolls to what opens as the last part of `whole` when `key` changes, unless it stands beside the part before it. */
export function useReveal(whole: RefObject<HTMLElement>, key: string): void {
  const before = useRef(key);
  useEffect(() => {
    if (before.current === key) return;
    before.current = key;
    const [pane, beside] = [whole.current?.lastElementChild, whole.current?.firstElementChild];
    if (key === "" || !pane || !beside || pane === beside) return;
    const below = pane.getBoundingClientRect().top >= beside.getBoundingClientRect().bottom;
    const smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (below) pane.scrollIntoView({ block: "start", behavior: smooth ? "smooth" : "auto" });
  }, [key]);
}
