// SPDX-License-Identifier: Apache-2.0
// Shorter rule lists without a promise that they are shortest.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "halfopen/minimise/rule_bound.hpp"
#include "halfopen/minimise/rule_grid.hpp"

namespace halfopen {

/// Cells that no rule of the list decides, or nothing if some rule decides a cell wrongly.
std::optional<OpenCells> open_after(const RuleGrid& grid, const std::vector<GridRule>& rules);

/// True if the list does what the target shows: no wrong cell, and no allowed cell left open.
bool is_right(const RuleGrid& grid, const std::vector<GridRule>& rules);

/// A right list, from a right list: drops rules, replaces two by one that covers both, at the place
/// of the earlier or the later, and grows rules, as long as that helps. At most as long. `effort`
/// is counted in words of cells and lowered by what was used; when it is used up, what was found so
/// far is the answer.
std::vector<GridRule> reduce(const RuleGrid& grid, std::vector<GridRule> rules,
                             std::uint64_t& effort);

}  // namespace halfopen
