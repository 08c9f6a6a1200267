// SPDX-License-Identifier: Apache-2.0
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { useKept } from "./kept";

/** Which lesson is read. */
export const LessonContext = createContext("");

export const lessonKey = (lesson: string) => `lesson/${lesson}/`;

/** What the reader did in a part of a lesson; found again after another tab or a reload. */
export function useLessonPart<Value>(part: string, read: (value: unknown) => Value | null, first: Value): [Value, (value: Value) => void] {
  return useKept(lessonKey(useContext(LessonContext)) + part, read, () => first);
}
