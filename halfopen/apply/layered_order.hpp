// SPDX-License-Identifier: Apache-2.0
// Orders by construction, for changes that no direct order leads through.
//
// One direction: NEW's rules are put in front of OLD's, first to last. After each call every packet
// fares as in OLD or as in NEW, since those that the rules in front match fare as in NEW, all
// others as in OLD. Then OLD's rules go, last to first, and the copies in front change places with
// rules under the final numbers, last to first. Where the quota is short, rules of OLD go as soon
// as they may. All of it also works backwards in time. Both directions: while one changes, the
// other must let through nothing that only OLD did, or a connection could open that works neither
// before nor after. Where it does, denies are put in front of it first (a curtain) and taken away
// last.
#pragma once

#include <optional>
#include <vector>

#include "halfopen/apply/order_search.hpp"

namespace halfopen {

/// The shortest of the orders that these ideas make, shortened; nothing if none is accepted.
std::optional<std::vector<AclMove>> layered_order(StateJudge& judge, SafetyForm form);

/// Leaves out calls that are not needed, where there are at most 200: temporary rules, deletions of
/// what is created again. The result is accepted like the order given, which must lead from OLD to
/// NEW.
std::vector<AclMove> shortened(StateJudge& judge, SafetyForm form, std::vector<AclMove> moves);

/// Every state of the order is accepted and the last one is NEW.
bool is_accepted(StateJudge& judge, SafetyForm form, const std::vector<AclMove>& moves);

}  // namespace halfopen
