// SPDX-License-Identifier: Apache-2.0
// English of the account view.
import type { Direction, RuleRow, Verdict } from "../engine/documents";
import { grouped } from "./numbers";
import { verdictWords } from "./words";

const counted = (count: number, one: string, many: string) =>
  `${grouped(count)} ${count === 1 ? one : many}`;

export const accountWords = {
  title: "Account",
  map: "Map",
  matrix: "Matrix",
  nothing: "No account is loaded",
  nothingMend:
    "Start the program with inputs (halfopen serve FOLDER), or bring exports of the AWS CLI, templates, plans or rule tables here.",
  bring: "Look at these",
  tryExample: (title: string) => `Look at an example: ${title}`,
  backToLoaded: "Back to what is loaded",
  loadedFrom: "read from",
  filesOf: (folder: string, count: number) =>
    folder === "" ? counted(count, "file", "files") : `${folder} (${counted(count, "file", "files")})`,
  subnets: (count: number) => counted(count, "subnet", "subnets"),
  acls: (count: number) => counted(count, "network ACL", "network ACLs"),
  vpcs: (count: number) => counted(count, "VPC", "VPCs"),
  gateways: (count: number) => counted(count, "gateway", "gateways"),
  diagnostics: (count: number) => counted(count, "remark on the inputs", "remarks on the inputs"),

  mapLabel: "Map of the account",
  mapHelp:
    "Tab goes from thing to thing, Enter chooses. Arrows move the map, + and − zoom, 0 shows everything.",
  mapTouch: "A tap chooses. One finger moves the map, two zoom.",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  zoomAll: "Show everything",
  saveSvg: "Save as SVG",
  drawing: "drawing the map …",
  list: "The same as a list",
  open: (title: string) => `${title}: show the subnets`,
  shut: (title: string) => `${title}: show as one box`,
  openAll: "Open all groups",
  shutAll: "Close all groups",
  noSubnet: "no subnet told",
  noAcl: "network ACL not loaded",
  noVpc: "VPC not told",
  isDefault: "default",
  rulesOf: (inbound: number, outbound: number) => `${inbound} in, ${outbound} out`,
  zone: "Zone",
  cidrs: "Addresses",
  acl: "Network ACL",
  routeTable: "Route table",
  vpc: "VPC",
  kind: "Kind",
  none: "not loaded",
  close: "Close",
  aclOf: (count: number) => (count === 0 ? "No subnet that is loaded stands behind it" : `Stands before ${counted(count, "subnet", "subnets")}`),
  showMatrix: "See it in the matrix",
  gatewayKinds: {
    internet: "internet gateway",
    nat: "NAT gateway",
    "egress-only": "egress-only gateway",
    vpn: "VPN gateway",
    transit: "transit gateway",
    peering: "VPC peering",
    endpoint: "VPC endpoint",
  } as Record<string, string>,

  inbound: "Inbound rules",
  outbound: "Outbound rules",
  ruleColumns: {
    rule: "Rule",
    protocol: "Protocol",
    ports: "Ports",
    source: "Source",
    destination: "Destination",
    action: "Action",
    text: "In words",
  },
  quota: "Rules used",
  direction: { ingress: "inbound", egress: "outbound" } as Record<Direction, string>,
  /** The default deny is one of the entries. */
  gauge: (entries: number, limit: number) =>
    entries > 0 ? `${entries - 1} + 1 of ${limit}` : `0 of ${limit}`,
  gaugeNote: "+ 1 is the default deny; the quota counts it.",

  port: "Service",
  portHint: "443 or udp/53",
  clients: "Client system",
  usualClients: "the usual ones",
  family: "Family",
  order: "Order",
  orderVpc: "by VPC",
  orderEqual: "equal ones together",
  filterRows: "Clients (rows)",
  filterColumns: "Servers (columns)",
  filterHint: "name, id or VPC",
  cornerTo: "server →",
  cornerFrom: "client ↓",
  outside: "outside",
  equalSet: (set: number, count: number) =>
    count === 1 ? `alone (${set})` : `set ${set}: ${grouped(count)} alike`,
  heatLabel: (rows: number, columns: number, service: string) =>
    `Heat map of ${service}: ${grouped(rows)} clients in rows, ${grouped(columns)} servers in columns`,
  heatHelp:
    "Arrows go from cell to cell (with Shift by ten), Enter shows the answer, + and − zoom, 0 shows everything. Drag to move, wheel to zoom.",
  heatTouch: "A tap shows the answer of a cell. One finger moves the picture, two zoom.",
  heatRole: "heat map",
  pairs: (count: number) => counted(count, "pair", "pairs"),
  cell: (from: string, to: string, service: string, verdict: string) =>
    `${from} → ${to}, ${service}: ${verdict}`,
  noPair: "no pair: nothing between them is filtered here",
  point: "Point at a cell, or go there with the arrows.",
  totals: "Pairs by verdict; press one to see only those",
  next: "Next",
  previous: "Previous",
  empty: "No end has this text.",
  answerOf: (from: string, to: string) => `${from} → ${to}`,
  asked: (service: string, family: string, clients: string) => `${service}, ${family}, client systems: ${clients}`,
  gone: "This cell is not in the account any more.",
} as const;

/** What the legend and a cell say of a verdict: one letter of the heat map stands for denied and for no route. */
export function heatWords(verdict: Verdict): { title: string; meaning: string } {
  return verdict !== "denied" ? verdictWords[verdict]
    : { title: "Denied or no route", meaning: "the request dies on its way, or there is no way at all; the answer of a cell says which" };
}

/** A rule as a sentence: "Allows tcp 443 from 10.0.0.0/8." The engine's words stand in it. */
export function ruleSentence(row: RuleRow, direction: Direction): string {
  const verbs = { allow: "Allows", deny: "Denies", unknown: "Allows or denies (it could not be read)" };
  const what = row.text.endsWith(` ${row.cidr}`) ? row.text.slice(0, -row.cidr.length - 1) : row.text;
  const all = row.cidr === "0.0.0.0/0" || row.cidr === "::/0";
  const who = all ? `anywhere (${row.cidr})` : row.cidr;
  const rest = row.rule === "*" ? ", where no rule before it matched" : "";
  return `${verbs[row.action]} ${what} ${direction === "ingress" ? "from" : "to"} ${who}${rest}.`;
}

/** "web-1 (subnet-00001)", or the one that there is. */
export function nameAndId(name: string, id: string): string {
  return name === "" || name === id ? id : `${name} (${id})`;
}
