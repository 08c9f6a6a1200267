// SPDX-License-Identifier: Apache-2.0
import type { OverviewDocument } from "../engine/documents";
import { type Quota, RuleQuota } from "../parts/rule_quota";
import { accountWords, nameAndId } from "../text/account_words";
import { changeWords as words } from "../text/change_words";
import { type AclPair, type RowPair, pairAcls } from "./row_diff";

function PairTable({ title, rows }: { title: string; rows: RowPair[] }) {
  return (
    <table class="row-diff">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col"><span class="sr-only">{words.markWords.changed}</span></th>
          <th scope="col">{words.rule}</th>
          <th scope="col">{words.before}</th>
          <th scope="col">{words.after}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ mark, before, after }, index) => (
          <tr key={index} data-mark={mark}>
            <td class="row-mark">
              <span aria-hidden="true">{words.marks[mark]}</span>
              <span class="sr-only">{words.markWords[mark]}</span>
            </td>
            <th scope="row">{(before ?? after)?.rule}</th>
            <td class="row-before">{before ? `${before.action} ${before.text}` : <span class="quiet">–</span>}</td>
            <td class="row-after">{after ? `${after.action} ${after.text}` : <span class="quiet">–</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface QuotaPair {
  quota: Quota;
  before: number;
}

/** Quotas of both sides by direction and family. */
function pairQuotas({ before, after }: AclPair): QuotaPair[] {
  const same = (one: Quota, other: Quota) => one.direction === other.direction && one.family === other.family;
  const now = (after?.quota ?? []).map((quota) => ({
    quota, before: before?.quota.find((one) => same(one, quota))?.entries ?? 0,
  }));
  const gone = (before?.quota ?? [])
    .filter((quota) => !now.some((one) => same(one.quota, quota)))
    .map((quota) => ({ quota: { ...quota, entries: 0 }, before: quota.entries }));
  return [...now, ...gone];
}

function AclChange({ pair }: { pair: AclPair }) {
  const { before, after } = pair;
  const acl = before ?? after;
  if (!acl) return null;
  return (
    <div class="acl-change card" data-acl={acl.id}>
      <h3>
        {nameAndId(acl.name, acl.id)}
        {before && after && before.id !== after.id && <span class="quiet"> → {nameAndId(after.name, after.id)}</span>}
        {!before && <span class="tag">{words.markWords.added}</span>}
        {!after && <span class="tag">{words.markWords.removed}</span>}
      </h3>
      <div class="acl-tables">
        <PairTable title={accountWords.inbound} rows={pair.inbound} />
        <PairTable title={accountWords.outbound} rows={pair.outbound} />
      </div>
      <div class="gauges">
        {pairQuotas(pair).map(({ quota, before: used }) => (
          <RuleQuota key={`${quota.direction} ${quota.family}`} quota={quota} before={used} />
        ))}
        <p class="gauge-note">{accountWords.gaugeNote}</p>
      </div>
    </div>
  );
}

/** Both sides' rules beside each other. */
export function RulesSection({ before, after }: { before: OverviewDocument; after: OverviewDocument }) {
  const pairs = pairAcls(before, after);
  const changed = pairs.filter(({ differs }) => differs);
  const alike = pairs.length - changed.length;
  return (
    <section aria-labelledby="rules-title">
      <h2 id="rules-title">{words.rules}</h2>
      {changed.map((pair) => <AclChange key={(pair.before ?? pair.after)?.id} pair={pair} />)}
      {alike > 0 && <p class="quiet">{changed.length === 0 ? words.allAlike : words.alike(alike)}</p>}
    </section>
  );
}
