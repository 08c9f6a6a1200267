// SPDX-License-Identifier: Apache-2.0
import type { Refusal } from "../engine/engine";

/** What the engine refused, and how to mend it. */
export function RefusalNote({ refusal }: { refusal: Refusal }) {
  return (
    <p class="refusal" role="alert">
      {refusal.message}
      {refusal.mend !== "" && <span class="refusal-mend">{refusal.mend}</span>}
    </p>
  );
}
