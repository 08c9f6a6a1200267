// SPDX-License-Identifier: Apache-2.0
export const askWords = {
  heading: "Does this connection work?",
  tagline: "Both legs, for every client port. Change anything: the answer follows.",
  from: "From",
  fromHint: "address, block or internet",
  to: "To",
  toHint: "the server's ACL, subnet or address",
  port: "Port",
  portHint: "443, udp/53, icmp/8",
  system: "Client system",
  systems: "All usual systems",
  otherRange: "Range of your own",
  range: "Client ports",
  rangeHint: "40000-40999",
  noRange: (asked: string) => `Give LO-HI within 0-65535. Asked meanwhile: ${asked}.`,
  clientPort: "Client port",
  clientPortHint: "any",
  noClientPort: "Give one port within 0-65535. Asked meanwhile: any.",
  paste: "Paste rules",
  reset: "Start over",
  share: "Copy link",
  rules: "Rules",
  askTables: "These tables",
  askAccount: "The loaded account",
  serverAcl: "Network ACL of the server's subnet",
  clientAcl: "Network ACL of the client's subnet",
  addClientAcl: "The client's subnet has an ACL, too",
  removeAcl: "Remove this ACL",
  name: "Name",
  blocks: "The subnet's blocks",
  blocksHint: "10.0.0.0/24",
  blocksNeeded: "Which addresses are in this subnet? The client's must be one of them.",
  inbound: "Inbound rules",
  outbound: "Outbound rules",
  columns: ["Rule", "Type", "Protocol", "Port range", "Source", "Allow/Deny"],
  destination: "Destination",
  number: "Rule number",
  type: "Type",
  protocol: "Protocol",
  ports: "Port range",
  action: "Allow or deny",
  allow: "Allow",
  deny: "Deny",
  addRule: "Add rule",
  sort: "Sort by number",
  noNumber: "A rule has no number yet. Give it a free one from 1 to 32766; the lowest is looked at first.",
  up: "Move up",
  down: "Move down",
  remove: "Delete",
  starRow: ["*", "All traffic", "All", "All", "everything else", "Deny"],
  quota: (used: number, limit: number, family: string) => `${family}: ${used} of ${limit} rules, the default one included`,
  decides: (leg: string) => `decides the ${leg}`,
  mayDecide: (leg: string) => `may decide the ${leg}: nobody knows what it matches`,
  emptyCells: (cells: string[]) => `Empty: ${cells.join(", ")}. What this rule matches is unknown until it is filled in.`,
  notAsked: (acl: string) => `${acl} is not asked: the client's address is in none of its subnet's blocks.`,
  notAskedBlocks: (acl: string) => `${acl} is not asked: nobody told which addresses are in its subnet.`,
  pasteHeading: "Paste rules",
  pasteHint: "From the console's Inbound and Outbound tabs, both at once or one after the other; a rule table, or JSON of describe-network-acls. Nothing leaves this machine.",
  pasteRead: "Read it",
  pasteCancel: "Cancel",
  pasteChoose: "There are several network ACLs in it. Which one guards the server's subnet?",
  pasteUse: "Use this ACL",
  pasteNothing: "There is no network ACL in it.",
  pasteClient: "and the client's subnet (optional)",
  pasteNone: "none",
  pasteInto: "Whose rules are these?",
  pasteKept: (list: string, other: string, acl: string) =>
    `The text held ${other} rules only: they replace those of ${acl}. Its ${list} rules stay as they were.`,
  pasteEmpty: (list: string, acl: string) => `The text held no ${list} rules: ${acl} has none now, and denies all ${list}.`,
  pasteEmptyIt: (list: string) => `Leave the ${list} rules empty`,
  pasteKeepIt: (list: string) => `Keep the ${list} rules from before`,
  pasteTwin: (server: string, client: string) =>
    `One ACL guards both subnets. Its rules stand here twice, the client's as ${client}: change both where you change ${server}.`,
  close: "Close",
  moreRules: (inbound: number, outbound: number) => `${inbound} inbound, ${outbound} outbound`,
  problems: "What the engine says of the rules",
} as const;

/** What a row's cells may hold, for those that are empty. */
export function cellHints(protocol: string, type: string): { protocol: string; ports: string } {
  const icmp = /^(icmp(v6)?|icmp6|ipv6-icmp|1|58)$/i.test(protocol.trim());
  if (icmp) return { protocol: "icmp", ports: "8 or 8/0" };
  return type === "Custom protocol" ? { protocol: "47", ports: "All" } : { protocol: "tcp", ports: "443" };
}

/** The console's names for usual services. Choosing one fills protocol and ports. */
export const ruleTypes = [
  { name: "All traffic", protocol: "All", ports: "All" },
  { name: "All TCP", protocol: "TCP", ports: "0-65535" },
  { name: "All UDP", protocol: "UDP", ports: "0-65535" },
  { name: "All ICMP - IPv4", protocol: "ICMP", ports: "All" },
  { name: "SSH", protocol: "TCP", ports: "22" },
  { name: "SMTP", protocol: "TCP", ports: "25" },
  { name: "DNS (TCP)", protocol: "TCP", ports: "53" },
  { name: "DNS (UDP)", protocol: "UDP", ports: "53" },
  { name: "HTTP", protocol: "TCP", ports: "80" },
  { name: "POP3", protocol: "TCP", ports: "110" },
  { name: "IMAP", protocol: "TCP", ports: "143" },
  { name: "LDAP", protocol: "TCP", ports: "389" },
  { name: "HTTPS", protocol: "TCP", ports: "443" },
  { name: "SMTPS", protocol: "TCP", ports: "465" },
  { name: "IMAPS", protocol: "TCP", ports: "993" },
  { name: "POP3S", protocol: "TCP", ports: "995" },
  { name: "MS SQL", protocol: "TCP", ports: "1433" },
  { name: "Oracle", protocol: "TCP", ports: "1521" },
  { name: "MySQL/Aurora", protocol: "TCP", ports: "3306" },
  { name: "NFS", protocol: "TCP", ports: "2049" },
  { name: "RDP", protocol: "TCP", ports: "3389" },
  { name: "PostgreSQL", protocol: "TCP", ports: "5432" },
  { name: "Redshift", protocol: "TCP", ports: "5439" },
] as const;

export const customTypes = [
  { name: "Custom TCP", protocol: "TCP" },
  { name: "Custom UDP", protocol: "UDP" },
  { name: "Custom ICMP", protocol: "ICMP" },
  { name: "Custom protocol", protocol: "" },
] as const;

const same = (a: string, b: string) => a.trim().toLowerCase() === b.toLowerCase();

/** The console's name for what a row matches. */
export function typeName(protocol: string, ports: string): string {
  if (same(protocol, "all") || protocol.trim() === "-1") return "All traffic";
  const every = same(ports, "all") || same(ports, "0-65535");
  const known = ruleTypes.find((type) => same(protocol, type.protocol) &&
    (same(ports, type.ports) || (every && (type.ports === "All" || type.ports === "0-65535"))));
  if (known) return known.name;
  return customTypes.find((type) => same(protocol, type.protocol))?.name ?? "Custom protocol";
}
