// SPDX-License-Identifier: Apache-2.0
import { type AskState, packAskState } from "../../state/ask_state";
import { routeFragment } from "../../state/route";
import { learnWords } from "../../text/learn_words";

export function OpenInAsk({ state }: { state: AskState }) {
  return <p><a href={routeFragment(["ask"], packAskState(state))}>{learnWords.openInAsk}</a></p>;
}
