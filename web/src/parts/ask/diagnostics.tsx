// SPDX-License-Identifier: Apache-2.0
import type { Diagnostic } from "../../engine/documents";
import { askWords } from "../../text/ask_words";

/** What the engine says of inputs. */
export function DiagnosticList({ diagnostics }: { diagnostics: readonly Diagnostic[] }) {
  if (diagnostics.length === 0) return null;
  return (
    <ul class="diagnostics">
      {diagnostics.map(({ severity, place, text, hint }) => (
        <li key={`${place} ${text}`} data-severity={severity}>
          <strong>{severity}</strong> {place && <span class="mono quiet">{place}</span>} {text}
          {hint && <span class="quiet"> {hint}</span>}
        </li>
      ))}
    </ul>
  );
}

/** What the engine says of the input and no row of the tables shows. */
export function Diagnostics({ diagnostics }: { diagnostics: Diagnostic[] }) {
  if (diagnostics.length === 0) return null;
  return (
    <section class="card" aria-label={askWords.problems}>
      <DiagnosticList diagnostics={diagnostics} />
    </section>
  );
}
