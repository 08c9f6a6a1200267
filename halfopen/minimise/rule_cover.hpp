// SPDX-License-Identifier: Apache-2.0
// A rule list from nothing but what it shall do.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "halfopen/minimise/rule_grid.hpp"

namespace halfopen {

/// A right list: again and again, for the first open allowed cell, the box that decides the most
/// allowed cells for each rule that it costs, the deny rules before it included. Nothing if that
/// leads nowhere or `effort` (cells and boxes looked at) is used up.
std::optional<std::vector<GridRule>> greedy_cover(const RuleGrid& grid, std::uint64_t& effort);

}  // namespace halfopen
