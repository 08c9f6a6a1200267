// SPDX-License-Identifier: Apache-2.0
#include "halfopen/minimise/rule_reduction.hpp"

#include <algorithm>
#include <utility>

namespace halfopen {
namespace {

std::size_t index(bool allow) { return allow ? 1 : 0; }

/// Plays a rule; false if it decides a cell wrongly.
bool play(const RuleGrid& grid, const GridRule& rule, OpenCells& open) {
  const Run rows = grid.rows(rule.box);
  if (open[index(!rule.allow)].any(rows, rule.box.columns)) return false;
  open[index(rule.allow)].clear(rows, rule.box.columns);
  return true;
}

OpenCells all_open(const RuleGrid& grid) { return {grid.target()[0], grid.target()[1]}; }

/// One list that gets shorter.
class Reducer {
 public:
  Reducer(const RuleGrid& grid, std::vector<GridRule> rules, std::uint64_t& effort)
      : grid_(grid), rules_(std::move(rules)), effort_(effort) {}

  std::vector<GridRule> run() {
    while (drop() || join() || merge_after_growth(false) || merge_after_growth(true)) {
      if (effort_ == 0) break;
    }
    return rules_;
  }

 private:
  bool spend(std::uint64_t rules) {
    const std::uint64_t amount = rules * grid_.target()[0].bits().size() + 1;
    effort_ = effort_ < amount ? 0 : effort_ - amount;
    return effort_ > 0;
  }

  /// The rules from `begin` on, but `without`, do what is left to do.
  bool rest_is_right(OpenCells open, std::size_t begin, std::size_t without) {
    if (!spend(rules_.size() - begin + 2)) return false;
    for (std::size_t i = begin; i < rules_.size(); ++i) {
      if (i != without && !play(grid_, rules_[i], open)) return false;
    }
    return !open[1].any();
  }

  bool drop() {
    bool dropped = false;
    OpenCells open = all_open(grid_);
    for (std::size_t i = 0; i < rules_.size();) {
      if (rest_is_right(open, i + 1, i)) {
        rules_.erase(rules_.begin() + static_cast<std::ptrdiff_t>(i));
        dropped = true;
      } else {
        play(grid_, rules_[i], open);
        ++i;
      }
    }
    return dropped;
  }

  bool join() {
    OpenCells open = all_open(grid_);
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      if (join_from(open, i)) return true;
      play(grid_, rules_[i], open);
    }
    return false;
  }

  /// Joins rule `i` with a later one. `open`: before rule i.
  bool join_from(const OpenCells& open, std::size_t i) {
    OpenCells without = open;  // before rule j, if there were no rule i
    bool later_fits = true;
    if (!spend(rules_.size() - i + 2)) return false;
    for (std::size_t j = i + 1; j < rules_.size(); ++j) {
      if (rules_[j].allow == rules_[i].allow) {
        const GridRule both{grid_.join(rules_[i].box, rules_[j].box), rules_[i].allow};
        const Run rows = grid_.rows(both.box);
        const std::size_t wrong = index(!both.allow);
        const bool early = !open[wrong].any(rows, both.box.columns);
        if (early || (later_fits && !without[wrong].any(rows, both.box.columns))) {
          rules_[early ? i : j] = both;
          rules_.erase(rules_.begin() + static_cast<std::ptrdiff_t>(early ? j : i));
          return true;
        }
      }
      later_fits = later_fits && play(grid_, rules_[j], without);
    }
    return false;
  }

  /// Grows every rule as far as it stays right, and keeps that if a rule can be dropped then.
  bool merge_after_growth(bool columns_first) {
    std::vector<GridRule> before = rules_;
    OpenCells open = all_open(grid_);
    for (GridRule& rule : rules_) {
      if (!spend(8)) break;
      grow(rule, open, columns_first);
      play(grid_, rule, open);
    }
    if (effort_ > 0 && drop()) return true;
    rules_ = std::move(before);
    return false;
  }

  void grow(GridRule& rule, const OpenCells& open, bool columns_first) {
    if (columns_first) grow_columns(rule, open);
    grow_node(rule, open);
    grow_columns(rule, open);
  }

  bool fits(const RuleBox& box, const GridRule& rule, const OpenCells& open) const {
    return !open[index(!rule.allow)].any(grid_.rows(box), box.columns);
  }

  void grow_node(GridRule& rule, const OpenCells& open) {
    for (RuleBox box = rule.box; grid_.nodes()[box.node].parent != GridNode::kNone;) {
      box.node = grid_.nodes()[box.node].parent;
      if (!fits(box, rule, open)) return;
      rule.box = box;
    }
  }

  void grow_columns(GridRule& rule, const OpenCells& open) {
    const PictureColumn& column = grid_.columns()[rule.box.columns.first];
    const Run ports = column.protocol_columns;
    const auto try_run = [&](const Run& run) {
      const RuleBox box{run, rule.box.node};
      if (!fits(box, rule, open)) return false;
      rule.box = box;
      return true;
    };
    if (column.has_ports && ports.contains(rule.box.columns)) {
      while (rule.box.columns.first > ports.first &&
             try_run({rule.box.columns.first - 1, rule.box.columns.last})) {
      }
      while (rule.box.columns.last < ports.last &&
             try_run({rule.box.columns.first, rule.box.columns.last + 1})) {
      }
    }
    for (const RuleShape& shape : column.shapes) {
      if (shape.columns.contains(rule.box.columns)) try_run(shape.columns);
    }
  }

  const RuleGrid& grid_;
  std::vector<GridRule> rules_;
  std::uint64_t& effort_;
};

}  // namespace

std::optional<OpenCells> open_after(const RuleGrid& grid, const std::vector<GridRule>& rules) {
  OpenCells open = all_open(grid);
  for (const GridRule& rule : rules) {
    if (!play(grid, rule, open)) return std::nullopt;
  }
  return open;
}

bool is_right(const RuleGrid& grid, const std::vector<GridRule>& rules) {
  const auto open = open_after(grid, rules);
  return open && !(*open)[1].any();
}

std::vector<GridRule> reduce(const RuleGrid& grid, std::vector<GridRule> rules,
                             std::uint64_t& effort) {
  return Reducer(grid, std::move(rules), effort).run();
}

}  // namespace halfopen
