// SPDX-License-Identifier: Apache-2.0
// All security groups of a network interface, joined into one rule list.
//
// Groups only allow, and an interface takes the union of its groups (EC2 User Guide, security
// groups). So the rules of all of them, one after the other with the default deny behind, are a
// rule list like any other, and everything that is known about rule lists holds for them. A rule
// that names a group stands for the private addresses of its members, one that names a prefix list
// for the list's entries.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/acl/network_acl.hpp"
#include "halfopen/net/address_set.hpp"
#include "halfopen/vpc/cloud_objects.hpp"

namespace halfopen {

/// Immutable.
class GroupSet {
 public:
  GroupSet(std::vector<std::string> group_ids, NetworkAcl rules,
           std::array<std::vector<std::uint32_t>, 2> owners)
      : group_ids_(std::move(group_ids)), rules_(std::move(rules)), owners_(std::move(owners)) {}

  std::span<const std::string> group_ids() const { return group_ids_; }
  const NetworkAcl& rules() const { return rules_; }

  /// The group that a rule of rules() comes from.
  std::string_view owner(Direction direction, RuleNumber number) const {
    return group_ids_[owners_[static_cast<std::size_t>(direction)][number - 1]];
  }

  /// "sg-1", or "sg-1+sg-2".
  const std::string& label() const { return rules_.id(); }

 private:
  std::vector<std::string> group_ids_;
  NetworkAcl rules_;
  std::array<std::vector<std::uint32_t>, 2> owners_;
};

/// What rules may name: blocks of prefix lists, addresses of the members of groups.
class GroupSetBuilder {
 public:
  /// Borrows the objects. `loaded` are the addresses of all loaded VPCs and subnets.
  GroupSetBuilder(const CloudObjects& objects, std::array<AddressSet, 2> loaded);

  /// The joined rules of these groups on an interface of that VPC. A group that is not loaded
  /// allows everything: what is missing is an assumption, not a denial.
  GroupSet build(std::vector<std::string> group_ids, const std::string& vpc_id) const;

  /// From now on every address counts as a member of these groups: what comes through an interface
  /// of theirs, whatever its source.
  void admit_all(std::span<const std::string> group_ids, const std::string& vpc_id);

 private:
  void add_rule(const SecurityGroupRule& rule, const std::string& vpc_id,
                std::vector<NetworkAclEntry>& rows) const;
  void add_members(const SecurityGroupRule& rule, const std::string& vpc_id,
                   const NetworkAclEntry& row, std::vector<NetworkAclEntry>& rows) const;
  /// Whether a rule in one VPC may name a group of another; `depends`: on the way of the packets.
  enum class Reference : std::uint8_t { counts, depends, counts_not };
  Reference reference(const std::string& from_vpc, const std::string& to_vpc) const;

  void add_open_members(const SecurityGroupRule& rule, const NetworkAclEntry& row,
                        std::vector<NetworkAclEntry>& rows) const;
  void find_unclaimed();

  const CloudObjects& objects_;
  std::array<AddressSet, 2> loaded_;
  /// Loaded addresses at which no interface stands whose groups are known.
  std::array<AddressSet, 2> unclaimed_;
  bool open_ = false;  ///< some group or interface may have members or groups that are not loaded
  std::map<std::string_view, const SecurityGroup*> groups_;
  std::map<std::string_view, const PrefixList*> prefix_lists_;
  std::map<std::string_view, std::vector<const NetworkInterface*>> members_;
  std::map<std::string_view, std::string> admitted_;  ///< groups, with their VPC
};

}  // namespace halfopen
