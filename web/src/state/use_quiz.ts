// SPDX-License-Identifier: Apache-2.0
import { readCount, useKept } from "./kept";
import type { LearnChoice } from "./learn_seed";

export interface QuizProgress {
  /** The question that is shown; behind the last one: the score. */
  at: number;
  chosen: number[];
}

const mostQuestions = 100;

function readProgress(value: unknown): QuizProgress | null {
  if (typeof value !== "object" || value === null) return null;
  const { at, chosen } = value as Record<string, unknown>;
  const place = readCount(mostQuestions)(at);
  if (place === null || !Array.isArray(chosen) || !chosen.every((one) => readCount(20)(one) !== null)) return null;
  return chosen.length === place || chosen.length === place + 1 ? { at: place, chosen: chosen as number[] } : null;
}

/** How far the reader has come with these questions. */
export const useQuiz = ({ seed, topic, level }: LearnChoice) =>
  useKept(`practice/${seed}/${topic}/${level}`, readProgress, () => ({ at: 0, chosen: [] }));
