// SPDX-License-Identifier: Apache-2.0
import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** The width of an element in CSS pixels; follows it, also where another element takes its place.
 *  `guess` until it stands in the page. */
export function useWidth(element: RefObject<HTMLElement>, guess: number): number {
  const [width, setWidth] = useState(guess);
  const watched = useRef<{ at: HTMLElement; observer: ResizeObserver } | null>(null);
  useLayoutEffect(() => {
    const at = element.current;
    if (at === (watched.current?.at ?? null)) return;
    watched.current?.observer.disconnect();
    watched.current = null;
    if (at === null) return;
    const measure = () => setWidth(Math.max(240, Math.floor(at.clientWidth)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(at);
    watched.current = { at, observer };
  });
  useLayoutEffect(() => () => watched.current?.observer.disconnect(), []);
  return width;
}
