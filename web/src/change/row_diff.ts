// SPDX-License-Identifier: Apache-2.0
// Which rows of two rule lists differ. It compares texts; what that does to connections is told by
// the engine.
import type { AclOverview, OverviewDocument, RuleRow } from "../engine/documents";

export type RowMark = "same" | "added" | "removed" | "changed";

export interface RowPair {
  mark: RowMark;
  before: RuleRow | undefined;
  after: RuleRow | undefined;
}

export interface AclPair {
  before: AclOverview | undefined;
  after: AclOverview | undefined;
  inbound: RowPair[];
  outbound: RowPair[];
  differs: boolean;
}

const family = (row: RuleRow) => (row.cidr.includes(":") ? 6 : 4);
const numberOf = (row: RuleRow) => (row.rule === "*" ? Number.MAX_SAFE_INTEGER : Number.parseInt(row.rule, 10));

/** Rows under one number and family are one row. In the order of evaluation. */
export function pairRows(before: RuleRow[], after: RuleRow[]): RowPair[] {
  const pairs: RowPair[] = [];
  const left = [...after];
  for (const row of before) {
    const at = left.findIndex((other) => other.rule === row.rule && family(other) === family(row));
    const other = at < 0 ? undefined : left.splice(at, 1)[0];
    pairs.push({ mark: other === undefined ? "removed" : other.text === row.text && other.action === row.action ? "same" : "changed", before: row, after: other });
  }
  for (const row of left) pairs.push({ mark: "added", before: undefined, after: row });
  const key = ({ before: one, after: other }: RowPair) => {
    const row = one ?? other;
    return row ? numberOf(row) : 0;
  };
  return pairs.sort((a, b) => key(a) - key(b));
}

function pairAcl(before: AclOverview | undefined, after: AclOverview | undefined): AclPair {
  const inbound = pairRows(before?.inbound ?? [], after?.inbound ?? []);
  const outbound = pairRows(before?.outbound ?? [], after?.outbound ?? []);
  const differs = [...inbound, ...outbound].some(({ mark }) => mark !== "same");
  return { before, after, inbound, outbound, differs };
}

/** ACLs are paired by id, then by name, then where each side has only one left. */
export function pairAcls(before: OverviewDocument, after: OverviewDocument): AclPair[] {
  const left = [...after.acls];
  const partner = new Map<AclOverview, AclOverview>();
  const take = (fits: (acl: AclOverview, other: AclOverview) => boolean) => {
    for (const acl of before.acls) {
      if (partner.has(acl)) continue;
      const at = left.findIndex((other) => fits(acl, other));
      const [other] = at < 0 ? [] : left.splice(at, 1);
      if (other) partner.set(acl, other);
    }
  };
  take((acl, other) => acl.id === other.id);
  take((acl, other) => acl.name !== "" && acl.name === other.name);
  if (left.length === 1 && before.acls.length - partner.size === 1) take(() => true);
  return [
    ...before.acls.map((acl) => pairAcl(acl, partner.get(acl))),
    ...left.map((acl) => pairAcl(undefined, acl)),
  ];
}
