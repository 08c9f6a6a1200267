// SPDX-License-Identifier: Apache-2.0
// How many rules a list needs at least, told from pairs of cells with different fates.
//
// Two open cells of different fates: the first rule that covers one of them must not cover the
// other, since a rule has one action. (One of the two is allowed, so such a rule exists.) Pairs
// that no single rule can tell apart each need a rule of their own.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "halfopen/minimise/rule_grid.hpp"

namespace halfopen {

/// The cells that no rule has decided yet, by the action that they need: deny [0], allow [1].
using OpenCells = std::array<CellSet, 2>;

/// For each node, the columns that are open somewhere in its rows; and in its parent's rows outside
/// of it. Linear in the words of the grid.
class OpenDigest {
 public:
  OpenDigest(const RuleGrid& grid, const OpenCells& open);

  bool any(std::uint32_t node, const Run& columns, std::size_t action) const {
    return any(within_[action], node, columns);
  }
  bool any_beside(std::uint32_t node, const Run& columns, std::size_t action) const {
    return any(beside_[action], node, columns);
  }
  const std::uint64_t* within(std::uint32_t node, std::size_t action) const {
    return &within_[action][std::size_t{node} * words_];
  }

 private:
  bool any(const std::vector<std::uint64_t>& bits, std::uint32_t node, const Run& columns) const {
    for (std::uint32_t w = columns.first / 64; w <= columns.last / 64; ++w) {
      if ((bits[std::size_t{node} * words_ + w] & run_mask(columns, w)) != 0) return true;
    }
    return false;
  }

  std::uint32_t words_;
  std::array<std::vector<std::uint64_t>, 2> within_;
  std::array<std::vector<std::uint64_t>, 2> beside_;
};

/// No list decides the open cells rightly with fewer rules, if the rules on `committed` are to be
/// in it. Linear in the cells and in the number of committed boxes.
std::size_t fewest_rules(const RuleGrid& grid, const OpenCells& open, const OpenDigest& digest,
                         std::span<const RuleBox> committed);

/// The same for the whole target.
std::size_t fewest_rules(const RuleGrid& grid);

/// The smallest grid that is enough for lists of at most `k` rules: siblings are joined where
/// rule_grid.hpp allows it, with fewest_rules for the cells outside. `effort` is lowered by the
/// cells looked at; when it is used up, fewer siblings are joined, which is right but larger.
RuleGrid smallest_grid(const RulePicture& picture, std::size_t k, std::uint64_t& effort);

}  // namespace halfopen
