// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";

/** True once a condition has held for so many milliseconds; false as soon as it does not. */
export function useLasting(condition: boolean, milliseconds: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!condition) {
      setLasting(false);
      return;
    }
    const timer = setTimeout(() => setLasting(true), milliseconds);
    return () => clearTimeout(timer);
  }, [condition, milliseconds]);
  return condition && lasting;
}
