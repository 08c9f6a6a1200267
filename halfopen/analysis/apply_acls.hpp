// SPDX-License-Identifier: Apache-2.0
// Which ACLs of two snapshots are to be changed, and how each gets from OLD to NEW.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "halfopen/analysis/acl_swap.hpp"
#include "halfopen/apply/apply_plan.hpp"
#include "halfopen/base/result.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

enum class ApplyWay : std::uint8_t { nothing, in_place, swap };

struct ApplyQuestion {
  std::string acl;  ///< id or name; empty: every ACL that changes
  /// Only this way; nothing: in place where that is safe, else by swap where that is better.
  std::optional<ApplyWay> way;
  ApplyLimits limits;
};

/// The plan for one ACL.
struct AclApply {
  std::uint32_t old_acl = 0;  ///< index into the acls() of OLD
  std::uint32_t new_acl = 0;  ///< of NEW
  ApplyWay way = ApplyWay::nothing;
  ApplyPlan plan;                    ///< in place; made even where the way is a swap
  std::optional<SwapPlan> swap;      ///< if the way is a swap
  std::vector<std::string> subnets;  ///< ids of the subnets that the ACL guards in OLD
  std::vector<std::string> notes;    ///< what a person has to know

  bool safe() const;
  std::size_t calls() const;
};

struct ApplyAnswer {
  std::vector<AclApply> acls;      ///< in the order of OLD
  std::vector<std::string> notes;  ///< ACLs that stand on one side only, and what is not planned

  bool safe() const;
};

/// Pairs the ACLs: by id, then by name, then the only one of each side. Errors: an ACL that is not
/// found, rules that are not known for certain (see plan_apply), a swap that is not possible.
Result<ApplyAnswer> apply_acls(const Snapshot& before, const Snapshot& after,
                               const ApplyQuestion& question);

}  // namespace halfopen
