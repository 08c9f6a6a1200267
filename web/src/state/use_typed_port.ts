// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "preact/hooks";

const isPort = (text: string) => /^\d{1,5}$/.test(text) && Number(text) <= 65535;

export interface TypedPort {
  /** As it was typed. */
  text: string;
  /** It is neither empty nor a port: no port is asked about meanwhile. */
  wrong: boolean;
  type(text: string): void;
}

/** The text of a field for one port. What is typed stays as it is; a port that is chosen elsewhere replaces it. */
export function useTypedPort(port: number | null, onPort: (port: number | null) => void): TypedPort {
  const [text, setText] = useState(port === null ? "" : String(port));
  // What was told and has not come back yet: where answers are slow, it comes back when the text is longer.
  const told = useRef<(number | null)[]>([]);
  useEffect(() => {
    const echo = told.current.indexOf(port);
    told.current = echo < 0 ? [] : told.current.slice(echo + 1);
    if (echo < 0) setText((before) => (port === null ? (isPort(before.trim()) ? "" : before) : String(port)));
  }, [port]);
  const type = (typed: string) => {
    setText(typed);
    const next = isPort(typed.trim()) ? Number(typed) : null;
    const before = told.current.length > 0 ? told.current.at(-1) : port;
    if (next !== before) told.current.push(next);
    onPort(next);
  };
  return { text, wrong: text.trim() !== "" && !isPort(text.trim()), type };
}
