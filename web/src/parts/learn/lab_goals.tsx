// SPDX-License-Identifier: Apache-2.0
import type { LabGoal } from "../../engine/practice_documents";
import { labWords as text } from "../../text/practice_words";
import { VerdictBadge } from "../verdict_badge";

export interface LabGoalsProps {
  goals: LabGoal[];
  stale: boolean;
  /** Tell which rule loses a connection that must work, too: that is what hints are for. */
  reasons: boolean;
}

/** Every goal with what the engine says of it now. */
export function LabGoals({ goals, stale, reasons }: LabGoalsProps) {
  return (
    <section class="card" aria-label={text.goals}>
      <h2>{text.goals}</h2>
      <ul class="lab-goals" data-stale={stale}>
        {goals.map((goal) => (
          <li key={goal.text} data-reached={goal.reached}>
            <span class="goal-mark" aria-label={goal.reached ? text.reached : text.missed} role="img">{goal.reached ? "✓" : "✕"}</span>
            <div>
              <strong>{goal.label}</strong> {goal.expect === "works" ? text.mustWork : text.mustStay} <VerdictBadge verdict={goal.verdict} />
              <p class="mono quiet">{goal.question.from} → {goal.question.to} {goal.question.port}</p>
              {!goal.reached && (reasons || goal.expect === "denied") && <p>{goal.reason}</p>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
