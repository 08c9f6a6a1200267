// SPDX-License-Identifier: Apache-2.0
// How far the reader has come: kept while the page lives, and over a reload where the browser lets it.
// What is read again was written by an older page, perhaps: whoever reads it checks its shape.
import { useState } from "preact/hooks";

const memory = new Map<string, string>();

/** Pages of one host, and files, share a store. */
const stored = (key: string) => `halfopen ${location.pathname} ${key}`;

export function keep(key: string, value: unknown): void {
  const text = JSON.stringify(value);
  memory.set(key, text);
  try {
    sessionStorage.setItem(stored(key), text);
  } catch {
    // Forbidden or full: it is kept while the page lives.
  }
}

export function kept(key: string): unknown {
  try {
    const text = memory.get(key) ?? sessionStorage.getItem(stored(key));
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** Forgets everything whose key begins so. */
export function forget(prefix: string): void {
  for (const key of [...memory.keys()].filter((one) => one.startsWith(prefix))) memory.delete(key);
  try {
    for (const key of Object.keys(sessionStorage).filter((one) => one.startsWith(stored(prefix)))) sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept there.
  }
}

/** A state that is found again. `read` takes what `pack` made, and gives null for what it cannot use. */
export function useKept<Value>(
  key: string, read: (value: unknown) => Value | null, first: () => Value, pack: (value: Value) => unknown = (value) => value,
): [Value, (value: Value) => void] {
  const load = () => ({ key, value: read(kept(key)) ?? first() });
  const [held, setHeld] = useState(load);
  const now = held.key === key ? held : load();
  if (now !== held) setHeld(now);
  return [now.value, (value) => {
    keep(key, pack(value));
    setHeld({ key, value });
  }];
}

export const readText = (value: unknown): string | null => (typeof value === "string" && value.length < 100 ? value : null);
export const readTrue = (value: unknown): boolean | null => (value === true ? true : null);

/** A whole number from 0 to `most`. */
export const readCount = (most: number) => (value: unknown): number | null =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most ? value : null;
