// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import type { PracticeDocument } from "../../engine/practice_documents";
import { Refused } from "../../parts/answer/refused";
import { QuizQuestion } from "../../parts/learn/quiz_question";
import { QuizScore } from "../../parts/learn/quiz_score";
import { type LearnChoice, learnFragment, newSeed } from "../../state/learn_seed";
import type { Route } from "../../state/route";
import { useAnswer } from "../../state/use_answer";
import { useLearnChoice } from "../../state/use_learn_choice";
import { useQuiz } from "../../state/use_quiz";
import { practiceWords as text } from "../../text/practice_words";
import { words } from "../../text/words";

const count = 10;
const levels = [1, 2, 3, 4, 5];

const body = ({ seed, topic, level }: LearnChoice) => ({
  seed, count, ...(topic === "" ? {} : { topic }), ...(level === 0 ? {} : { level }),
});

interface ChooserProps {
  choice: LearnChoice;
  topics: PracticeDocument["topics"];
  onChoose(choice: LearnChoice): void;
}

function Chooser({ choice, topics, onChoose }: ChooserProps) {
  return (
    <div class="quiz-chooser">
      <label class="field">
        <span>{text.topic}</span>
        <select name="topic" value={choice.topic} onChange={(event) => onChoose({ ...choice, topic: event.currentTarget.value })}>
          <option value="">{text.everyTopic}</option>
          {topics.map(({ id, title }) => <option key={id} value={id}>{title}</option>)}
        </select>
      </label>
      <label class="field">
        <span>{text.level}</span>
        <select name="level" value={choice.level} onChange={(event) => onChoose({ ...choice, level: Number(event.currentTarget.value) })}>
          <option value={0}>{text.rising}</option>
          {levels.map((level) => <option key={level} value={level}>{text.levelOf(level)}</option>)}
        </select>
      </label>
      <button type="button" class="quiet-button" onClick={() => onChoose({ ...choice, seed: newSeed() })}>{text.other}</button>
    </div>
  );
}

/** Ten questions, one after the other, and the score. */
export function PracticePage({ route }: { route: Route }) {
  const choice = useLearnChoice("practice", route);
  const { answer, refusal } = useAnswer<PracticeDocument>("practice", body(choice));
  const [{ at, chosen }, progress] = useQuiz(choice);
  const [moved, setMoved] = useState(false);
  const choose = (next: LearnChoice) => {
    location.hash = learnFragment("practice", next);
  };
  if (refusal) return <Refused refusal={refusal} />;
  if (answer === null) return <p class="quiet" role="status">{words.thinking}</p>;
  const question = answer.questions[at];
  return (
    <>
      <Chooser choice={choice} topics={answer.topics} onChoose={choose} />
      {question === undefined ? (
        <QuizScore questions={answer.questions} chosen={chosen} onAgain={() => progress({ at: 0, chosen: [] })}
          onOther={() => choose({ ...choice, seed: newSeed() })} />
      ) : (
        <QuizQuestion key={question.id} question={question} number={at + 1} of={answer.questions.length}
          moved={moved} chosen={chosen[at] ?? null} onAnswer={(option) => progress({ at, chosen: [...chosen.slice(0, at), option] })}
          onNext={() => {
            setMoved(true);
            progress({ at: at + 1, chosen });
          }} />
      )}
    </>
  );
}
