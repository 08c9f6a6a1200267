// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import type { SideExamplesDocument } from "../engine/change_documents";
import type { Refusal, Source } from "../engine/engine";
import { Refused } from "../parts/answer/refused";
import { SourcePicker } from "../parts/source_picker";
import { useAnswer } from "../state/use_answer";
import { accountWords as words } from "../text/account_words";

export interface NoAccountProps {
  refusal: Refusal | null;
  sources: Source[];
  bring(sources: Source[] | undefined): void;
}

/** Nothing to look at yet. */
export function NoAccount({ refusal, sources, bring }: NoAccountProps) {
  const [draft, setDraft] = useState(sources);
  const examples = useAnswer<SideExamplesDocument>("examples", {}).answer?.accounts ?? [];
  return (
    <div class="no-account">
      <h1>{words.nothing}</h1>
      <p>{words.nothingMend}</p>
      {refusal && <Refused refusal={refusal} />}
      <SourcePicker label={words.title} sources={draft} onSources={setDraft} />
      <p class="button-row">
        <button type="button" class="button" disabled={draft.length === 0} onClick={() => bring(draft)}>
          {words.bring}
        </button>
        {examples.map(({ id, title, sources: example }) => (
          <button key={id} type="button" class="quiet-button" onClick={() => bring(example)}>
            {words.tryExample(title)}
          </button>
        ))}
      </p>
    </div>
  );
}
