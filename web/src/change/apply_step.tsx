// SPDX-License-Identifier: Apache-2.0
import { useRef } from "preact/hooks";
import type { PlanDocument, PlannedStep } from "../engine/change_documents";
import { CopyButton } from "../parts/copy_button";
import { accountWords } from "../text/account_words";
import { changeWords as words } from "../text/change_words";

function StateOf({ step }: { step: PlannedStep }) {
  const { state } = step;
  const quota = state.quota?.find((one) => one.direction === step.direction && (one.family === "IPv6") === (step.entry?.cidr.includes(":") ?? false));
  return (
    <span class="step-state" data-safe={state.safe}>
      {state.safe ? `✓ ${words.safe}` : [state.breaks ? words.breaks : "", state.opens ? words.opens : ""].filter((word) => word !== "").join(", ")}
      {quota && <span class="quiet"> · {words.stepQuota(quota.used, quota.limit, quota.direction)}</span>}
    </span>
  );
}

export interface ApplyStepProps {
  step: PlannedStep;
  violations: PlanDocument["violations"];
}

/** One call and the state after it. */
export function ApplyStep({ step, violations }: ApplyStepProps) {
  const code = useRef<HTMLElement>(null);
  return (
    <li class="apply-step" data-safe={step.state.safe} data-step={step.step}>
      <span class="apply-number" aria-hidden="true">{step.step}</span>
      <div class="step-body">
        <p class="step-call">
          <strong>{step.call}</strong>{" "}
          {step.direction && `${accountWords.direction[step.direction]} ${step.rule ?? ""}`}
          {step.subnet !== undefined && ` ${step.subnet}`}
          {step.temporary && <span class="tag">{words.temporary}</span>}
        </p>
        {step.entry && <p class="step-entry">{words.entry(step.entry, step.direction)}</p>}
        {step.replaced && (
          <p class="step-replaced quiet">
            {words.instead} {words.entry(step.replaced, step.direction)}
          </p>
        )}
        <StateOf step={step} />
        {violations.map(({ kind, text }) => <p key={text} class="step-violation" data-kind={kind}>{text}</p>)}
        {step.command !== undefined && (
          <div class="step-command">
            <code ref={code}>{step.command}</code>
            <CopyButton text={step.command} from={() => code.current} />
          </div>
        )}
      </div>
    </li>
  );
}
