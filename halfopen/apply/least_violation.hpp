// SPDX-License-Identifier: Apache-2.0
// The order that violates least, where no safe one is found.
//
// Least means: the fewest states with a violation (a state lasts from one API call to the next);
// then the fewest connections, summed over those states; then the fewest calls. The quota is never
// exceeded, as EC2 would refuse the call.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "halfopen/apply/order_search.hpp"

namespace halfopen {

/// What an order costs; compared in the order of the members.
struct ViolationCost {
  std::size_t states = 0;
  double connections = 0;
  std::size_t calls = 0;

  friend auto operator<=>(const ViolationCost&, const ViolationCost&) = default;
};

/// The cost of an order; nothing if it exceeds the quota or does not lead to NEW.
std::optional<ViolationCost> cost_of(StateJudge& judge, const std::vector<AclMove>& moves);

/// Tries every order of calls (every_move) in the order of their cost. `moves` is empty if the
/// effort did not suffice; then nothing is known. `exhausted` is true otherwise: no order is
/// better.
OrderOutcome least_violation(StateJudge& judge, std::size_t effort);

/// True if one direction alone cannot get from OLD to NEW within the quota without letting go of
/// packets that some connection needs before and after, whatever the other direction does: then
/// every order of calls (every_move) violates something. All lists in reach are looked at. False:
/// not known.
bool is_unavoidable(StateJudge& judge, std::size_t effort, std::size_t& states);

/// Orders that touch each changed number once, the best few of each length. Never empty-handed
/// unless the quota is in the way of every one that is kept.
OrderOutcome good_violation(StateJudge& judge, std::size_t width);

/// Every call with rules of OLD and NEW of that direction, and denies in their place: under every
/// number of OLD, NEW and the state, and in every gap between those.
std::vector<AclMove> every_move(StateJudge& judge, const AclState& state);

/// Equal for states that differ only in which free numbers their temporary rules have.
std::string shape_key(const StateJudge& judge, const AclState& state);

}  // namespace halfopen
