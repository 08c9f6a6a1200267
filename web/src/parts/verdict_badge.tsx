// SPDX-License-Identifier: Apache-2.0
import type { Verdict } from "../engine/documents";
import { verdictWords } from "../text/words";

/** A verdict as a word, a colour and a pattern. */
export function VerdictBadge({ verdict, large }: { verdict: Verdict; large?: boolean }) {
  return (
    <span class={large ? "badge badge-large" : "badge"} data-verdict={verdict}>
      <span class="badge-swatch" aria-hidden="true" />
      {verdictWords[verdict].title}
    </span>
  );
}
