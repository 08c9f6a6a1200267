// SPDX-License-Identifier: Apache-2.0
import { useRef } from "preact/hooks";
import type { Diagnostic, Direction } from "../../engine/documents";
import { added, isSorted, sorted, swapped, withRule, without } from "../../state/edit_rules";
import type { RuleDraft } from "../../state/rule_draft";
import { useRowFocus } from "../../state/use_row_focus";
import { askWords } from "../../text/ask_words";
import { memo } from "../memo";
import { QuotaGauge } from "../quota_gauge";
import { type Decision, RuleRow } from "./rule_row";

export interface RuleTableProps {
  acl: string;
  direction: Direction;
  rules: RuleDraft[];
  /** The rule that decides a leg of the question, by its number or "*". */
  decides: (Decision & { rule: string }) | undefined;
  problems: { index: number; diagnostic: Diagnostic }[];
  quota: { family: string; entries: number; limit: number }[];
  onChange(rules: RuleDraft[]): void;
}

function StarRow({ decision }: { decision: Decision | undefined }) {
  return (
    <>
      <tr class="rule rule-star" data-decides={decision?.action} data-action="deny">
        {askWords.starRow.map((text, i) => (
          <td key={text} class={["rule-number", "rule-type", "rule-protocol", "rule-ports", "rule-cidr", "rule-action"][i]}>{text}</td>
        ))}
        <td class="rule-buttons" />
      </tr>
      {decision && (
        <tr class="rule-note" data-decides={decision.action}>
          <td colSpan={7}>✕ {askWords.decides(decision.leg)}</td>
        </tr>
      )}
    </>
  );
}

/** One list of rules, edited like in the console. */
function Table({ acl, direction, rules, decides, problems, quota, onChange }: RuleTableProps) {
  // The rows are drawn again only when they change: what they call looks at the list of now.
  const now = useRef({ rules, onChange });
  now.current = { rules, onChange };
  const edit = (change: (rules: RuleDraft[]) => RuleDraft[]) => now.current.onChange(change(now.current.rules));
  const body = useRef<HTMLTableSectionElement>(null);
  const add = useRef<HTMLButtonElement>(null);
  const focus = useRowFocus(body, add);
  const move = (index: number, to: number) => {
    if (to < 0 || to >= now.current.rules.length) return;
    focus.follow(index, to);
    edit((list) => swapped(list, index, to));
  };
  const addRule = () => {
    focus.fill(rules.length);
    edit(added);
  };
  const remove = (index: number) => {
    focus.leave(index, now.current.rules.length - 2);
    edit((list) => without(list, index));
  };
  const title = direction === "ingress" ? askWords.inbound : askWords.outbound;
  const columns = askWords.columns.map((name, i) => (i === 4 && direction === "egress" ? askWords.destination : name));
  const here = (number: string) => (decides?.rule === number ? decides : undefined);
  return (
    <section class="rule-list" aria-label={`${title}, ${acl}`}>
      <div class="rule-list-head">
        <h3>{title}</h3>
        {quota.map(({ family, entries, limit }) => (
          <QuotaGauge key={family} used={entries} limit={limit} text={askWords.quota(entries, limit, family)} />
        ))}
      </div>
      <table class="rules">
        <thead>
          <tr>
            {columns.map((name) => <th key={name} scope="col">{name}</th>)}
            <td />
          </tr>
        </thead>
        <tbody ref={body}>
          {rules.map((rule, i) => (
            <RuleRow
              key={i}
              direction={direction}
              rule={rule}
              first={i === 0}
              last={i === rules.length - 1}
              decision={here(rule.number.trim())}
              problems={problems.filter(({ index }) => index === i).map(({ diagnostic }) => diagnostic)}
              onChange={(changed) => edit((list) => withRule(list, i, changed))}
              onMove={(by) => move(i, i + by)}
              onRemove={() => remove(i)}
            />
          ))}
          <StarRow decision={here("*")} />
        </tbody>
      </table>
      {rules.some(({ number }) => number.trim() === "") && <p class="hint">{askWords.noNumber}</p>}
      <div class="rule-list-foot">
        <button type="button" class="quiet-button" ref={add} onClick={addRule}>+ {askWords.addRule}</button>
        {!isSorted(rules) && (
          <button type="button" class="quiet-button" onClick={() => edit(sorted)}>{askWords.sort}</button>
        )}
      </div>
    </section>
  );
}

export const RuleTable = memo(Table);
