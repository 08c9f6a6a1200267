// SPDX-License-Identifier: Apache-2.0
#include "halfopen/minimise/box_options.hpp"

#include <algorithm>

namespace halfopen {
namespace {

class Enumeration {
 public:
  Enumeration(const RuleGrid& grid, const OpenDigest& digest, const OpenCell& cell,
              bool available_only)
      : grid_(grid), digest_(digest), cell_(cell), available_only_(available_only) {}

  std::vector<BoxOption> run() {
    const PictureColumn& column = grid_.columns()[cell_.column];
    for (std::uint32_t n = grid_.rows()[cell_.row].node; n != GridNode::kNone;
         n = grid_.nodes()[n].parent) {
      for (const RuleShape& shape : column.shapes) consider({shape.columns, n});
      if (column.has_ports) add_ranges(n, column.protocol_columns);
    }
    return std::move(found_);
  }

  std::uint64_t looked_at() const { return looked_at_; }

 private:
  bool stops(std::uint32_t node, const Run& columns) const {
    return digest_.any(node, columns, cell_.allow ? 0 : 1);
  }

  /// Ranges of ports that hold the cell and are less than the whole protocol.
  void add_ranges(std::uint32_t n, const Run& ports) {
    for (std::uint32_t i = ports.first; i <= cell_.column; ++i) {
      ++looked_at_;
      if (i != ports.first && !stops(n, {i - 1, i - 1})) continue;
      for (std::uint32_t j = cell_.column; j <= ports.last; ++j) {
        ++looked_at_;
        const Run run{i, j};
        if (run == ports) continue;
        if (j != ports.last && !stops(n, {j + 1, j + 1})) continue;
        consider({run, n});
      }
    }
  }

  void consider(const RuleBox& box) {
    ++looked_at_;
    const bool available = !stops(box.node, box.columns);
    if (!available && available_only_) return;
    const bool topmost = grid_.nodes()[box.node].parent == GridNode::kNone;
    const std::size_t opposite = cell_.allow ? 0 : 1;
    if (!topmost && !digest_.any_beside(box.node, box.columns, opposite)) return;
    if (can_grow_to_next_shape(box)) return;
    found_.push_back({box, available, 0});
  }

  bool can_grow_to_next_shape(const RuleBox& box) const {
    const std::vector<RuleShape>& shapes = grid_.columns()[cell_.column].shapes;
    const auto shape = std::find_if(shapes.begin(), shapes.end(),
                                    [&](const RuleShape& s) { return s.columns == box.columns; });
    if (shape == shapes.end() || std::next(shape) == shapes.end()) return false;
    const Run& next = std::next(shape)->columns;
    const bool left =
        next.first < box.columns.first && stops(box.node, {next.first, box.columns.first - 1});
    const bool right =
        box.columns.last < next.last && stops(box.node, {box.columns.last + 1, next.last});
    return !left && !right;
  }

  const RuleGrid& grid_;
  const OpenDigest& digest_;
  OpenCell cell_;
  bool available_only_;
  std::uint64_t looked_at_ = 0;
  std::vector<BoxOption> found_;
};

}  // namespace

std::vector<BoxOption> box_options(const RuleGrid& grid, const OpenDigest& digest,
                                   const OpenCell& cell, bool available_only,
                                   std::uint64_t& effort) {
  Enumeration enumeration(grid, digest, cell, available_only);
  std::vector<BoxOption> found = enumeration.run();
  effort -= std::min(effort, enumeration.looked_at());
  return found;
}

}  // namespace halfopen
