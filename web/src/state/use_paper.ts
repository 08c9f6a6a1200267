// SPDX-License-Identifier: Apache-2.0
import { useEffect } from "preact/hooks";

/** On paper nothing can be opened: drawers are printed open, and are as they were afterwards. */
export function useOpenOnPaper(): void {
  useEffect(() => {
    const paper = matchMedia("print");
    let opened: HTMLDetailsElement[] = [];
    const follow = () => {
      for (const drawer of opened) drawer.open = false;
      opened = paper.matches ? [...document.querySelectorAll<HTMLDetailsElement>("details.drawer:not([open])")] : [];
      for (const drawer of opened) drawer.open = true;
    };
    paper.addEventListener("change", follow);
    return () => paper.removeEventListener("change", follow);
  }, []);
}
