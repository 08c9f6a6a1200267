// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { ApplySection } from "../change/apply_section";
import { ChangeInputs } from "../change/change_inputs";
import { type ChangeState, changeLink, noChange, readChangeState } from "../change/change_state";
import { DiffSection } from "../change/diff_section";
import { RulesSection } from "../change/rules_section";
import type { SideExamplesDocument, DiffDocument, PlanDocument } from "../engine/change_documents";
import type { OverviewDocument } from "../engine/documents";
import type { Source } from "../engine/engine";
import { pageSession } from "../engine/session";
import { Refused } from "../parts/answer/refused";
import { replaceState } from "../state/fragment_state";
import type { Route } from "../state/route";
import { useAnswer } from "../state/use_answer";
import { useLater } from "../state/use_later";
import { changeWords as words } from "../text/change_words";

const pause = 200;

/** The engine that a page of one file carries reads no YAML but what was put into that file. */
const isYaml = ({ name }: Source) => /\.ya?ml$/.test(name);

/** Sides that are too long for the address, while the page lives. */
let kept: ChangeState | null = null;

export function ChangeView({ route }: { route: Route }) {
  const told = useAnswer<SideExamplesDocument>("examples", {}).answer?.changes ?? [];
  const examples = pageSession() === null ? told : told.filter(({ before: one, after: other }) => ![...one, ...other].some(isYaml));
  const loaded = useAnswer<OverviewDocument>("overview", {}).answer?.loaded === true;
  const [typed, setTyped] = useState<ChangeState | null>(kept);
  const linked = readChangeState(route.state);
  const state = typed ?? linked ?? { ...noChange, example: examples[0]?.id ?? "" };
  const example = examples.find(({ id }) => id === state.example);
  const before = example?.before ?? state.before;
  const after = example?.after ?? state.after;

  const tell = (next: ChangeState) => {
    const link = changeLink(next);
    kept = next.example === "" ? next : null;
    setTyped(next);
    replaceState(route, link);
  };
  const ready = (state.loaded || before.length > 0) && after.length > 0;
  const body = useLater(
    ready ? { ...(state.loaded ? {} : { sources: before }), changed: after } : null,
    pause,
  );
  const old = useAnswer<OverviewDocument>("overview", body && (body.sources ? { sources: body.sources } : {}));
  const now = useAnswer<OverviewDocument>("overview", body && { sources: body.changed });
  const diff = useAnswer<DiffDocument>("diff", body);
  const plan = useAnswer<PlanDocument>("plan-apply", body);
  return (
    <div class="change">
      <h1>{words.title}</h1>
      <p class="quiet change-lead">{words.lead}</p>
      <ChangeInputs
        examples={examples}
        state={state}
        before={before}
        after={after}
        canUseLoaded={loaded}
        onState={tell}
      />
      {!ready && <p class="quiet">{words.needBoth}</p>}
      {diff.refusal && <Refused refusal={diff.refusal} />}
      {body && diff.answer && <DiffSection diff={diff.answer} />}
      {body && !diff.refusal && old.answer && now.answer && <RulesSection before={old.answer} after={now.answer} />}
      {body && plan.answer && <ApplySection plan={plan.answer} diff={diff.answer} />}
      {body && plan.refusal && !diff.refusal && <Refused refusal={plan.refusal} />}
    </div>
  );
}
