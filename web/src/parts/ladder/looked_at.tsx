// SPDX-License-Identifier: Apache-2.0
import { actionWords, ladderWords, ruleName } from "../../text/ladder_words";
import type { Gate } from "./model";

/** "rule 200 denies", "denies". */
export function decisionText(gate: Gate): string {
  if (gate.action === undefined) return gate.text ?? "";
  return `${ruleName(gate.rule)} ${actionWords[gate.action]}`.trim();
}

/** Why each rule matched or did not, up to the one that decides. */
export function LookedAt({ gate, message }: { gate: Gate; message: string }) {
  const looks = gate.crossing?.looked_at;
  const star = gate.crossing?.rule === "*";
  const silent = gate.crossing?.security_groups !== undefined && !looks?.some((look) => look.matched);
  const behind = gate.crossing?.not_reached ?? 0;
  return (
    <section class="looked-at" data-action={gate.action} aria-live="polite" tabIndex={0}>
      <h4>
        <span class="mono">{message}</span> {gate.title}: <strong>{decisionText(gate)}</strong>
      </h4>
      {gate.crossing !== undefined && looks === undefined && <p>{ladderWords.noRules}</p>}
      {looks !== undefined && (looks.length > 0 || star) && (
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">{ladderWords.rule}</th>
              <th scope="col">{ladderWords.does}</th>
              <th scope="col">{ladderWords.matches}</th>
              <th scope="col">{ladderWords.why}</th>
            </tr>
          </thead>
          <tbody>
            {looks.map((look) => (
              <tr key={look.rule} class={look.matched ? "decides" : undefined} data-action={look.action}>
                <th scope="row">{look.rule}</th>
                <td>{look.action}</td>
                <td class="mono">{look.matches}</td>
                <td>{look.why}</td>
              </tr>
            ))}
            {star && (
              <tr class="decides" data-action="deny">
                <th scope="row">*</th>
                <td>deny</td>
                <td>{ladderWords.star}</td>
                <td>{ladderWords.starWhy}</td>
              </tr>
            )}
          </tbody>
        </table>
      )}
      {silent && <p>{ladderWords.groupsSilent}</p>}
      {behind > 0 && <p class="quiet">{ladderWords.notReached(behind)}</p>}
    </section>
  );
}
