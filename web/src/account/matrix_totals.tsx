// SPDX-License-Identifier: Apache-2.0
import { heatVerdicts } from "../engine/heatmap_document";
import { accountWords as words, heatWords } from "../text/account_words";
import { grouped } from "../text/numbers";

export interface MatrixTotalsProps {
  counts: Map<string, number>;
  letter: string | null;
  onLetter(letter: string | null): void;
  onSeek(step: 1 | -1): void;
}

/** The legend, with how many pairs have each verdict. */
export function MatrixTotals({ counts, letter, onLetter, onSeek }: MatrixTotalsProps) {
  return (
    <div class="totals" role="group" aria-label={words.totals}>
      {heatVerdicts.map((one) => (
        <button
          key={one.letter}
          type="button"
          class="total"
          aria-pressed={letter === one.letter}
          title={heatWords(one.verdict).meaning}
          data-total={one.verdict}
          onClick={() => onLetter(letter === one.letter ? null : one.letter)}
        >
          <span class={`heat-swatch heat-swatch-${one.verdict}`} aria-hidden="true" />
          <span class="total-word">{heatWords(one.verdict).title}</span>
          <strong class="total-count">{grouped(counts.get(one.letter) ?? 0)}</strong>
        </button>
      ))}
      {letter !== null && (counts.get(letter) ?? 0) > 0 && (
        <span class="total-seek">
          <button type="button" class="quiet-button" onClick={() => onSeek(-1)}>{words.previous}</button>
          <button type="button" class="quiet-button" onClick={() => onSeek(1)}>{words.next}</button>
        </span>
      )}
    </div>
  );
}
