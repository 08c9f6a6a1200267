// SPDX-License-Identifier: Apache-2.0
// What a plan changes, put over the account that it changes.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "halfopen/vpc/snapshot_draft.hpp"

namespace halfopen {

/// Before a plan is applied, or after.
enum class PlanSide : std::uint8_t { before, after };

/// Both sides of a plan. Each holds the objects that the plan manages and nothing else.
struct PlannedChange {
  SnapshotDraft before;
  SnapshotDraft after;
  std::set<std::string> unchanged;  ///< ids of objects that stay as they are
};

/// Adds one side of the plan to what other inputs say of the account.
/// * Before: the account's word counts; the plan adds what the account does not hold.
/// * After: objects that the plan deletes are gone, those that it changes are as it says, those
///   that it leaves alone are as the account says. A rule, route or association that the plan
///   removes is taken out of the account's objects, and what it adds is added.
/// With an empty account the result is that side of the plan. O(n log n).
void put_over(SnapshotDraft& account, PlannedChange&& plan, PlanSide side);

}  // namespace halfopen
