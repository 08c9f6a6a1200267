// SPDX-License-Identifier: Apache-2.0
import { useContext, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Body, type Engine, Refusal } from "../engine/engine";
import { EngineContext } from "./engine_context";

export interface Asked<Answer> {
  answer: Answer | null;
  refusal: Refusal | null;
  /** True while a newer question is under way; `answer` is that of the last one. */
  stale: boolean;
}

const answered = <Answer>(answer: Answer): Asked<Answer> => ({ answer, refusal: null, stale: false });

const refused = (error: unknown): Asked<never> =>
  ({ answer: null, refusal: error instanceof Refusal ? error : new Refusal(String(error), ""), stale: false });

/** What needs no waiting: an answer of the engine in the page, or that nothing is asked. */
function answerNow<Answer>(engine: Engine, verb: string, body: Body | null): Asked<Answer> | null {
  if (body === null) return { answer: null, refusal: null, stale: false };
  try {
    const answer = engine.askNow<Answer>(verb, body);
    return answer === undefined ? null : answered(answer);
  } catch (error) {
    return refused(error);
  }
}

/** The engine's answer to a question, asked again whenever it changes. null: nothing is asked. */
export function useAnswer<Answer>(verb: string, body: Body | null): Asked<Answer> {
  const engine = useContext(EngineContext);
  const key = body === null ? "" : verb + JSON.stringify(body);
  const [told, setTold] = useState<{ key: string; asked: Asked<Answer> } | null>(null);
  // Within the frame of the key: the page is drawn once, with the answer in it.
  const now = useMemo(() => answerNow<Answer>(engine, verb, body), [engine, key]);
  const shown = useRef<Asked<Answer>>({ answer: null, refusal: null, stale: true });
  const asked = now ?? (told?.key === key ? told.asked : { ...shown.current, stale: true });
  shown.current = asked;
  // Asked before the next frame is painted: an answer should come soon.
  useLayoutEffect(() => {
    if (body === null || now !== null) return;
    let late = false;
    const tell = (asked: Asked<Answer>) => late || setTold({ key, asked });
    engine.ask<Answer>(verb, body).then((answer) => tell(answered(answer)), (error: unknown) => tell(refused(error)));
    return () => {
      late = true;
    };
  }, [engine, key, now]);
  return asked;
}
