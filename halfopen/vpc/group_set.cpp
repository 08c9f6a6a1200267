// SPDX-License-Identifier: Apache-2.0
#include "halfopen/vpc/group_set.hpp"

#include <algorithm>
#include <utility>

namespace halfopen {
namespace {

NetworkAclEntry row_of(const SecurityGroupRule& rule) {
  NetworkAclEntry row;
  row.direction = rule.direction;
  row.action = rule.action;
  row.protocol = rule.protocol;
  row.icmp_type = rule.icmp_type;
  row.icmp_code = rule.icmp_code;
  row.ports = rule.ports;
  row.origin = rule.origin;
  return row;
}

void add_blocks(NetworkAclEntry row, std::span<const CidrBlock> blocks,
                std::vector<NetworkAclEntry>& rows) {
  for (const CidrBlock& block : blocks) {
    row.cidr = block;
    rows.push_back(row);
  }
}

/// Whatever the rule lets through may pass, or not: nobody can tell.
void add_doubt(NetworkAclEntry row, std::span<const CidrBlock> blocks,
               std::vector<NetworkAclEntry>& rows) {
  row.action = RuleAction::unknown;
  add_blocks(row, blocks, rows);
}

bool joins(const VpcPeering& peering, const std::string& a, const std::string& b) {
  const std::string& x = peering.sides[0].vpc_id;
  const std::string& y = peering.sides[1].vpc_id;
  return peering.active && ((x == a && y == b) || (x == b && y == a));
}

}  // namespace

GroupSetBuilder::GroupSetBuilder(const CloudObjects& objects, std::array<AddressSet, 2> loaded)
    : objects_(objects), loaded_(std::move(loaded)) {
  for (const SecurityGroup& group : objects.security_groups) groups_[group.id] = &group;
  for (const PrefixList& list : objects.prefix_lists) prefix_lists_[list.id] = &list;
  for (const NetworkInterface& interface : objects.interfaces) {
    for (const std::string& group : interface.group_ids) members_[group].push_back(&interface);
    open_ = open_ || !interface.groups_known;
  }
  for (const SecurityGroup& group : objects.security_groups) open_ = open_ || !group.members_known;
  if (open_) find_unclaimed();
}

void GroupSetBuilder::find_unclaimed() {
  for (const IpFamily family : kIpFamilies) {
    std::vector<std::pair<AddressBits, AddressBits>> claimed;
    for (const NetworkInterface& interface : objects_.interfaces) {
      if (!interface.groups_known) continue;
      for (const NetworkInterface::Address& own : interface.addresses) {
        if (own.address.family() != family) continue;
        claimed.emplace_back(own.address.bits(), own.address.bits());
      }
    }
    std::sort(claimed.begin(), claimed.end());
    claimed.erase(std::unique(claimed.begin(), claimed.end()), claimed.end());
    IntervalSet<AddressBits> taken;
    for (const auto& [first, last] : claimed) taken.append(first, last);
    const std::size_t at = static_cast<std::size_t>(family);
    unclaimed_[at] = loaded_[at];
    unclaimed_[at].bits = unclaimed_[at].bits - taken;
  }
}

/// Who may belong to the group without being loaded: nobody can tell whether the rule counts there.
void GroupSetBuilder::add_open_members(const SecurityGroupRule& rule, const NetworkAclEntry& row,
                                       std::vector<NetworkAclEntry>& rows) const {
  if (!open_) return;
  const auto group = groups_.find(rule.group);
  if (group == groups_.end() || !group->second->members_known) {
    for (const AddressSet& set : unclaimed_) add_doubt(row, cidr_blocks(set), rows);
    return;
  }
  for (const NetworkInterface& interface : objects_.interfaces) {
    if (interface.groups_known) continue;
    for (const NetworkInterface::Address& own : interface.addresses) {
      const CidrBlock block(own.address, address_width(own.address.family()));
      add_doubt(row, {&block, 1}, rows);
    }
  }
}

/// A group of another VPC may be named over a peering connection, and over a transit gateway where
/// that is switched on (VPC Peering Guide, "Update your security groups"; Transit Gateways guide,
/// security group referencing).
GroupSetBuilder::Reference GroupSetBuilder::reference(const std::string& from_vpc,
                                                      const std::string& to_vpc) const {
  if (from_vpc == to_vpc) return Reference::counts;
  bool peered = false;
  for (const VpcPeering& peering : objects_.peerings) {
    peered = peered || joins(peering, from_vpc, to_vpc);
  }
  bool counts = peered;
  bool by_other_way = false;
  for (const TransitGateway& gateway : objects_.transit_gateways) {
    const auto attached = [&](const std::string& vpc, bool referencing) {
      return std::any_of(objects_.attachments.begin(), objects_.attachments.end(),
                         [&](const TransitGatewayAttachment& attachment) {
                           return attachment.gateway_id == gateway.id && attachment.available &&
                                  attachment.resource_id == vpc &&
                                  (!referencing || attachment.group_references);
                         });
    };
    if (!attached(from_vpc, false) || !attached(to_vpc, false)) continue;
    const bool referencing =
        gateway.group_references && attached(from_vpc, true) && attached(to_vpc, true);
    counts = counts || referencing;
    by_other_way = by_other_way || !referencing;
  }
  if (!counts) return Reference::counts_not;
  // Two ways join the VPCs, and on one of them references count for nothing.
  return by_other_way ? Reference::depends : Reference::counts;
}

void GroupSetBuilder::admit_all(std::span<const std::string> group_ids, const std::string& vpc_id) {
  for (const std::string& id : group_ids) admitted_.insert_or_assign(id, vpc_id);
}

void GroupSetBuilder::add_members(const SecurityGroupRule& rule, const std::string& vpc_id,
                                  const NetworkAclEntry& row,
                                  std::vector<NetworkAclEntry>& rows) const {
  const auto admitted = admitted_.find(rule.group);
  if (admitted != admitted_.end() && reference(admitted->second, vpc_id) == Reference::counts) {
    const CidrBlock all[] = {CidrBlock::all(IpFamily::v4), CidrBlock::all(IpFamily::v6)};
    add_blocks(row, all, rows);
    return;
  }
  add_open_members(rule, row, rows);
  const auto found = members_.find(rule.group);
  if (found == members_.end() && !groups_.contains(rule.group)) {
    // A group of another account or region: its members may be anywhere that is not loaded.
    for (const IpFamily family : kIpFamilies) {
      AddressSet elsewhere = AddressSet::of(CidrBlock::all(family));
      elsewhere.bits = elsewhere.bits - loaded_[static_cast<std::size_t>(family)].bits -
                       internet_addresses(family).bits;
      add_doubt(row, cidr_blocks(elsewhere), rows);
    }
    return;
  }
  if (found == members_.end()) return;
  std::map<std::string_view, Reference> references;  // by VPC of the members
  for (const NetworkInterface* interface : found->second) {
    if (!references.contains(interface->vpc_id)) {
      references.emplace(interface->vpc_id, reference(interface->vpc_id, vpc_id));
    }
  }
  for (const Reference wanted : {Reference::counts, Reference::depends}) {
    std::array<std::vector<AddressBits>, 2> members;
    for (const NetworkInterface* interface : found->second) {
      if (references.find(interface->vpc_id)->second != wanted) continue;
      for (const NetworkInterface::Address& address : interface->addresses) {
        members[static_cast<std::size_t>(address.address.family())].push_back(
            address.address.bits());
      }
    }
    for (const IpFamily family : kIpFamilies) {
      auto& bits = members[static_cast<std::size_t>(family)];
      std::sort(bits.begin(), bits.end());
      bits.erase(std::unique(bits.begin(), bits.end()), bits.end());
      AddressSet set{family, {}};
      for (const AddressBits address : bits) set.bits.append(address, address);
      if (wanted == Reference::counts) {
        add_blocks(row, cidr_blocks(set), rows);
      } else {
        add_doubt(row, cidr_blocks(set), rows);
      }
    }
  }
}

void GroupSetBuilder::add_rule(const SecurityGroupRule& rule, const std::string& vpc_id,
                               std::vector<NetworkAclEntry>& rows) const {
  const NetworkAclEntry row = row_of(rule);
  if (rule.cidr) {
    add_blocks(row, {&*rule.cidr, 1}, rows);
  } else if (!rule.prefix_list.empty()) {
    const auto list = prefix_lists_.find(rule.prefix_list);
    if (list != prefix_lists_.end() && list->second->entries_known) {
      add_blocks(row, list->second->cidrs, rows);
    } else {
      const CidrBlock all[] = {CidrBlock::all(IpFamily::v4), CidrBlock::all(IpFamily::v6)};
      add_doubt(row, all, rows);
    }
  } else if (!rule.group.empty()) {
    add_members(rule, vpc_id, row, rows);
  } else if (row.action == RuleAction::unknown) {
    const CidrBlock all[] = {CidrBlock::all(IpFamily::v4), CidrBlock::all(IpFamily::v6)};
    add_doubt(row, all, rows);
  }
}

GroupSet GroupSetBuilder::build(std::vector<std::string> group_ids,
                                const std::string& vpc_id) const {
  std::vector<std::pair<NetworkAclEntry, std::uint32_t>> sure;
  std::vector<std::pair<NetworkAclEntry, std::uint32_t>> doubtful;
  std::string label;
  for (std::uint32_t i = 0; i < group_ids.size(); ++i) {
    label += (i == 0 ? "" : "+") + group_ids[i];
    std::vector<NetworkAclEntry> rows;
    const auto group = groups_.find(group_ids[i]);
    if (group == groups_.end()) {
      for (const Direction direction : {Direction::ingress, Direction::egress}) {
        for (const IpFamily family : kIpFamilies) {
          NetworkAclEntry row;
          row.direction = direction;
          row.action = RuleAction::allow;
          row.cidr = CidrBlock::all(family);
          rows.push_back(row);
        }
      }
    } else {
      for (const SecurityGroupRule& rule : group->second->rules) add_rule(rule, vpc_id, rows);
    }
    for (NetworkAclEntry& row : rows) {
      (row.action == RuleAction::allow ? sure : doubtful).emplace_back(std::move(row), i);
    }
  }
  // Allow wins over doubt: the rules that are sure stand first.
  sure.insert(sure.end(), doubtful.begin(), doubtful.end());
  std::array<std::vector<std::uint32_t>, 2> owners;
  std::vector<NetworkAclEntry> rows;
  rows.reserve(sure.size());
  for (auto& [row, owner] : sure) {
    owners[static_cast<std::size_t>(row.direction)].push_back(owner);
    rows.push_back(std::move(row));
  }
  NetworkAcl list = NetworkAcl::ordered({label, "", vpc_id, false, {}}, std::move(rows));
  return {std::move(group_ids), std::move(list), std::move(owners)};
}

}  // namespace halfopen
