// SPDX-License-Identifier: Apache-2.0
import type { PracticeQuestion } from "../../engine/practice_documents";
import { practiceWords as text } from "../../text/practice_words";

export interface QuizScoreProps {
  questions: PracticeQuestion[];
  chosen: number[];
  onAgain(): void;
  onOther(): void;
}

/** How many were right, and the topics of the others. */
export function QuizScore({ questions, chosen, onAgain, onOther }: QuizScoreProps) {
  const missed = questions.filter((question, i) => chosen[i] !== question.answer);
  const topics = [...new Set(missed.map(({ topic_title: title }) => title))];
  return (
    <section class="card step" aria-label={text.score(questions.length - missed.length, questions.length)}>
      <div role="status">
        <h2>{text.score(questions.length - missed.length, questions.length)}</h2>
      </div>
      <ol class="score-marks">
        {questions.map((question, i) => (
          <li key={question.id} data-right={chosen[i] === question.answer}>
            {chosen[i] === question.answer ? "✓" : "✕"} {text.about(question.topic_title, question.level)}
          </li>
        ))}
      </ol>
      <p>{topics.length === 0 ? text.allRight : `${text.weak}: ${topics.join(", ")}.`}</p>
      <div class="button-row">
        <button type="button" class="button" onClick={onOther}>{text.other}</button>
        <button type="button" class="quiet-button" onClick={onAgain}>{text.again}</button>
      </div>
    </section>
  );
}
