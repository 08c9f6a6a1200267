// SPDX-License-Identifier: Apache-2.0
import { type DiffDocument, changeKinds } from "../engine/change_documents";
import { changeWords as words } from "../text/change_words";
import { ChangeCard } from "./change_card";

/** What the change does to connections. */
export function DiffSection({ diff }: { diff: DiffDocument }) {
  const kinds = changeKinds.filter((kind) => diff[kind].length > 0);
  return (
    <section aria-labelledby="connections-title">
      <h2 id="connections-title">{words.connections}</h2>
      <p class="change-summary" data-summary>{diff.same_behaviour ? words.same : diff.summary}</p>
      {kinds.length > 0 && (
        <div class="change-kinds">
          {kinds.map((kind) => (
            <section key={kind} class="change-kind" data-kind={kind} aria-labelledby={`kind-${kind}`}>
              <h3 id={`kind-${kind}`}>
                <span class="change-mark" aria-hidden="true">{words.kinds[kind].mark}</span>
                {words.kinds[kind].title} <span class="quiet" data-count>{diff[kind].length}</span>
              </h3>
              <p class="quiet change-meaning">{words.kinds[kind].meaning}</p>
              {diff[kind].map((change, index) => <ChangeCard key={change.fingerprint ?? index} kind={kind} change={change} />)}
            </section>
          ))}
        </div>
      )}
      {diff.not_compared.length > 0 && (
        <details class="fold">
          <summary>{words.notCompared}</summary>
          <ul class="things">{diff.not_compared.map((text) => <li key={text}>{text}</li>)}</ul>
        </details>
      )}
    </section>
  );
}
