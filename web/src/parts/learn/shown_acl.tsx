// SPDX-License-Identifier: Apache-2.0
import type { ShownAcl, ShownRow } from "../../engine/practice_documents";
import { practiceWords as text } from "../../text/practice_words";

function List({ caption, remote, rows }: { caption: string; remote: string; rows: ShownRow[] }) {
  return (
    // On a narrow screen the table scrolls, with the keys, too.
    <div class="shown-list" role="group" aria-label={caption} tabIndex={0}>
      <table class="plain rules-read">
        <caption>{caption}</caption>
        <thead>
          <tr>{text.columns.map((name, i) => <th key={name} scope="col">{i === 4 ? remote : name}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.rule} ${row.cidr}`} data-action={row.action}>
              <th scope="row">{row.rule}</th>
              <td>{row.type}</td>
              <td>{row.protocol}</td>
              <td class="mono">{row.ports}</td>
              <td class="mono">{row.cidr}</td>
              <td class="rule-action">{row.action}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Both lists of an ACL as the engine shows them. */
export function ShownAclTables({ acl }: { acl: ShownAcl }) {
  return (
    <div class="rules-pair">
      <List caption={text.caption(acl.id, text.inbound)} remote={text.columns[4]} rows={acl.inbound} />
      <List caption={text.caption(acl.id, text.outbound)} remote={text.destination} rows={acl.outbound} />
    </div>
  );
}
