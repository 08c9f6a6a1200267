// SPDX-License-Identifier: Apache-2.0
import { useMemo, useRef, useState } from "preact/hooks";
import { AccountHead } from "../account/account_head";
import { AccountList } from "../account/account_list";
import { AccountMap } from "../account/account_map";
import { type AccountState, readAccountState, shortState } from "../account/account_state";
import { fillOverview } from "../account/fill_overview";
import { MatrixPanel } from "../account/matrix_panel";
import { NoAccount } from "../account/no_account";
import { ThingPane } from "../account/thing_pane";
import type { OverviewDocument } from "../engine/documents";
import type { Source } from "../engine/engine";
import { Refused } from "../parts/answer/refused";
import { replaceState } from "../state/fragment_state";
import type { Route } from "../state/route";
import { useAnswer } from "../state/use_answer";
import { useReveal } from "../state/use_reveal";
import { words as common } from "../text/words";

/** What the reader brought; kept while the page lives, never in the address. */
let brought: Source[] | undefined;

export function AccountView({ route }: { route: Route }) {
  const [sources, setSources] = useState(brought);
  const { answer: told, refusal } = useAnswer<OverviewDocument>("overview", sources === undefined ? {} : { sources });
  const answer = useMemo(() => told && fillOverview(told), [told]);
  const state = readAccountState(route.state);
  const atlas = useRef<HTMLDivElement>(null);
  useReveal(atlas, state.show === "map" ? state.thing : "");
  const change = (part: Partial<AccountState>) =>
    replaceState(route, shortState({ ...readAccountState(route.state), ...part }));
  const bring = (next: Source[] | undefined) => {
    brought = next;
    setSources(next);
  };
  if (refusal && sources === undefined) return <Refused refusal={refusal} />;
  if (refusal || (answer && !answer.loaded && answer.acls.length + answer.subnets.length === 0)) {
    return <NoAccount refusal={refusal} sources={sources ?? []} bring={bring} />;
  }
  if (!answer) return <p class="quiet">{common.thinking}</p>;
  const actions = {
    thing: state.thing,
    choose: (thing: string) => change({ thing: thing === state.thing ? "" : thing }),
    turn: (key: string) =>
      change({ turned: state.turned.includes(key) ? state.turned.filter((one) => one !== key) : [...state.turned, key] }),
  };
  return (
    <div class="account">
      <AccountHead
        overview={answer}
        show={state.show}
        change={change}
        {...(sources === undefined ? {} : { leave: () => bring(undefined) })}
      />
      {state.show === "matrix" ? (
        <MatrixPanel overview={answer} sources={sources} state={state} change={change} />
      ) : (
        <div ref={atlas} class={state.thing === "" ? "atlas" : "atlas atlas-open"}>
          <div class="atlas-main">
            <AccountMap overview={answer} turned={state.turned} actions={actions} />
            <AccountList overview={answer} choose={(thing) => change({ thing })} />
          </div>
          <ThingPane
            overview={answer}
            thing={state.thing}
            onThing={(thing) => change({ thing })}
            onMatrix={(rows) => change({ show: "matrix", rows, columns: "", thing: "" })}
            close={() => change({ thing: "" })}
          />
        </div>
      )}
    </div>
  );
}
