// SPDX-License-Identifier: Apache-2.0
// The cells of a rule picture, and rules as boxes of cells.
//
// Columns are those of the picture; rows are pieces of the address space. A box is a run of columns
// that some rule can name, by the pieces of one CIDR block. Few pieces are enough for lists of at
// most k rules:
//
// Follow the tree from a block t downwards as long as one half is a leaf ("sibling") with the same
// fates: t = n0, n1, ..., nL = b, with the siblings s1, ..., sL. If some sj has no rule of its own,
// send the addresses of all siblings to those of sj (see rule_picture.hpp for what that means). A
// block ni that holds sj becomes t; one that does not becomes b; another sibling's becomes nothing.
// So a list exists that is not longer and uses only t and b here: the siblings can be one piece,
// which only t and larger blocks cover. A list of k rules leaves some sj without a rule if L > k;
// also if every list for the cells outside the siblings has more than k - L rules, since rules of
// siblings do nothing there. Otherwise the siblings stay separate. One run after the other: joining
// never makes the list longer, so the argument holds for the next run too.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "halfopen/minimise/cell_set.hpp"
#include "halfopen/minimise/rule_picture.hpp"

namespace halfopen {

/// What one rule matches, in cells.
struct RuleBox {
  Run columns;
  std::uint32_t node = 0;  ///< index into RuleGrid::nodes

  friend constexpr auto operator<=>(const RuleBox&, const RuleBox&) = default;
};

/// A rule on a grid.
struct GridRule {
  RuleBox box;
  bool allow = false;

  friend constexpr bool operator==(const GridRule&, const GridRule&) = default;
};

/// A block that a rule can have. Invariant: a parent stands before its children.
struct GridNode {
  static constexpr std::uint32_t kNone = 0xffffffffU;

  CidrBlock block;
  Run rows;
  std::uint32_t parent = kNone;
  std::uint32_t siblings = kNone;  ///< row of the joined siblings that lie in it and in no child
  std::vector<std::uint32_t> children;
};

/// The pieces of addresses that move together.
struct GridRow {
  IpAddress representative;
  std::uint32_t node = 0;  ///< the smallest block that covers it
  double addresses = 1;
};

/// Siblings that were left separate: their rows, and the node of the tree at their top.
struct SiblingRun {
  std::uint32_t top = 0;
  std::vector<std::uint32_t> rows;
};

/// Immutable. Borrows the picture.
class RuleGrid {
 public:
  /// Enough for the list that the picture was drawn from: siblings are joined where that list has
  /// no rule for one of them.
  explicit RuleGrid(const RulePicture& picture) : RuleGrid(picture, std::nullopt, {}) {}

  /// Enough for every list of at most `rules` rules, if `joined` holds only tops of siblings of
  /// which such a list leaves one without a rule.
  RuleGrid(const RulePicture& picture, std::optional<std::size_t> rules,
           std::span<const std::uint32_t> joined);

  const std::vector<PictureColumn>& columns() const { return picture_->columns; }
  bool has_rest() const { return picture_->has_rest; }
  const std::vector<GridNode>& nodes() const { return nodes_; }
  const std::vector<GridRow>& rows() const { return rows_; }
  const std::vector<SiblingRun>& separate() const { return separate_; }

  /// The cells that the picture denies [0] and allows [1].
  const std::array<CellSet, 2>& target() const { return target_; }

  Run rows(const RuleBox& box) const { return nodes_[box.node].rows; }
  Run all_columns() const { return {0, static_cast<std::uint32_t>(columns().size() - 1)}; }

  /// The cells of a row of the list that the picture was drawn from, or nothing if the list does
  /// not need it. Only for the grid that is enough for that list.
  std::optional<RuleBox> box_of(const NetworkAclEntry& entry) const;

  /// The rule, without number and direction.
  NetworkAclEntry entry_of(const GridRule& rule) const;

  /// The smallest box that holds both.
  RuleBox join(const RuleBox& a, const RuleBox& b) const;

 private:
  void list_separate();
  void add(std::uint32_t from, std::uint32_t parent);
  void add_leaf(std::uint32_t from, std::uint32_t node);
  bool add_joined(std::uint32_t from, std::uint32_t node);
  bool named_within(const CidrBlock& block) const;
  std::uint32_t common_node(std::uint32_t a, std::uint32_t b) const;

  const RulePicture* picture_;
  std::optional<std::size_t> rules_;
  std::span<const std::uint32_t> joined_;
  std::vector<GridNode> nodes_;
  std::vector<GridRow> rows_;
  std::vector<std::uint32_t> colours_;      ///< by row
  std::vector<std::uint32_t> row_of_leaf_;  ///< by node of the picture
  std::vector<SiblingRun> separate_;
  std::array<CellSet, 2> target_;
};

}  // namespace halfopen
