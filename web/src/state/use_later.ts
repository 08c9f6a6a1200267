// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";

/** The value, once it has not changed for so many milliseconds. For what need not follow each key. */
export function useLater<Value>(value: Value, milliseconds: number): Value {
  const [later, setLater] = useState(value);
  const key = JSON.stringify(value) ?? "";
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), milliseconds);
    return () => clearTimeout(timer);
  }, [key, milliseconds]);
  return later;
}
