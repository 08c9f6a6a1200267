// SPDX-License-Identifier: Apache-2.0
import { useContext, useEffect, useState } from "preact/hooks";
import type { ExamplesDocument } from "../engine/documents";
import type { AskState } from "./ask_state";
import { EngineContext } from "./engine_context";
import { loadExample } from "./load_example";

/** One of the engine's examples, ready to be asked about; null while it is fetched. */
export function useLesson(id: string): AskState | null {
  const engine = useContext(EngineContext);
  const [lesson, setLesson] = useState<AskState | null>(null);
  useEffect(() => {
    let late = false;
    const load = async () => {
      const { examples } = await engine.ask<ExamplesDocument>("examples", {});
      const example = examples.find((one) => one.id === id);
      const state = example === undefined ? null : await loadExample(engine, example);
      if (!late) setLesson(state);
    };
    load().catch(() => undefined);
    return () => {
      late = true;
    };
  }, [engine, id]);
  return lesson;
}
