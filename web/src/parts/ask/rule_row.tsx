// SPDX-License-Identifier: Apache-2.0
import type { Diagnostic, Direction } from "../../engine/documents";
import { type RuleDraft, isBlank, needsNoPorts } from "../../state/rule_draft";
import { GrowField } from "../grow_field";
import { memo } from "../memo";
import { askWords, cellHints, customTypes, ruleTypes, typeName } from "../../text/ask_words";

/** A rule that decides a leg of the question. */
export interface Decision {
  leg: "request" | "reply";
  action: "allow" | "deny" | "unknown";
}

export interface RuleRowProps {
  direction: Direction;
  rule: RuleDraft;
  first: boolean;
  last: boolean;
  decision: Decision | undefined;
  problems: Diagnostic[];
  onChange(rule: RuleDraft): void;
  onMove(by: number): void;
  onRemove(): void;
}

const typed = (rule: RuleDraft, name: string): RuleDraft => {
  const known = ruleTypes.find((type) => type.name === name);
  if (known) return { ...rule, protocol: known.protocol, ports: known.ports };
  const custom = customTypes.find((type) => type.name === name);
  return { ...rule, protocol: custom?.protocol ?? "", ports: "" };
};

function Row({ direction, rule, first, last, decision, problems, onChange, onMove, onRemove }: RuleRowProps) {
  const row = `${askWords.number} ${rule.number}`;
  const text = (key: "number" | "protocol" | "ports", label: string, hint = "") => (
    <input class="mono" value={rule[key]} placeholder={hint} aria-label={`${label}, ${row}`} spellcheck={false} autocomplete="off"
      onInput={(event) => onChange({ ...rule, [key]: event.currentTarget.value })} />
  );
  const onKey = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    onMove(event.key === "ArrowUp" ? -1 : 1);
  };
  const type = typeName(rule.protocol, rule.ports);
  const cells = { number: askWords.number, protocol: askWords.protocol, ports: askWords.ports, cidr: direction === "ingress" ? askWords.columns[4] : askWords.destination };
  const empty = isBlank(rule) ? [] : (Object.keys(cells) as (keyof typeof cells)[]).filter((key) => rule[key].trim() === "" && !(key === "ports" && needsNoPorts(rule.protocol))).map((key) => cells[key].toLowerCase());
  const hints = cellHints(rule.protocol, type);
  const remote = direction === "ingress" ? askWords.columns[4] : askWords.destination;
  return (
    <>
      <tr class="rule" data-decides={decision?.action} data-action={rule.action} data-problem={problems.length > 0} onKeyDown={onKey}>
        <td class="rule-number">{text("number", askWords.number)}</td>
        <td class="rule-type">
          <select value={type} aria-label={`${askWords.type}, ${row}`} onChange={(event) => onChange(typed(rule, event.currentTarget.value))}>
            {[...ruleTypes, ...customTypes].map(({ name }) => <option key={name}>{name}</option>)}
          </select>
        </td>
        <td class="rule-protocol">{text("protocol", askWords.protocol, hints.protocol)}</td>
        <td class="rule-ports">{text("ports", askWords.ports, hints.ports)}</td>
        <td class="rule-cidr"><GrowField value={rule.cidr} label={`${remote}, ${row}`} hint="0.0.0.0/0" onText={(cidr) => onChange({ ...rule, cidr })} /></td>
        <td class="rule-action">
          <select value={rule.action} data-action={rule.action} aria-label={`${askWords.action}, ${row}`}
            onChange={(event) => onChange({ ...rule, action: event.currentTarget.value === "allow" ? "allow" : "deny" })}>
            <option value="allow">{askWords.allow}</option>
            <option value="deny">{askWords.deny}</option>
          </select>
        </td>
        <td class="rule-buttons">
          <button type="button" class="icon" disabled={first} aria-label={`${askWords.up}, ${row}`} title={askWords.up} onClick={() => onMove(-1)}>↑</button>
          <button type="button" class="icon" disabled={last} aria-label={`${askWords.down}, ${row}`} title={askWords.down} onClick={() => onMove(1)}>↓</button>
          <button type="button" class="icon" aria-label={`${askWords.remove}, ${row}`} title={askWords.remove} onClick={onRemove}>×</button>
        </td>
      </tr>
      {decision && (
        <tr class="rule-note" data-decides={decision.action}>
          <td colSpan={7}>{{ deny: "✕", allow: "✓", unknown: "?" }[decision.action]} {decision.action === "unknown" ? askWords.mayDecide(decision.leg) : askWords.decides(decision.leg)}</td>
        </tr>
      )}
      {empty.length > 0 && (
        <tr class="rule-note rule-problem">
          <td colSpan={7}>{askWords.emptyCells(empty)}</td>
        </tr>
      )}
      {empty.length === 0 && problems.map(({ text: problem, hint }) => (
        <tr class="rule-note rule-problem" key={problem}>
          <td colSpan={7}>{problem}{hint ? <span class="quiet"> {hint}</span> : null}</td>
        </tr>
      ))}
    </>
  );
}

export const RuleRow = memo(Row);
