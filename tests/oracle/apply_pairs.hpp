// SPDX-License-Identifier: Apache-2.0
// Pairs of rule lists OLD and NEW, as changes look: small edits of real-looking ACLs, reordered and
// renumbered lists, lists that fill the quota, lists that have nothing to do with each other.
#pragma once

#include <string>
#include <vector>

#include "halfopen/acl/network_acl_entry.hpp"
#include "tests/oracle/random_acl.hpp"

namespace halfopen::oracle {

struct ApplyPair {
  std::string kind;
  std::vector<NetworkAclEntry> before;
  std::vector<NetworkAclEntry> after;
};

/// Every list has at most 20 rows; no direction and family more than 19.
ApplyPair random_apply_pair(Dice& dice);

/// The kinds that random_apply_pair makes.
std::vector<std::string> apply_pair_kinds();

}  // namespace halfopen::oracle
