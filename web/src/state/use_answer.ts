// SPDX-License-Identifier: Apache-2.0
import { useContext, useLayoutEffect, useState } from "preact/hooks";
import { type Body, Refusal } from "../engine/engine";
import { EngineContext } from "./engine_context";

export interface Asked<Answer> {
  answer: Answer | null;
  refusal: Refusal | null;
  /** True while a newer question is under way; `answer` is that of the last one. */
  stale: boolean;
}

/** The engine's answer to a question, asked again whenever it changes. null: nothing is asked. */
export function useAnswer<Answer>(verb: string, body: Body | null): Asked<Answer> {
  const engine = useContext(EngineContext);
  const [asked, setAsked] = useState<Asked<Answer>>({ answer: null, refusal: null, stale: true });
  const key = body === null ? "" : JSON.stringify(body);
  // Asked before the next frame is painted: an answer should come within one.
  useLayoutEffect(() => {
    if (body === null) {
      setAsked({ answer: null, refusal: null, stale: false });
      return;
    }
    let late = false;
    setAsked((before) => ({ ...before, stale: true }));
    engine.ask<Answer>(verb, body).then(
      (answer) => late || setAsked({ answer, refusal: null, stale: false }),
      (error: unknown) => {
        if (late) return;
        const refusal = error instanceof Refusal ? error : new Refusal(String(error), "");
        setAsked({ answer: null, refusal, stale: false });
      },
    );
    return () => {
      late = true;
    };
  }, [engine, verb, key]);
  return asked;
}
