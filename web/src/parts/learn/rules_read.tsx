// SPDX-License-Identifier: Apache-2.0
import type { AclDraft, RuleDraft } from "../../state/rule_draft";
import { askWords, typeName } from "../../text/ask_words";
import { learnWords } from "../../text/learn_words";

function List({ title, remote, rules }: { title: string; remote: string; rules: RuleDraft[] }) {
  return (
    <table class="plain rules-read">
      <caption>{title}</caption>
      <thead>
        <tr>{[askWords.columns[0], askWords.columns[1], askWords.columns[3], remote, askWords.columns[5]].map((text) => <th key={text} scope="col">{text}</th>)}</tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <tr key={rule.number} data-action={rule.action}>
            <th scope="row">{rule.number}</th>
            <td>{typeName(rule.protocol, rule.ports)}</td>
            <td class="mono">{rule.ports}</td>
            <td class="mono">{rule.cidr}</td>
            <td class="rule-action">{rule.action}</td>
          </tr>
        ))}
        <tr data-action="deny">
          <th scope="row">*</th>
          <td>{askWords.starRow[1]}</td>
          <td />
          <td>{askWords.starRow[4]}</td>
          <td class="rule-action">deny</td>
        </tr>
      </tbody>
    </table>
  );
}

/** Both lists of an ACL to read. */
export function RulesRead({ acl }: { acl: AclDraft }) {
  return (
    <div class="rules-pair">
      <List title={learnWords.inbound} remote={askWords.columns[4]} rules={acl.inbound} />
      <List title={learnWords.outbound} remote={askWords.destination} rules={acl.outbound} />
    </div>
  );
}
