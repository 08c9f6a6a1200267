// SPDX-License-Identifier: Apache-2.0
import type { ChangeExample } from "../engine/change_documents";
import type { Source } from "../engine/engine";
import { SourcePicker } from "../parts/source_picker";
import { changeWords as words } from "../text/change_words";
import type { ChangeState } from "./change_state";

export interface ChangeInputsProps {
  examples: ChangeExample[];
  state: ChangeState;
  before: Source[];
  after: Source[];
  canUseLoaded: boolean;
  onState(state: ChangeState): void;
}

/** The two sides, and examples to begin with. */
export function ChangeInputs({ examples, state, before, after, canUseLoaded, onState }: ChangeInputsProps) {
  const tell = (part: Partial<ChangeState>) => onState({ loaded: state.loaded, before, after, ...part, example: "" });
  return (
    <div class="change-inputs">
      <div class="change-start">
        <span class="quiet" id="begin">{words.examples}</span>
        <div class="switch" role="group" aria-labelledby="begin">
          {examples.map(({ id, title }) => (
            <button
              key={id}
              type="button"
              aria-pressed={state.example === id}
              onClick={() => onState({ example: id, loaded: false, before: [], after: [] })}
            >
              {title}
            </button>
          ))}
          <button
            type="button"
            aria-pressed={state.example === ""}
            onClick={() => onState({ example: "", loaded: false, before: [], after: [] })}
          >
            {words.own}
          </button>
        </div>
        {canUseLoaded && (
          <label class="check">
            <input
              type="checkbox"
              checked={state.loaded}
              onChange={(event) => tell({ loaded: event.currentTarget.checked, before: [] })}
            />
            {words.useLoaded}
          </label>
        )}
      </div>
      <div class="sides">
        {state.loaded ? (
          <div class="picker">
            <div class="picker-head">
              <span class="picker-title">{words.before}</span>
            </div>
            <p class="picker-note">{words.loadedSide}</p>
          </div>
        ) : (
          <SourcePicker label={words.before} sources={before} onSources={(sources) => tell({ before: sources })} />
        )}
        <SourcePicker label={words.after} sources={after} onSources={(sources) => tell({ after: sources })} />
      </div>
    </div>
  );
}
