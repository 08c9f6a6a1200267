// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "preact/hooks";
import type { PracticeQuestion } from "../../engine/practice_documents";
import { practiceAsk } from "../../state/practice_ask";
import { practiceWords as text } from "../../text/practice_words";
import { Choice } from "./choice";
import { OpenInAsk } from "./open_in_ask";
import { ShownAclTables } from "./shown_acl";

export interface QuizQuestionProps {
  question: PracticeQuestion;
  number: number;
  of: number;
  /** The reader came from the question before: it is read from its head. */
  moved: boolean;
  /** The option that was chosen; null while nothing is. */
  chosen: number | null;
  onAnswer(option: number): void;
  onNext(): void;
}

function Mark({ right }: { right: boolean }) {
  return <span class="option-mark" data-right={right}>{right ? `✓ ${text.isRight}` : text.isWrong}</span>;
}

/** What the engine says of each option, once one was chosen. */
function Explanations({ question, chosen }: { question: PracticeQuestion; chosen: number }) {
  const order = [chosen, question.answer, ...question.options.keys()];
  const said = new Set<string>();
  return (
    <ul class="explanations">
      {order.map((index) => {
        const option = question.options[index];
        if (option === undefined || said.has(option.explanation)) return null;
        said.add(option.explanation);
        return (
          <li key={index} data-right={option.right}>
            <strong>{option.text}</strong> <Mark right={option.right} />
            <p>{option.explanation}</p>
          </li>
        );
      })}
    </ul>
  );
}

export function QuizQuestion({ question, number, of, moved, chosen, onAnswer, onNext }: QuizQuestionProps) {
  const [marked, setMarked] = useState<string | null>(chosen === null ? null : String(chosen));
  const found = useRef(chosen);
  const top = useRef<HTMLHeadingElement>(null);
  const outcome = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (moved) top.current?.focus();
  }, [question.id]);
  useEffect(() => {
    if (chosen !== found.current) outcome.current?.focus();
  }, [chosen]);
  const right = chosen === question.answer;
  const again = practiceAsk(question);
  const mark = (isRight: boolean) => chosen !== null && <Mark right={isRight} />;
  return (
    <section class="card step quiz" aria-label={text.questionOf(number, of)}>
      <p class="step-number">{text.about(question.topic_title, question.level)}</p>
      <h2 ref={top} tabIndex={-1}>{text.questionOf(number, of)}</h2>
      <p>{question.setting} {question.story}</p>
      {question.acls.map((acl) => <ShownAclTables key={acl.id} acl={acl} />)}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (marked !== null && chosen === null) onAnswer(Number(marked));
        }}>
        <Choice name={`option-${question.id}`} legend={question.text} closed={chosen !== null} chosen={marked} choose={setMarked}
          options={question.options.map((option, i) => ({ key: String(i), text: option.text, result: mark(option.right) }))} />
        {chosen === null && <button type="submit" class="button" disabled={marked === null}>{text.answer}</button>}
      </form>
      {chosen !== null && (
        <div ref={outcome} tabIndex={-1} class="outcome" data-right={right}>
          <p role="status" class="outcome-word">{right ? `✓ ${text.right}` : `✕ ${text.wrong}`}</p>
          <Explanations question={question} chosen={chosen} />
          <p><strong>{text.lesson}:</strong> {question.lesson}</p>
          <button type="button" class="button" onClick={onNext}>{number === of ? text.finish : text.next}</button>
          {again && <OpenInAsk state={again} />}
        </div>
      )}
    </section>
  );
}
