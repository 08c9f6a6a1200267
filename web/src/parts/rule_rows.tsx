// SPDX-License-Identifier: Apache-2.0
import type { Direction, RuleRow } from "../engine/documents";
import { accountWords as words, ruleSentence } from "../text/account_words";

export interface RuleRowsProps {
  direction: Direction;
  rows: RuleRow[];
}

/** One list of rules in the order of evaluation, each with its sentence. */
export function RuleRows({ direction, rows }: RuleRowsProps) {
  const columns = words.ruleColumns;
  return (
    <table class="acl-rules" data-direction={direction}>
      <caption>{direction === "ingress" ? words.inbound : words.outbound}</caption>
      <thead>
        <tr>
          <th scope="col">{columns.rule}</th>
          <th scope="col">{columns.protocol}</th>
          <th scope="col">{columns.ports}</th>
          <th scope="col">{direction === "ingress" ? columns.source : columns.destination}</th>
          <th scope="col">{columns.action}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <>
            <tr key={`${index} cells`} class="rule-cells">
              <th scope="row">{row.rule}</th>
              <td>{row.protocol}</td>
              <td class="ports">{row.ports}</td>
              <td class="mono">{row.cidr}</td>
              <td>
                <span class={`action action-${row.action}`}>{row.action}</span>
              </td>
            </tr>
            <tr key={`${index} words`} class="rule-words">
              <td />
              <td colSpan={4}>
                {ruleSentence(row, direction)}
                {row.place !== undefined && <span class="place">{row.place}</span>}
              </td>
            </tr>
          </>
        ))}
      </tbody>
    </table>
  );
}
