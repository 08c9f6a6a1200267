// SPDX-License-Identifier: Apache-2.0
// What became of a leg of a flow, in the words of the tables that tell it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "halfopen/analysis/check.hpp"

namespace halfopen {

struct FlowLegWords {
  std::string_view outcome;  ///< allow, deny, no-route; empty: nobody knows
  /// The crossing that denied (`ACL/DIRECTION/RULE`, `sg-…/DIRECTION`), or what has no route; empty
  /// if nothing of that decided.
  std::string decided_by;
};
FlowLegWords leg_words(const Snapshot& snapshot, const PacketFate& fate,
                       const std::optional<PathStop>& stop, Leg leg);

/// What decided that the flow does not work: of the request, else of the reply; empty if it works,
/// or nobody knows.
std::string decided_by(const Snapshot& snapshot, const FlowAnswer& answer);

}  // namespace halfopen
