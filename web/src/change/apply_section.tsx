// SPDX-License-Identifier: Apache-2.0
import type { DiffDocument, PlanDocument, PlannedAcl } from "../engine/change_documents";
import { CopyButton } from "../parts/copy_button";
import { changeWords as words } from "../text/change_words";
import { ApplyStep } from "./apply_step";

function AclPlan({ acl, plan, breaks }: { acl: PlannedAcl; plan: PlanDocument; breaks: boolean }) {
  const steps = plan.steps.filter((step) => step.acl === acl.acl);
  return (
    <div class="plan card" data-plan={acl.acl}>
      <h3>{acl.acl}</h3>
      <p class="plan-text" data-safe={acl.safe} data-breaks={breaks}>{acl.text}</p>
      {acl.proof !== undefined && <p class="quiet">{acl.proof}</p>}
      <ol class="timeline">
        {steps.map((step) => (
          <ApplyStep
            key={step.step}
            step={step}
            violations={plan.violations.filter((one) => one.step === step.step && one.acl === step.acl)}
          />
        ))}
      </ol>
      {acl.naive && (
        <div class="naive" data-breaks={acl.naive.breaking_steps > 0 || acl.naive.opening_steps > 0}>
          <strong>{words.naive}</strong>
          <p>{acl.naive.text}</p>
        </div>
      )}
      {acl.notes.map((note) => <p key={note} class="quiet">{note}</p>)}
    </div>
  );
}

export interface ApplySectionProps {
  plan: PlanDocument;
  /** What the change itself does; null while nobody knows yet. */
  diff: DiffDocument | null;
}

/** The calls in an order in which nothing breaks on the way. */
export function ApplySection({ plan, diff }: ApplySectionProps) {
  const [lost, halfOpen] = [diff?.lost.length ?? 0, diff?.half_open.length ?? 0];
  const commands = plan.steps.map(({ command }) => command ?? "").filter((command) => command !== "");
  const changing = plan.acls.filter(({ way }) => way !== "nothing");
  return (
    <section aria-labelledby="apply-title">
      <div class="section-head">
        <h2 id="apply-title">{words.apply}</h2>
        {commands.length > 1 && <CopyButton text={`${commands.join("\n")}\n`} label={words.copyAll} />}
      </div>
      <p class="quiet">{changing.length === 0 ? words.nothingToDo : words.applyLead}</p>
      {changing.length > 0 && plan.safe && lost + halfOpen > 0 && <p class="plan-beyond">{words.beyond(lost, halfOpen)}</p>}
      {changing.map((acl) => <AclPlan key={acl.acl} acl={acl} plan={plan} breaks={lost + halfOpen > 0} />)}
      {plan.notes.map((note) => <p key={note} class="quiet">{note}</p>)}
    </section>
  );
}
