// SPDX-License-Identifier: Apache-2.0
import type { FixDocument, FixOption, Question } from "../engine/documents";
import type { Source } from "../engine/engine";
import { questionBody } from "../engine/question";
import { useAnswer } from "../state/use_answer";

export interface FixCardsProps {
  /** undefined: the loaded account. */
  sources: Source[] | undefined;
  question: Question;
  onApply?: (option: FixOption) => void;
}

export function FixCards({ sources, question, onApply }: FixCardsProps) {
  const { answer } = useAnswer<FixDocument>("fix", questionBody(sources, question));
  return (
    <div>
      {answer?.options.map((option) => (
        <section class="card" key={option.title}>
          <h3>{option.title}</h3>
          {option.edits.map((edit) => <p key={edit.text}>{edit.text}</p>)}
          {onApply && <button type="button" onClick={() => onApply(option)}>apply</button>}
        </section>
      ))}
    </div>
  );
}
