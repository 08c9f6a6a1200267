// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/simulated_filters.hpp"

#include "tests/oracle/first_match_oracle.hpp"
#include "tests/oracle/simulated_routes.hpp"

namespace halfopen::oracle {
namespace {

std::string word(Direction direction) {
  return direction == Direction::ingress ? "ingress" : "egress";
}

/// The ACL that guards a subnet: the one that an association names, else the default one of the
/// VPC. Null if nobody knows.
const NetworkAclDraft* acl_of_subnet(const SnapshotDraft& draft, const Subnet& subnet) {
  std::string id;
  for (const AclAssociation& association : draft.associations) {
    if (association.subnet_id == subnet.id) id = association.acl_id;
  }
  for (const NetworkAclDraft& acl : draft.acls) {
    if (!id.empty() && acl.identity.id == id) return &acl;
    if (id.empty() && acl.identity.is_default && acl.identity.vpc_id == subnet.vpc_id) return &acl;
  }
  return nullptr;
}

/// The planted fault: allow rules first.
Judgement judge_allow_first(const std::vector<NetworkAclEntry>& rows, Direction direction,
                            const Packet& packet) {
  std::vector<NetworkAclEntry> allowing;
  for (const NetworkAclEntry& row : rows) {
    if (row.action == RuleAction::allow) allowing.push_back(row);
  }
  const Judgement found = judge(allowing, direction, packet);
  return found.rule == "*" ? judge(rows, direction, packet) : found;
}

/// Protocol and ports or message of a security group's rule.
bool service_matches(const SecurityGroupRule& rule, const Packet& packet) {
  if (rule.protocol == -1) return true;
  if (rule.protocol != packet.protocol.number) return false;
  if (rule.protocol == 6 || rule.protocol == 17) {
    return packet.destination_port >= rule.ports.first &&
           packet.destination_port <= rule.ports.last;
  }
  if (rule.protocol == 1 || rule.protocol == 58) {
    if (rule.icmp_type == -1) return true;
    if (rule.icmp_type != packet.icmp.type) return false;
    return rule.icmp_code == -1 || rule.icmp_code == packet.icmp.code;
  }
  return true;
}

/// The VPCs are one, or an active peering connection joins them.
bool vpcs_know_each_other(const SnapshotDraft& draft, const std::string& one,
                          const std::string& other) {
  if (one == other) return true;
  for (const VpcPeering& peering : draft.objects.peerings) {
    if (!peering.active) continue;
    const std::string& a = peering.sides[0].vpc_id;
    const std::string& b = peering.sides[1].vpc_id;
    if ((a == one && b == other) || (a == other && b == one)) return true;
  }
  return false;
}

/// The address belongs to an interface that is a member of the group.
bool member_of_group(const SnapshotDraft& draft, const std::string& group,
                     const std::string& own_vpc, const IpAddress& address, PlantedFault fault) {
  for (const NetworkInterface& member : draft.objects.interfaces) {
    bool belongs = false;
    for (const std::string& id : member.group_ids) belongs = belongs || id == group;
    if (!belongs) continue;
    const bool everywhere = fault == PlantedFault::group_references_everywhere;
    if (!everywhere && !vpcs_know_each_other(draft, own_vpc, member.vpc_id)) continue;
    for (const NetworkInterface::Address& one : member.addresses) {
      if (one.address == address) return true;
    }
  }
  return false;
}

bool in_prefix_list(const SnapshotDraft& draft, const std::string& id, const IpAddress& address) {
  for (const PrefixList& list : draft.objects.prefix_lists) {
    if (list.id == id && in_any_block(list.cidrs, address)) return true;
  }
  return false;
}

bool peer_matches(const SnapshotDraft& draft, const SecurityGroupRule& rule,
                  const std::string& own_vpc, const IpAddress& remote, PlantedFault fault) {
  if (rule.cidr) return in_block(*rule.cidr, remote);
  if (!rule.prefix_list.empty()) return in_prefix_list(draft, rule.prefix_list, remote);
  return !rule.group.empty() && member_of_group(draft, rule.group, own_vpc, remote, fault);
}

const SecurityGroup* find_group(const SnapshotDraft& draft, const std::string& id) {
  for (const SecurityGroup& group : draft.objects.security_groups) {
    if (group.id == id) return &group;
  }
  return nullptr;
}

}  // namespace

FilterResult acl_result(const SnapshotDraft& draft, const Subnet& subnet, Direction direction,
                        const Packet& packet, PlantedFault fault) {
  const NetworkAclDraft* acl = acl_of_subnet(draft, subnet);
  if (acl == nullptr) return {"unknown", subnet.id + "/" + word(direction)};
  const Judgement judgement = fault == PlantedFault::deny_order_ignored
                                  ? judge_allow_first(acl->rows, direction, packet)
                                  : judge(acl->rows, direction, packet);
  return {judgement.action, acl->identity.id + "/" + word(direction) + "/" + judgement.rule};
}

const NetworkInterface* interface_at(const SnapshotDraft& draft, const Subnet& subnet,
                                     const IpAddress& address) {
  for (const NetworkInterface& interface : draft.objects.interfaces) {
    if (interface.subnet_id != subnet.id) continue;
    for (const NetworkInterface::Address& one : interface.addresses) {
      if (one.address == address) return &interface;
    }
  }
  return nullptr;
}

FilterResult group_result(const SnapshotDraft& draft, const Subnet& subnet,
                          const IpAddress& address, Direction direction, const Packet& packet,
                          PlantedFault fault) {
  const NetworkInterface* interface = interface_at(draft, subnet, address);
  if (interface == nullptr || interface->group_ids.empty()) return {};
  const IpAddress& remote = direction == Direction::ingress ? packet.source : packet.destination;
  const std::string decided_by = interface->group_ids.front() + "/" + word(direction);
  bool doubtful = false;
  for (const std::string& id : interface->group_ids) {
    const SecurityGroup* group = find_group(draft, id);
    if (group == nullptr) return {};
    for (const SecurityGroupRule& rule : group->rules) {
      if (rule.direction != direction || !service_matches(rule, packet)) continue;
      if (!peer_matches(draft, rule, subnet.vpc_id, remote, fault)) continue;
      if (rule.action == RuleAction::allow) return {"allow", decided_by};
      doubtful = true;
    }
  }
  return {doubtful ? "unknown" : "deny", decided_by};
}

}  // namespace halfopen::oracle
