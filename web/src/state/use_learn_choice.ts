// SPDX-License-Identifier: Apache-2.0
import { useEffect } from "preact/hooks";
import { keep, kept } from "./kept";
import { type LearnChoice, learnChoice, learnFragment, readChoice } from "./learn_seed";
import type { Route } from "./route";

/** The choice in the address; where it holds none, the last one of this visit, which it holds from then on. */
export function useLearnChoice(page: string, route: Route): LearnChoice {
  const choice = route.state === "" ? readChoice(kept(page)) : learnChoice(route.state);
  useEffect(() => {
    keep(page, choice);
    if (route.state === "") history.replaceState(null, "", learnFragment(page, choice));
  }, [page, route, choice.seed, choice.topic, choice.level]);
  return choice;
}
