// SPDX-License-Identifier: Apache-2.0
import type { PlanDocument, PlannedAcl } from "../engine/change_documents";
import { CopyButton } from "../parts/copy_button";
import { changeWords as words } from "../text/change_words";
import { ApplyStep } from "./apply_step";

function AclPlan({ acl, plan }: { acl: PlannedAcl; plan: PlanDocument }) {
  const steps = plan.steps.filter((step) => step.acl === acl.acl);
  return (
    <div class="plan card" data-plan={acl.acl}>
      <h3>{acl.acl}</h3>
      <p class="plan-text" data-safe={acl.safe}>{acl.text}</p>
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

/** The calls in an order in which nothing breaks on the way. */
export function ApplySection({ plan }: { plan: PlanDocument }) {
  const commands = plan.steps.map(({ command }) => command ?? "").filter((command) => command !== "");
  const changing = plan.acls.filter(({ way }) => way !== "nothing");
  return (
    <section aria-labelledby="apply-title">
      <div class="section-head">
        <h2 id="apply-title">{words.apply}</h2>
        {commands.length > 1 && <CopyButton text={`${commands.join("\n")}\n`} label={words.copyAll} />}
      </div>
      <p class="quiet">{changing.length === 0 ? words.nothingToDo : words.applyLead}</p>
      {changing.map((acl) => <AclPlan key={acl.acl} acl={acl} plan={plan} />)}
      {plan.notes.map((note) => <p key={note} class="quiet">{note}</p>)}
    </section>
  );
}
