// SPDX-License-Identifier: Apache-2.0
import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** The width of an element in CSS pixels; follows it. `guess` until it stands in the page. */
export function useWidth(element: RefObject<HTMLElement>, guess: number): number {
  const [width, setWidth] = useState(guess);
  useLayoutEffect(() => {
    const at = element.current;
    if (at === null) return;
    const measure = () => setWidth(Math.max(240, Math.floor(at.clientWidth)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(at);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
