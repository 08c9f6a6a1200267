// SPDX-License-Identifier: Apache-2.0
import { labWords as text } from "../../text/practice_words";

/** One hint at a time, for those who ask. */
export function LabHints({ hints, told, onHint }: { hints: string[]; told: number; onHint(): void }) {
  return (
    <section class="card lab-hints" aria-label={text.hints}>
      <h2>{text.hints}</h2>
      <ol aria-live="polite">
        {hints.slice(0, told).map((hint) => <li key={hint}>{hint}</li>)}
      </ol>
      {told < hints.length && (
        <button type="button" class="quiet-button" onClick={onHint}>{text.hint(told + 1, hints.length)}</button>
      )}
    </section>
  );
}
