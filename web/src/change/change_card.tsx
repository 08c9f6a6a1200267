// SPDX-License-Identifier: Apache-2.0
import type { ChangeKind, DiffChange } from "../engine/change_documents";
import { changeWords as words } from "../text/change_words";

const shownServices = 6;

/** Connections that fare otherwise after the change: which, an example, and why. */
export function ChangeCard({ kind, change }: { kind: ChangeKind; change: DiffChange }) {
  const { witness } = change;
  const services = change.services ?? [];
  return (
    <article class="change-card card" data-kind={kind}>
      <p class="change-text">{change.text}</p>
      {services.length > 0 && (
        <p class="change-services">
          <span class="quiet">{words.services}: </span>
          {services.slice(0, shownServices).join(", ")}
          {services.length > shownServices && (
            <span class="quiet" title={services.slice(shownServices).join(", ")}>
              {" "}
              {words.more(services.length - shownServices)}
            </span>
          )}
        </p>
      )}
      <dl class="change-why">
        <div>
          <dt>{words.example}</dt>
          <dd>
            <span class="mono">{words.witness(witness)}</span>
            <span class="change-fate">
              {words.fate(witness.before, witness.denied_before)} → <strong>{words.fate(witness.after, witness.denied_after)}</strong>
            </span>
          </dd>
        </div>
        {change.causes && change.causes.length > 0 && (
          <div>
            <dt>{words.because}</dt>
            <dd>
              {change.causes.map((cause) => <span key={cause.text} class="change-cause">{cause.text}</span>)}
              {change.more_causes && <span class="quiet">{words.moreCauses}</span>}
            </dd>
          </div>
        )}
      </dl>
      {change.cuts_text !== undefined && <p class="change-cuts quiet">{change.cuts_text}</p>}
    </article>
  );
}
