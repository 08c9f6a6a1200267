// SPDX-License-Identifier: Apache-2.0
// The second list of a question about two.
#pragma once

#include <cstdint>

#include "rule_sets.hpp"

namespace halfopen::bench {

/// A list of the same meaning: random swaps of neighbours that have one action or are disjoint.
Rules equal_rules(const Rules& rules, std::uint32_t seed);

/// A list for the replies: each allowed rule turned round, some left out, and wildcard client ports
/// narrowed to one of the ephemeral ranges in use.
Rules reply_rules(const Rules& rules, std::uint32_t seed);

/// Sources for destinations and ports likewise: the replies in terms of their requests.
Rules swapped_ends(const Rules& rules);

}  // namespace halfopen::bench
