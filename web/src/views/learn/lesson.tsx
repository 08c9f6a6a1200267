// SPDX-License-Identifier: Apache-2.0
import type { ComponentType } from "preact";
import { useState } from "preact/hooks";
import type { AskState } from "../../state/ask_state";
import { forget } from "../../state/kept";
import { useLesson } from "../../state/use_lesson";
import { LessonContext, lessonKey } from "../../state/use_lesson_part";
import { learnWords } from "../../text/learn_words";
import { words } from "../../text/words";

/** A lesson on one of the engine's examples. */
export function Lesson({ id, Steps }: { id: string; Steps: ComponentType<{ lesson: AskState }> }) {
  const lesson = useLesson(id);
  const [round, setRound] = useState(0);
  if (lesson === null) return <p class="quiet" role="status">{words.thinking}</p>;
  const again = () => {
    forget(lessonKey(id));
    setRound(round + 1);
    scrollTo(0, 0);
  };
  return (
    <LessonContext.Provider value={id}>
      <Steps key={round} lesson={lesson} />
      <p><button type="button" class="quiet-button" onClick={again}>{learnWords.again}</button></p>
    </LessonContext.Provider>
  );
}
