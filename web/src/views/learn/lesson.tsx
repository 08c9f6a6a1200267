// SPDX-License-Identifier: Apache-2.0
import type { ComponentType } from "preact";
import { useLesson } from "../../state/use_lesson";
import type { AskState } from "../../state/ask_state";
import { words } from "../../text/words";

/** A lesson on one of the engine's examples. */
export function Lesson({ id, Steps }: { id: string; Steps: ComponentType<{ lesson: AskState }> }) {
  const lesson = useLesson(id);
  return lesson === null ? <p class="quiet" role="status">{words.thinking}</p> : <Steps lesson={lesson} />;
}
