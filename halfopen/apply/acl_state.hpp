// SPDX-License-Identifier: Apache-2.0
// The entries of one network ACL at one moment between two API calls.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "halfopen/acl/network_acl.hpp"

namespace halfopen {

/// An entry's content without its number and direction: index into RuleTable.
using RuleId = std::uint16_t;

/// The distinct contents of entries. Ids are given in the order in which contents are first seen.
class RuleTable {
 public:
  /// The id of the entry's content. Linear in the number of contents.
  RuleId intern(const NetworkAclEntry& entry);
  std::size_t size() const { return rules_.size(); }
  const NetworkAclEntry& operator[](RuleId id) const { return rules_[id]; }
  /// The content under a number of a direction.
  NetworkAclEntry entry(Direction direction, RuleNumber number, RuleId id) const;

 private:
  std::vector<NetworkAclEntry> rules_;
};

/// One numbered rule of a list.
struct NumberedRule {
  RuleNumber number = 0;
  RuleId rule = 0;

  friend bool operator==(const NumberedRule&, const NumberedRule&) = default;
};

/// Ascending by number; a number stands once (EC2 API, CreateNetworkAclEntry: a rule number exists
/// once in a direction, for both families together).
using RuleList = std::vector<NumberedRule>;

/// The rule with that number, or nothing. Logarithmic.
std::optional<RuleId> rule_at(const RuleList& list, RuleNumber number);

/// What one API call does with a number of a direction.
struct AclMove {
  Direction direction = Direction::ingress;
  RuleNumber number = 0;
  std::optional<RuleId> rule;  ///< what stands there afterwards; nothing: deleted

  friend bool operator==(const AclMove&, const AclMove&) = default;
};

/// Both lists.
struct AclState {
  std::array<RuleList, 2> lists;

  const RuleList& list(Direction direction) const {
    return lists[static_cast<std::size_t>(direction)];
  }
  RuleList& list(Direction direction) { return lists[static_cast<std::size_t>(direction)]; }

  friend bool operator==(const AclState&, const AclState&) = default;
};

/// The entries of an ACL as a state. No number may stand twice in a direction.
AclState acl_state(const NetworkAcl& acl, RuleTable& rules);

/// Makes the call. Linear in the list.
void apply_move(RuleList& list, const AclMove& move);

/// A text that is equal exactly for equal lists: a key for hash tables.
std::string list_key(const RuleList& list);

}  // namespace halfopen
