// SPDX-License-Identifier: Apache-2.0
// The order of API calls that brings an ACL from OLD to NEW in place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "halfopen/acl/network_acl.hpp"
#include "halfopen/apply/order_search.hpp"
#include "halfopen/base/result.hpp"

namespace halfopen {

/// Entries of a direction and family, the default deny counted (Amazon VPC quotas).
inline constexpr std::size_t kRuleQuota = 20;
inline constexpr std::size_t kHardRuleQuota = 40;

struct ApplyLimits {
  std::size_t quota = kRuleQuota;
  std::size_t direct_effort = 4000;       ///< states judged by the direct search, for each form
  std::size_t wide_effort = 20'000;       ///< by the wide search
  std::size_t violation_effort = 40'000;  ///< by the search for the smallest violation
};

/// One API call, and how the ACL fares after it.
struct ApplyStep {
  enum class Call : std::uint8_t { create, replace, remove };

  Call call = Call::create;
  NetworkAclEntry entry;                  ///< what is made; of remove: what goes
  std::optional<NetworkAclEntry> before;  ///< of replace: what stood there
  bool temporary = false;                 ///< neither OLD nor NEW has this under the number
  StateFit fit;
  std::vector<StateViolation> violations;  ///< of the state after it
  /// Entries of each direction and family afterwards, the default deny counted.
  std::array<std::array<std::size_t, 2>, 2> quota_used{};
};

/// Steps in order and what they cost.
struct ApplyOrder {
  std::vector<ApplyStep> steps;

  bool safe() const;
  bool safe_by_packets() const;
  std::size_t violating_states() const;
  std::size_t temporary_rules() const;
  /// The largest number of entries of any list in any state, the default deny counted.
  std::size_t most_entries() const;
};

/// What is known about orders with fewer violations than the one given.
enum class ApplyProof : std::uint8_t {
  safe,         ///< the order violates nothing
  unavoidable,  ///< every order violates something in some state, and this one in one state only
  exhausted,    ///< every order of the calls that are considered was tried: none is better
  searched,     ///< none was found among the states that were looked at
};

struct ApplyPlan {
  ApplyOrder order;
  ApplyOrder naive;  ///< for comparison: see naive_moves
  ApplyProof proof = ApplyProof::safe;
  std::size_t states = 0;  ///< judged on the way
  QuotaBound quota;
  bool over_quota = false;  ///< OLD or NEW has more entries than the quota; the bound is theirs
};

/// Plans in place. Errors: a rule whose action is unknown, a number that stands twice in a
/// direction, more than 200 entries in a direction. Deterministic; time bounded by the limits.
/// `subnets`: see StateJudge.
Result<ApplyPlan> plan_apply(const NetworkAcl& before, const NetworkAcl& after,
                             const ApplyLimits& limits = {},
                             std::span<const AddressSet> subnets = {});

/// What a tool does that does not think about order: for each direction, ingress first, delete what
/// changed or is gone, ascending, then create what is new, ascending.
std::vector<AclMove> naive_moves(const AclState& before, const AclState& after);

}  // namespace halfopen
