// SPDX-License-Identifier: Apache-2.0
#include "halfopen/minimise/rule_bound.hpp"

#include <algorithm>

namespace halfopen {
namespace {

/// A run of port bounds of which some rule must have one.
struct Gap {
  std::uint32_t block;  ///< first column of the protocol
  std::uint32_t first;
  std::uint32_t last;
};

/// What the rows need from rules, by columns.
class ColumnNeeds {
 public:
  ColumnNeeds(const RuleGrid& grid, const OpenCells& open, std::span<const RuleBox> committed)
      : grid_(grid), open_(open), committed_(committed), shapes_(grid.columns().size()) {
    for (const RuleBox& box : committed) {
      if (box.columns == grid.all_columns()) everything_known_ = true;
    }
  }

  /// The need of one row by itself, which is also added to the need of all.
  std::size_t add_row(std::uint32_t row) {
    row_ = row;
    std::size_t need = 0;
    const auto width = static_cast<std::uint32_t>(grid_.columns().size());
    const bool rest_open = grid_.has_rest() && state(width - 1) == 1;
    if (rest_open && !everything_known_) {
      ++need;
      everything_ = true;
    }
    for (std::uint32_t c = 0; c < width;) {
      const PictureColumn& column = grid_.columns()[c];
      if (column.has_ports) {
        need += (add_ports(column.protocol_columns) + 1) / 2;
        c = column.protocol_columns.last + 1;
      } else {
        need += add_shape(c);
        ++c;
      }
    }
    return need;
  }

  /// The need of all rows together.
  std::size_t total() {
    std::size_t need = everything_ ? 1 : 0;
    need += static_cast<std::size_t>(std::count(shapes_.begin(), shapes_.end(), true));
    std::sort(gaps_.begin(), gaps_.end(), [](const Gap& a, const Gap& b) {
      return a.block != b.block ? a.block < b.block : a.last < b.last;
    });
    for (std::size_t i = 0; i < gaps_.size();) {
      const std::uint32_t block = gaps_[i].block;
      std::size_t bounds = 0;
      std::uint32_t taken = 0;  // one more than the last bound taken
      for (; i < gaps_.size() && gaps_[i].block == block; ++i) {
        if (gaps_[i].first < taken) continue;
        taken = gaps_[i].last + 1;
        ++bounds;
      }
      need += (bounds + 1) / 2;
    }
    return need;
  }

 private:
  /// 0 denied, 1 allowed, -1 not open.
  int state(std::uint32_t column) const {
    if (open_[1].test(row_, column)) return 1;
    return open_[0].test(row_, column) ? 0 : -1;
  }

  bool told_apart(std::uint32_t a, std::uint32_t b) const {
    return std::any_of(committed_.begin(), committed_.end(), [&](const RuleBox& box) {
      return grid_.rows(box).contains(row_) && box.columns.contains(a) != box.columns.contains(b);
    });
  }

  /// Ports lie on a circle that the other protocols close: a rule for a range has two bounds on it,
  /// a rule for all protocols none. Returns how many bounds the row needs.
  std::size_t add_ports(const Run& block) {
    std::size_t bounds = 0;
    const auto rest = static_cast<std::uint32_t>(grid_.columns().size() - 1);
    const int around = grid_.has_rest() ? state(rest) : -1;
    std::uint32_t before = rest;
    int state_before = around;
    std::uint32_t first_bound = block.first;
    const auto meet = [&](std::uint32_t c, int now) {
      if (state_before != -1 && now != state_before && !told_apart(before, c)) {
        gaps_.push_back({block.first, first_bound, c == rest ? block.last + 1 : c});
        ++bounds;
      }
      before = c;
      state_before = now;
      first_bound = c + 1;
    };
    for (std::uint32_t c = block.first; c <= block.last; ++c) {
      if (const int now = state(c); now != -1) meet(c, now);
    }
    if (around != -1) meet(rest, around);
    return bounds;
  }

  /// A column apart from the others of the next larger shape needs a rule on its smallest shape.
  std::size_t add_shape(std::uint32_t c) {
    const std::vector<RuleShape>& shapes = grid_.columns()[c].shapes;
    const int now = state(c);
    if (shapes.size() < 2 || now == -1) return 0;
    const std::uint32_t partner = shapes[1].columns.last;
    if (grid_.columns()[partner].shapes.front().columns != shapes[1].columns) return 0;
    const int other = state(partner);
    if (other == -1 || other == now || told_apart(c, partner)) return 0;
    shapes_[c] = true;
    return 1;
  }

  const RuleGrid& grid_;
  const OpenCells& open_;
  std::span<const RuleBox> committed_;
  std::uint32_t row_ = 0;
  bool everything_known_ = false;
  bool everything_ = false;
  std::vector<bool> shapes_;
  std::vector<Gap> gaps_;
};

/// What the blocks need from rules with smaller blocks.
class BlockNeeds {
 public:
  BlockNeeds(const RuleGrid& grid, const OpenCells& open, const OpenDigest& digest,
             std::span<const RuleBox> committed)
      : grid_(grid), open_(open), digest_(digest), known_(grid.nodes().size()) {
    for (const RuleBox& box : committed) {
      for (std::uint32_t n = box.node; n != GridNode::kNone; n = grid.nodes()[n].parent)
        known_[n] = true;
    }
    count_inside(committed);
    count_outside();
  }

  /// Rules that the list needs with blocks that do not hold the row.
  std::size_t without(std::uint32_t row) const {
    const std::uint32_t node = grid_.rows()[row].node;
    std::size_t need = outside_[node];
    const GridNode& around = grid_.nodes()[node];
    if (around.siblings != row) return need;
    const std::uint32_t below = around.children.front();
    const bool differs = !known_[below] && (crosses(row, below, 0, 1) || crosses(row, below, 1, 0));
    return need + std::max(inside_[below], std::size_t{differs ? 1U : 0U});
  }

 private:
  /// Some column is open for `a` in the row and for `b` below.
  bool crosses(std::uint32_t row, std::uint32_t below, std::size_t a, std::size_t b) const {
    for (std::uint32_t w = 0; w < open_[a].words(); ++w) {
      if ((open_[a].row(row)[w] & digest_.within(below, b)[w]) != 0) return true;
    }
    return false;
  }

  bool differs(std::uint32_t node) const {
    for (std::uint32_t w = 0; w < open_[0].words(); ++w) {
      if ((digest_.within(node, 0)[w] & digest_.within(node, 1)[w]) != 0) return true;
    }
    return false;
  }

  /// A column that is open for both actions within a block needs a rule on a smaller block.
  void count_inside(std::span<const RuleBox> committed) {
    const std::vector<GridNode>& nodes = grid_.nodes();
    std::vector<bool> smaller_known(nodes.size());
    for (const RuleBox& box : committed) {
      for (std::uint32_t n = nodes[box.node].parent; n != GridNode::kNone; n = nodes[n].parent) {
        smaller_known[n] = true;
      }
    }
    inside_.assign(nodes.size(), 0);
    for (std::size_t i = nodes.size(); i-- > 0;) {
      const auto n = static_cast<std::uint32_t>(i);
      if (inside_[i] == 0 && !smaller_known[i] && differs(n)) inside_[i] = 1;
      if (nodes[i].parent != GridNode::kNone) inside_[nodes[i].parent] += inside_[i];
    }
  }

  void count_outside() {
    const std::vector<GridNode>& nodes = grid_.nodes();
    outside_.assign(nodes.size(), 0);
    for (std::size_t n = 0; n < nodes.size(); ++n) {
      for (const std::uint32_t child : nodes[n].children) {
        outside_[child] = outside_[n];
        for (const std::uint32_t other : nodes[n].children) {
          if (other != child) outside_[child] += inside_[other];
        }
      }
    }
  }

  const RuleGrid& grid_;
  const OpenCells& open_;
  const OpenDigest& digest_;
  std::vector<bool> known_;  ///< a committed rule has this block or a smaller one
  std::vector<std::size_t> inside_;
  std::vector<std::size_t> outside_;
};

OpenCells target_of(const RuleGrid& grid) { return {grid.target()[0], grid.target()[1]}; }

std::size_t bound_of(const RuleGrid& grid, const OpenCells& open) {
  return fewest_rules(grid, open, OpenDigest(grid, open), {});
}

/// Tops of siblings of which every list of at most `k` rules leaves one without a rule.
std::vector<std::uint32_t> joinable(const RuleGrid& grid, std::size_t k, std::uint64_t& effort) {
  std::vector<std::uint32_t> tops;
  const std::uint64_t cells = grid.rows().size() * grid.columns().size();
  for (const SiblingRun& run : grid.separate()) {
    effort -= std::min(effort, cells);
    if (effort == 0) break;
    OpenCells outside = target_of(grid);
    for (const std::uint32_t row : run.rows) {
      for (CellSet& open : outside) open.clear({row, row}, grid.all_columns());
    }
    if (run.rows.size() + bound_of(grid, outside) > k) tops.push_back(run.top);
  }
  return tops;
}

}  // namespace

OpenDigest::OpenDigest(const RuleGrid& grid, const OpenCells& open) : words_(open[0].words()) {
  const std::vector<GridNode>& nodes = grid.nodes();
  for (std::size_t action = 0; action < 2; ++action) {
    std::vector<std::uint64_t>& within = within_[action];
    std::vector<std::uint64_t>& beside = beside_[action];
    within.assign(nodes.size() * words_, 0);
    beside.assign(nodes.size() * words_, 0);
    for (std::uint32_t r = 0; r < grid.rows().size(); ++r) {
      const std::size_t at = std::size_t{grid.rows()[r].node} * words_;
      for (std::uint32_t w = 0; w < words_; ++w) within[at + w] |= open[action].row(r)[w];
    }
    for (std::size_t n = nodes.size(); n-- > 0;) {
      const GridNode& node = nodes[n];
      // Here `within` of the node itself still has the joined siblings only.
      for (const std::uint32_t child : node.children) {
        for (std::uint32_t w = 0; w < words_; ++w) {
          beside[child * words_ + w] |= within[n * words_ + w];
        }
        for (const std::uint32_t other : node.children) {
          if (other == child) continue;
          for (std::uint32_t w = 0; w < words_; ++w) {
            beside[child * words_ + w] |= within[other * words_ + w];
          }
        }
      }
      for (const std::uint32_t child : node.children) {
        for (std::uint32_t w = 0; w < words_; ++w) {
          within[n * words_ + w] |= within[child * words_ + w];
        }
      }
    }
  }
}

std::size_t fewest_rules(const RuleGrid& grid, const OpenCells& open, const OpenDigest& digest,
                         std::span<const RuleBox> committed) {
  ColumnNeeds columns(grid, open, committed);
  const BlockNeeds blocks(grid, open, digest, committed);
  std::size_t most = open[1].any() && committed.empty() ? 1 : 0;
  for (std::uint32_t r = 0; r < grid.rows().size(); ++r) {
    most = std::max(most, columns.add_row(r) + blocks.without(r));
  }
  return committed.size() + std::max(most, columns.total());
}

std::size_t fewest_rules(const RuleGrid& grid) { return bound_of(grid, target_of(grid)); }

RuleGrid smallest_grid(const RulePicture& picture, std::size_t k, std::uint64_t& effort) {
  std::vector<std::uint32_t> tops;
  for (;;) {
    RuleGrid grid(picture, k, tops);
    const std::vector<std::uint32_t> more = joinable(grid, k, effort);
    if (more.empty()) return grid;
    tops.insert(tops.end(), more.begin(), more.end());
  }
}

}  // namespace halfopen
