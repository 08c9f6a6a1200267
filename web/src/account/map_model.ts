// SPDX-License-Identifier: Apache-2.0
// What the map shows: VPCs, in them the subnets grouped by network ACL, and gateways. Large accounts
// begin with closed groups.
import type { AclOverview, OverviewDocument } from "../engine/documents";

export type Subnet = OverviewDocument["subnets"][number];
export type Gateway = OverviewDocument["gateways"][number];

/** Subnets of one VPC behind one network ACL, by zone. */
export interface MapGroup {
  key: string;
  /** Empty: not loaded. */
  aclId: string;
  acl: AclOverview | undefined;
  zones: { zone: string; subnets: Subnet[] }[];
  count: number;
  open: boolean;
}

export interface MapVpc {
  key: string;
  id: string;
  name: string;
  cidrs: string[];
  groups: MapGroup[];
  gateways: Gateway[];
  subnets: number;
  open: boolean;
}

export interface AccountMapModel {
  vpcs: MapVpc[];
  /** Gateways between several VPCs. */
  shared: Gateway[];
}

/** Up to so many subnets every group is open, up to so many groups every VPC. */
const mostOpenSubnets = 80;
const mostOpenGroups = 160;

function collect<Thing>(things: readonly Thing[], key: (thing: Thing) => string): Map<string, Thing[]> {
  const found = new Map<string, Thing[]>();
  for (const thing of things) {
    const name = key(thing);
    const list = found.get(name);
    if (list) list.push(thing);
    else found.set(name, [thing]);
  }
  return found;
}

function groupsOf(subnets: Subnet[], acls: Map<string, AclOverview>, isOpen: (key: string) => boolean): MapGroup[] {
  return [...collect(subnets, (subnet) => subnet.acl)].map(([aclId, members]) => {
    const key = `acl:${members[0]?.vpc ?? ""}:${aclId}`;
    const zones = [...collect(members, (subnet) => subnet.zone)]
      .map(([zone, inside]) => ({ zone, subnets: inside }))
      .sort((a, b) => a.zone.localeCompare(b.zone));
    return { key, aclId, acl: acls.get(aclId), zones, count: members.length, open: isOpen(key) };
  });
}

/** A network ACL that stands before no subnet that is loaded. */
const idleGroup = (acl: AclOverview): MapGroup => ({ key: `acl:${acl.vpc}:${acl.id}`, aclId: acl.id, acl, zones: [], count: 0, open: true });

/** The map of an account. `turned`: keys of groups and VPCs that are not as their size suggests. */
export function buildMap(overview: OverviewDocument, turned: readonly string[]): AccountMapModel {
  const acls = new Map(overview.acls.map((acl) => [acl.id, acl]));
  const bySubnetVpc = collect(overview.subnets, (subnet) => subnet.vpc);
  const groupCount = new Set(overview.subnets.map(({ vpc, acl }) => `${vpc} ${acl}`)).size;
  const groupsOpen = overview.subnets.length <= mostOpenSubnets;
  const vpcsOpen = groupCount <= mostOpenGroups;
  const isShared = ({ vpcs = [] }: Gateway) => vpcs.length > 1;
  const gateways = collect(overview.gateways.filter((gateway) => !isShared(gateway)), (gateway) => gateway.vpc);
  const known = overview.vpcs.map(({ id, name, cidrs }) => ({ id, name, cidrs }));
  const ids = new Set(known.map(({ id }) => id));
  const used = new Set(overview.subnets.map(({ acl }) => acl));
  const idle = collect(overview.acls.filter(({ id }) => !used.has(id)), (acl) => acl.vpc);
  const loose = [...bySubnetVpc.keys(), ...gateways.keys(), ...idle.keys()].filter((id) => !ids.has(id));
  const more = [...new Set(loose)].map((id) => ({ id, name: "", cidrs: [] as string[] }));
  const vpcs = [...known, ...more].map(({ id, name, cidrs }) => {
    const subnets = bySubnetVpc.get(id) ?? [];
    const key = `vpc:${id}`;
    return {
      key, id, name, cidrs, subnets: subnets.length,
      groups: [...groupsOf(subnets, acls, (group) => groupsOpen !== turned.includes(group)), ...(idle.get(id) ?? []).map(idleGroup)],
      gateways: gateways.get(id) ?? [],
      open: vpcsOpen !== turned.includes(key),
    };
  });
  return { vpcs, shared: overview.gateways.filter(isShared) };
}
