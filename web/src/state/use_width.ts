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
    // Called before the next frame is painted; asking for the width here would lay out the page at once.
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.max(240, Math.floor(entry.contentRect.width)));
    });
    observer.observe(at);
    watched.current = { at, observer };
  });
  useLayoutEffect(() => () => watched.current?.observer.disconnect(), []);
  return width;
}
