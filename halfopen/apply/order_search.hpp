// SPDX-License-Identifier: Apache-2.0
// Looks for an order of API calls whose states are all safe.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "halfopen/apply/state_judge.hpp"

namespace halfopen {

/// What every state has to hold: the contract, or the stricter form by packets as well.
enum class SafetyForm : std::uint8_t { connections, packets };

bool accepts(SafetyForm form, const StateFit& fit);

/// A number whose content differs between OLD and NEW.
struct ChangedNumber {
  Direction direction = Direction::ingress;
  RuleNumber number = 0;
  std::optional<RuleId> before;
  std::optional<RuleId> after;
};

/// Ingress first, ascending.
std::vector<ChangedNumber> changed_numbers(const AclState& before, const AclState& after);

/// Effort is counted in states judged, not timed, so that answers are the same everywhere.
struct OrderOutcome {
  std::optional<std::vector<AclMove>> moves;
  bool exhausted = false;  ///< everything in reach was looked at
  std::size_t states = 0;  ///< judged
};

/// Each changed number is touched once: create, replace or delete. The fewest calls possible.
/// Depth first, what only shrinks before what grows; a state that leads nowhere is not entered
/// twice.
OrderOutcome direct_order(StateJudge& judge, SafetyForm form, std::size_t effort);

/// Also: deleting a rule that is replaced later, a deny in its place, and temporary copies of rules
/// of OLD and NEW beside their own number, before and behind all rules; where a list is full, also
/// the deletion of any rule for a while, and one rule in the place of another. Best first by calls
/// made and numbers left.
OrderOutcome wide_order(StateJudge& judge, SafetyForm form, std::size_t effort);

/// The calls of wide_order that may follow a state: a finite set. A number is temporary if neither
/// OLD nor NEW has it.
std::vector<AclMove> wide_moves(StateJudge& judge, const AclState& state);

}  // namespace halfopen
