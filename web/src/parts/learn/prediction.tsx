// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from "preact";
import { readText, readTrue } from "../../state/kept";
import { useLessonPart } from "../../state/use_lesson_part";
import { learnWords } from "../../text/learn_words";
import { Choice } from "./choice";

export interface PredictionProps {
  name: string;
  legend: string;
  options: { key: string; text: string }[];
  /** What the engine says of an option, once asked. */
  result?: (key: string) => ComponentChildren;
  /** Said after the engine was asked. */
  children?: (chosen: string) => ComponentChildren;
  onDone?: () => void;
}

/** Choose, then ask the engine. */
export function Prediction({ name, legend, options, result, children, onDone }: PredictionProps) {
  const [chosen, setChosen] = useLessonPart<string | null>(`${name}/chosen`, readText, null);
  const [asked, setAsked] = useLessonPart(`${name}/asked`, readTrue, false);
  return (
    <>
      <Choice name={name} legend={legend} chosen={chosen} closed={asked} choose={setChosen}
        options={options.map((option) => ({ ...option, result: asked ? result?.(option.key) : undefined }))} />
      {!asked && (
        <button type="button" class="button" disabled={chosen === null} title={chosen === null ? learnWords.chooseFirst : undefined}
          onClick={() => {
            setAsked(true);
            onDone?.();
          }}>
          {learnWords.reveal}
        </button>
      )}
      {asked && chosen !== null && children?.(chosen)}
    </>
  );
}
