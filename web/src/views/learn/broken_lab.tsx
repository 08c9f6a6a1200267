// SPDX-License-Identifier: Apache-2.0
import type { BrokenLabDocument, JudgeLabDocument } from "../../engine/practice_documents";
import { Refused } from "../../parts/answer/refused";
import { Diagnostics } from "../../parts/ask/diagnostics";
import { RuleTable } from "../../parts/ask/rule_table";
import { LabGoals } from "../../parts/learn/lab_goals";
import { LabHints } from "../../parts/learn/lab_hints";
import { packAcl, readAcl } from "../../state/ask_state";
import { readCount, useKept } from "../../state/kept";
import { labSource, shownDraft } from "../../state/lab_source";
import { learnFragment, newSeed } from "../../state/learn_seed";
import type { Route } from "../../state/route";
import type { AclDraft } from "../../state/rule_draft";
import { useAnswer } from "../../state/use_answer";
import { useLearnChoice } from "../../state/use_learn_choice";
import { labWords as text } from "../../text/practice_words";
import { words } from "../../text/words";

function Tables({ title, acl, onChange }: { title: string; acl: AclDraft; onChange(acl: AclDraft): void }) {
  return (
    <section class="card acl" aria-label={title}>
      <div class="acl-head"><h2>{title}</h2></div>
      {(["inbound", "outbound"] as const).map((side) => (
        <RuleTable key={side} acl={acl.name} direction={side === "inbound" ? "ingress" : "egress"} rules={acl[side]}
          decides={undefined} problems={[]} quota={[]} onChange={(rules) => onChange({ ...acl, [side]: rules })} />
      ))}
    </section>
  );
}

function outcome({ repaired, goals }: JudgeLabDocument): string {
  if (repaired) return text.repaired;
  const missed = goals.filter((goal) => !goal.reached).length;
  return missed === 0 ? text.noRepair : text.broken(missed);
}

/** The tables as they were left; null if they are none of this lab. */
function readAcls(value: unknown, lab: BrokenLabDocument): AclDraft[] | null {
  if (!Array.isArray(value) || value.length !== lab.acls.length) return null;
  const acls = value.map(readAcl);
  return acls.every((acl, i) => acl !== null && acl.name === lab.acls[i]?.id) ? (acls as AclDraft[]) : null;
}

/** A lab that was fetched: its tables are edited, and the engine judges them as they stand. */
function Lab({ lab }: { lab: BrokenLabDocument }) {
  const fresh = () => lab.acls.map(shownDraft);
  const [acls, setAcls] = useKept(`broken-lab/${lab.seed}/rules`, (value) => readAcls(value, lab), fresh, (all) => all.map(packAcl));
  const [told, setTold] = useKept(`broken-lab/${lab.seed}/hints`, readCount(lab.hints.length), () => 0);
  const sources = lab.sources.map((own, i) => (acls[i] === undefined ? own : labSource(own, acls[i])));
  const { answer, refusal, stale } = useAnswer<JudgeLabDocument>("judge-lab", { seed: lab.seed, sources });
  return (
    <>
      <div class="card step">
        <p>{lab.story}</p>
        <p class="quiet">{lab.setting}</p>
        {answer && <p role="status" class="outcome-word lab-outcome" data-right={answer.repaired} data-stale={stale}>{answer.repaired ? "✓" : "✕"} {outcome(answer)}</p>}
        {answer && answer.problems.length > 0 && <ul>{answer.problems.map((problem) => <li key={problem}>{problem}</li>)}</ul>}
        {refusal && <Refused refusal={refusal} />}
        <div class="button-row">
          <button type="button" class="quiet-button" onClick={() => setAcls(fresh())}>{text.reset}</button>
          <button type="button" class="quiet-button"
            onClick={() => (location.hash = learnFragment("broken-lab", { seed: newSeed(), topic: "", level: 0 }))}>
            {text.other}
          </button>
        </div>
      </div>
      <div class="lab-columns">
        <div class="lab-side">
          <LabGoals goals={answer?.goals ?? lab.goals} stale={stale} reasons={told > 1} />
          <LabHints hints={lab.hints} told={told} onHint={() => setTold(told + 1)} />
        </div>
        <div class="lab-rules">
          <h2>{text.rules}</h2>
          {answer && <Diagnostics diagnostics={answer.diagnostics} />}
          {acls.map((acl, i) => (
            <Tables key={acl.name} title={acl.name} acl={acl}
              onChange={(changed) => setAcls(acls.map((old, index) => (index === i ? changed : old)))} />
          ))}
        </div>
      </div>
    </>
  );
}

export function BrokenLabPage({ route }: { route: Route }) {
  const { seed } = useLearnChoice("broken-lab", route);
  const { answer, refusal } = useAnswer<BrokenLabDocument>("broken-lab", { seed });
  if (refusal) return <Refused refusal={refusal} />;
  if (answer === null) return <p class="quiet" role="status">{words.thinking}</p>;
  return <Lab key={answer.seed} lab={answer} />;
}
