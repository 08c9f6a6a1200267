// SPDX-License-Identifier: Apache-2.0
// Changing an ACL by building a new one and moving the subnets over, one association a call.
//
// Each subnet is at OLD or at NEW at any time, so connections with the outside fare as before or as
// after. Only a connection between two of the ACL's subnets meets both lists on the way; it can
// work in between though it works neither before nor after. It cannot break: what works before and
// after passes each list on the way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "halfopen/apply/state_judge.hpp"
#include "halfopen/base/result.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// One subnet moves.
struct SwapStep {
  std::uint32_t subnet = 0;                ///< index into the subnets() of OLD
  std::vector<StateViolation> violations;  ///< of the state after it
};

struct SwapPlan {
  std::vector<SwapStep> steps;           ///< in order
  std::vector<NetworkAclEntry> entries;  ///< of the new ACL
  bool deletes_old = true;               ///< false for a default ACL, which cannot be deleted
  bool exhaustive = true;                ///< no other order of the subnets is better

  bool safe() const;
  /// create-network-acl, the entries, the associations, delete-network-acl.
  std::size_t calls() const { return 1 + entries.size() + steps.size() + (deletes_old ? 1 : 0); }
};

/// Plans the swap of acls()[old_acl] of `before` for the rules of `after`. Errors: no subnet of the
/// ACL is known; more subnets than can be ordered; 200 ACLs in the VPC (Amazon VPC quotas).
Result<SwapPlan> plan_swap(const Snapshot& before, std::uint32_t old_acl, const NetworkAcl& after);

/// The subnets that the ACL guards, as indices.
std::vector<std::uint32_t> subnets_of_acl(const Snapshot& snapshot, std::uint32_t acl);

}  // namespace halfopen
