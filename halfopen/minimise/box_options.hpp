// SPDX-License-Identifier: Apache-2.0
// The boxes that the next rule may take, or a later one, to decide a given cell.
#pragma once

#include <cstdint>
#include <vector>

#include "halfopen/minimise/rule_bound.hpp"
#include "halfopen/minimise/rule_grid.hpp"

namespace halfopen {

/// A box for one action. Available: no open cell in it needs the other action.
struct BoxOption {
  RuleBox box;
  bool available = false;
  std::uint32_t gain = 0;  ///< for the caller
};

/// The cell to decide. It needs the action.
struct OpenCell {
  std::uint32_t row = 0;
  std::uint32_t column = 0;
  bool allow = false;
};

/// All boxes with the cell that cannot grow in any direction without taking in an open cell of the
/// other action; the available ones only, if `available_only`. For p ports bounds of the protocol
/// and d blocks around the cell: O(p^2 d). `effort` is lowered by the boxes looked at.
std::vector<BoxOption> box_options(const RuleGrid& grid, const OpenDigest& digest,
                                   const OpenCell& cell, bool available_only,
                                   std::uint64_t& effort);

}  // namespace halfopen
