// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";

/** The value of the frame before: what is costly to draw follows when the verdict is on the screen. */
export function useAfterPaint<Value>(value: Value): Value {
  const [painted, setPainted] = useState(value);
  useEffect(() => setPainted(() => value), [value]);
  return painted;
}
