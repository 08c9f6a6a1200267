// SPDX-License-Identifier: Apache-2.0
// The rules as they stand in the page's tables, and the rule table that the engine reads.
import type { AclOverview, RuleRow } from "../engine/documents";
import type { Source } from "../engine/engine";

/** One row, every cell as it was typed. */
export interface RuleDraft {
  number: string;
  protocol: string;
  ports: string;
  cidr: string;
  action: "allow" | "deny";
}

export interface AclDraft {
  name: string;
  inbound: RuleDraft[];
  outbound: RuleDraft[];
}

const cell = (text: string) => text.trim().replace(/\s+/g, " ") || "?";

function rowText(rule: RuleDraft): string {
  return [rule.number, rule.protocol, rule.ports, rule.cidr, rule.action].map(cell).join("\t");
}

/** The rule table of one ACL, tabs between the cells. The default deny stands behind each list. */
export function aclSource(acl: AclDraft): Source {
  const header = "Rule #\tProtocol\tPort range\tSource\tAllow/Deny";
  const list = (title: string, rules: RuleDraft[]) =>
    [title, header.replace("Source", title.startsWith("Out") ? "Destination" : "Source"),
     ...rules.map(rowText), "*\tAll\tAll\t0.0.0.0/0\tDENY"].join("\n");
  const text = [
    `acl: ${acl.name}`,
    "",
    list("Inbound rules", acl.inbound),
    "",
    list("Outbound rules", acl.outbound),
    "",
  ].join("\n");
  return { name: `${acl.name}.txt`, text };
}

const draftOf = (row: RuleRow): RuleDraft => ({
  number: row.rule,
  protocol: row.protocol,
  ports: row.ports,
  cidr: row.cidr,
  action: row.action === "allow" ? "allow" : "deny",
});

/** Rows of the engine for editing; the `*` row is not one of them. */
export function aclDraft(acl: AclOverview): AclDraft {
  const rows = (list: RuleRow[]) => list.filter((row) => row.rule !== "*").map(draftOf);
  return { name: acl.id, inbound: rows(acl.inbound), outbound: rows(acl.outbound) };
}
