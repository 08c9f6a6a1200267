// SPDX-License-Identifier: Apache-2.0
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

const controls = "input, textarea, select, button:not(:disabled)";

function cellsOf(body: HTMLElement | null, index: number): HTMLElement[] {
  const row = body?.querySelectorAll<HTMLElement>("tr.rule")[index];
  return [...(row?.querySelectorAll<HTMLElement>("td") ?? [])];
}

/** Where in a row the focus is: its cell, and which control of it. */
function placeOf(body: HTMLElement | null, index: number): { cell: number; control: number } | null {
  const at = document.activeElement;
  const cells = cellsOf(body, index);
  const cell = cells.findIndex((one) => one.contains(at));
  if (cell < 0) return null;
  return { cell, control: [...(cells[cell]?.querySelectorAll("input, textarea, select, button") ?? [])].findIndex((one) => one === at) };
}

export interface RowFocus {
  /** The focus goes with a row to another place. */
  follow(from: number, to: number): void;
  /** It goes to the first cell of a row that is to be filled in. */
  fill(index: number): void;
  /** A row goes: it stays in the list. `last`: the row that stands last then; below 0: none. */
  leave(index: number, last: number): void;
}

/** Keeps the focus on what the reader works at, while the rows of a table change places. */
export function useRowFocus(body: RefObject<HTMLElement>, otherwise: RefObject<HTMLElement>): RowFocus {
  const next = useRef<(() => HTMLElement | null | undefined) | null>(null);
  useLayoutEffect(() => {
    const find = next.current;
    next.current = null;
    find?.()?.focus();
  });
  return {
    follow(from, to) {
      const place = placeOf(body.current, from);
      if (place === null) return;
      next.current = () => {
        const cell = cellsOf(body.current, to)[place.cell];
        const same = [...(cell?.querySelectorAll<HTMLInputElement | HTMLTextAreaElement | HTMLButtonElement>("input, textarea, select, button") ?? [])][place.control];
        return same !== undefined && !same.disabled ? same : cell?.querySelector<HTMLElement>(controls);
      };
    },
    fill(index) {
      next.current = () => {
        const inputs = cellsOf(body.current, index).flatMap((cell) => [...cell.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea")]);
        return inputs.find(({ value }) => value === "") ?? inputs[0];
      };
    },
    leave(index, last) {
      next.current = () =>
        cellsOf(body.current, Math.min(index, last)).at(-1)?.querySelector<HTMLElement>("button:last-child") ?? otherwise.current;
    },
  };
}
