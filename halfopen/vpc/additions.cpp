// SPDX-License-Identifier: Apache-2.0
#include "halfopen/vpc/additions.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "halfopen/vpc/attach.hpp"

namespace halfopen {
namespace {

/// The rules of a default network ACL that nobody has changed: everything is allowed (VPC User
/// Guide, Default network ACL; the IPv6 rules are there if the VPC has an IPv6 block).
std::vector<NetworkAclEntry> allow_everything(bool with_v6, const Origin& origin) {
  std::vector<NetworkAclEntry> rows;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    NetworkAclEntry row;
    row.number = 100;
    row.direction = direction;
    row.action = RuleAction::allow;
    row.cidr = CidrBlock::all(IpFamily::v4);
    row.origin = origin;
    rows.push_back(row);
    if (!with_v6) continue;
    row.number = 101;
    row.cidr = CidrBlock::all(IpFamily::v6);
    rows.push_back(row);
  }
  return rows;
}

void attach_blocks(SnapshotDraft& draft) {
  const IdIndex vpcs = index_of(draft.vpcs, [](const Vpc& vpc) { return vpc.id; });
  const IdIndex subnets = index_of(draft.subnets, [](const Subnet& subnet) { return subnet.id; });
  for (const AddedBlock& added : draft.additions.blocks) {
    const auto put = [&](std::vector<CidrBlock>& blocks) {
      if (std::find(blocks.begin(), blocks.end(), added.block) == blocks.end()) {
        blocks.push_back(added.block);
      }
    };
    if (const auto vpc = vpcs.find(added.owner_id); vpc != vpcs.end()) {
      put(draft.vpcs[vpc->second].cidrs);
    } else if (const auto subnet = subnets.find(added.owner_id); subnet != subnets.end()) {
      put(draft.subnets[subnet->second].cidrs);
    }
  }
}

/// Gives new VPCs their default network ACL where something falls to it or adds to it.
void add_default_acls(SnapshotDraft& draft) {
  if (draft.additions.new_vpcs.empty()) return;
  IdIndex acls = index_of(draft.acls, [](const NetworkAclDraft& acl) { return acl.identity.id; });
  std::set<std::string_view> associated;
  std::set<std::string_view> wanted;  // ids of ACLs that something names
  for (const AclAssociation& association : draft.associations) {
    associated.insert(association.subnet_id);
    wanted.insert(association.acl_id);
  }
  for (const AddedRow& added : draft.additions.rows) wanted.insert(added.acl_id);
  std::set<std::string_view> falling;  // VPCs with a subnet that names no ACL
  for (const Subnet& subnet : draft.subnets) {
    if (!associated.contains(subnet.id)) falling.insert(subnet.vpc_id);
  }
  std::vector<NetworkAclDraft> made;
  for (const NewVpc& fresh : draft.additions.new_vpcs) {
    if (const auto adopted = acls.find(fresh.default_acl_id); adopted != acls.end()) {
      draft.acls[adopted->second].identity.vpc_id = fresh.vpc_id;
      continue;
    }
    if (!falling.contains(fresh.vpc_id) && !wanted.contains(fresh.default_acl_id)) continue;
    const Vpc* vpc = find_vpc(draft, fresh.vpc_id);
    made.push_back({{fresh.default_acl_id, "", fresh.vpc_id, true, fresh.origin, true},
                    allow_everything(vpc != nullptr && has_v6(draft, *vpc), fresh.origin)});
  }
  for (NetworkAclDraft& acl : made) draft.acls.push_back(std::move(acl));
}

/// Puts a row into an ACL, unless it says what a row of it says already.
void put_row(NetworkAclDraft& acl, const NetworkAclEntry& row) {
  for (NetworkAclEntry& known : acl.rows) {
    if (!same_rule(known, row)) continue;
    known.origin = row.origin;  // where the rule is declared, rather than the list that repeats it
    return;
  }
  acl.rows.push_back(row);
}

void attach_rows(SnapshotDraft& draft, OutsideObjects& outside) {
  IdIndex acls = index_of(draft.acls, [](const NetworkAclDraft& acl) { return acl.identity.id; });
  for (const AddedRow& added : draft.additions.rows) {
    if (added.acl_id.empty()) continue;
    auto at = acls.find(added.acl_id);
    if (at == acls.end()) {
      at = acls.emplace(added.acl_id, draft.acls.size()).first;
      draft.acls.push_back(
          {{added.acl_id, "", "", false, added.row.origin}, unknown_rules(added.row.origin)});
      outside.add(added.acl_id, "rules", "describe-network-acls", added.row.origin);
    }
    put_row(draft.acls[at->second], added.row);
  }
  for (const AddedRow& added : draft.additions.rows) {
    if (!added.acl_id.empty()) continue;
    for (NetworkAclDraft& acl : draft.acls) acl.rows.push_back(added.row);
  }
}

}  // namespace

void OutsideObjects::add(const std::string& id, std::string_view what, std::string_view command,
                         const Origin& origin) {
  if (!named_.emplace(id, true).second) return;
  diagnostics_.push_back({DiagnosticCode::outside_object, Severity::warning, origin,
                          id + " gets " + std::string(what) +
                              " here, and is not loaded: what else it holds is unknown",
                          "add what " + std::string(command) + " prints"});
}

const Vpc* find_vpc(const SnapshotDraft& draft, std::string_view id) {
  const auto found = std::find_if(draft.vpcs.begin(), draft.vpcs.end(),
                                  [&](const Vpc& vpc) { return vpc.id == id; });
  return found == draft.vpcs.end() ? nullptr : &*found;
}

bool has_v6(const SnapshotDraft& draft, const Vpc& vpc) {
  const auto& untold = draft.additions.v6_vpcs;
  if (std::find(untold.begin(), untold.end(), vpc.id) != untold.end()) return true;
  // A subnet has an IPv6 block only out of one of its VPC.
  for (const Subnet& subnet : draft.subnets) {
    if (subnet.vpc_id == vpc.id && !subnet.addresses(IpFamily::v6).empty()) return true;
  }
  return std::any_of(vpc.cidrs.begin(), vpc.cidrs.end(),
                     [](const CidrBlock& block) { return block.family() == IpFamily::v6; });
}

void attach_additions(SnapshotDraft& draft, Diagnostics& diagnostics) {
  OutsideObjects outside(diagnostics);
  attach_blocks(draft);
  add_default_acls(draft);
  attach_rows(draft, outside);
  attach_gateways(draft, outside);
  attach_transit(draft, outside);
  attach_endpoints(draft, outside);  // adds routes
  attach_routes(draft, outside, diagnostics);
  attach_groups(draft, outside);
  draft.additions = {};
}

}  // namespace halfopen
