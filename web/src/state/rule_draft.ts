// SPDX-License-Identifier: Apache-2.0
// The rules as they stand in the page's tables, and the rule table that the engine reads.
import type { AclOverview, Direction, RuleRow } from "../engine/documents";
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
  /** CIDR blocks of the subnet that it guards; empty: not told. */
  blocks?: string;
  inbound: RuleDraft[];
  outbound: RuleDraft[];
}

const cell = (text: string) => text.trim().replace(/\s+/g, " ") || "?";

function rowText(rule: RuleDraft): string {
  return [rule.number, rule.protocol, rule.ports, rule.cidr, rule.action].map(cell).join("\t");
}

/** A row that nobody has filled in yet is not asked about. */
export const isBlank = (rule: RuleDraft) => rule.ports.trim() === "" && rule.cidr.trim() === "";

/** A protocol whose ports nobody looks at: the cell may stay empty. */
export const needsNoPorts = (protocol: string) => !["tcp", "6", "udp", "17"].includes(protocol.trim().toLowerCase());

const header = (remote: string) => `Rule #\tProtocol\tPort range\t${remote}\tAllow/Deny`;

/** The table's lines, and which row of which list stands on which of them (0: the first line). */
function layOut(acl: AclDraft) {
  const lines: string[] = [`acl: ${cell(acl.name)}`];
  const rows = new Map<number, { direction: Direction; index: number }>();
  if (acl.blocks?.trim()) lines.push(`subnet: subnet-${cell(acl.name)} ${cell(acl.blocks.replaceAll(",", " "))}`);
  const list = (direction: Direction, rules: RuleDraft[]) => {
    const inbound = direction === "ingress";
    lines.push("", inbound ? "Inbound rules" : "Outbound rules", header(inbound ? "Source" : "Destination"));
    rules.forEach((rule, index) => {
      if (isBlank(rule)) return;
      rows.set(lines.length, { direction, index });
      lines.push(rowText(rule));
    });
    lines.push("*\tAll\tAll\t0.0.0.0/0\tDENY");
  };
  list("ingress", acl.inbound);
  list("egress", acl.outbound);
  return { lines, rows };
}

/** The rule table of one ACL, tabs between the cells. The default deny stands behind each list. */
export function aclSource(acl: AclDraft): Source {
  return { name: `${cell(acl.name)}.txt`, text: `${layOut(acl).lines.join("\n")}\n` };
}

/** The row of the page's tables that a place of the engine ("web-server.txt:7") speaks of. */
export function rowAtPlace(acl: AclDraft, place: string | undefined) {
  const { name } = aclSource(acl);
  if (place === undefined || !place.startsWith(`${name}:`)) return undefined;
  const line = Number.parseInt(place.slice(name.length + 1), 10);
  return layOut(acl).rows.get(line - 1);
}

/** What the engine cannot read stays what it cannot read. */
const draftOf = (row: RuleRow): RuleDraft => ({
  number: row.rule,
  protocol: row.action === "unknown" ? "?" : row.protocol,
  ports: row.action === "unknown" ? "?" : row.ports,
  cidr: row.cidr,
  action: row.action === "allow" ? "allow" : "deny",
});

/** A row whose block cannot be read stands there once for each family. */
const isRepeated = (row: RuleRow, i: number, list: RuleRow[]) =>
  row.action === "unknown" && list.findIndex(({ rule, place, action }) => action === "unknown" && rule === row.rule && place === row.place) < i;

/** Rows of the engine for editing; the `*` row is not one of them. */
export function aclDraft(acl: AclOverview): AclDraft {
  const rows = (list: RuleRow[]) => list.filter((row, i) => row.rule !== "*" && !isRepeated(row, i, list)).map(draftOf);
  return { name: acl.id, inbound: rows(acl.inbound), outbound: rows(acl.outbound) };
}
