// SPDX-License-Identifier: Apache-2.0
#include "halfopen/minimise/rule_cover.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "halfopen/minimise/box_options.hpp"

namespace halfopen {
namespace {

constexpr std::size_t kMostDenies = 4;  ///< before one allow rule

/// The first cell of the set in the rectangle.
std::optional<std::pair<std::uint32_t, std::uint32_t>> first_cell(const CellSet& cells,
                                                                  const Run& rows,
                                                                  const Run& columns) {
  for (std::uint32_t r = rows.first; r <= rows.last; ++r) {
    for (std::uint32_t w = columns.first / 64; w <= columns.last / 64; ++w) {
      const std::uint64_t bits = cells.row(r)[w] & run_mask(columns, w);
      if (bits != 0) return {{r, w * 64 + static_cast<std::uint32_t>(std::countr_zero(bits))}};
    }
  }
  return std::nullopt;
}

class Cover {
 public:
  Cover(const RuleGrid& grid, std::uint64_t& effort)
      : grid_(grid), effort_(effort), open_{grid.target()[0], grid.target()[1]} {}

  std::optional<std::vector<GridRule>> run() {
    const Run rows{0, static_cast<std::uint32_t>(grid_.rows().size() - 1)};
    while (const auto cell = first_cell(open_[1], rows, grid_.all_columns())) {
      if (!cover(cell->first, cell->second) || effort_ == 0) return std::nullopt;
    }
    return std::move(rules_);
  }

 private:
  void spend() {
    const std::uint64_t amount = grid_.rows().size() * open_[0].words();
    effort_ -= std::min(effort_, amount);
  }

  bool cover(std::uint32_t row, std::uint32_t column) {
    const OpenDigest digest(grid_, open_);
    spend();
    double best = 0;
    std::vector<GridRule> best_rules;
    for (const BoxOption& option :
         box_options(grid_, digest, {row, column, true}, false, effort_)) {
      std::vector<GridRule> rules;
      if (!option.available && !deny_before(option.box, digest, rules)) continue;
      rules.push_back({option.box, true});
      const double gain = open_[1].count(grid_.rows(option.box), option.box.columns);
      const double each = gain / static_cast<double>(rules.size());
      if (each <= best) continue;
      best = each;
      best_rules = std::move(rules);
    }
    for (const GridRule& rule : best_rules) {
      open_[rule.allow ? 1 : 0].clear(grid_.rows(rule.box), rule.box.columns);
      rules_.push_back(rule);
    }
    return !best_rules.empty();
  }

  /// Available deny rules for all denied cells in the box, few of them.
  bool deny_before(const RuleBox& box, const OpenDigest& digest, std::vector<GridRule>& rules) {
    CellSet denied = open_[0];
    const Run rows = grid_.rows(box);
    while (const auto cell = first_cell(denied, rows, box.columns)) {
      spend();
      if (rules.size() == kMostDenies || effort_ == 0) return false;
      std::uint32_t most = 0;
      RuleBox widest;
      for (const BoxOption& option :
           box_options(grid_, digest, {cell->first, cell->second, false}, true, effort_)) {
        CellSet left = denied;
        left.clear(grid_.rows(option.box), option.box.columns);
        const std::uint32_t gain = denied.count(rows, box.columns) - left.count(rows, box.columns);
        spend();
        if (gain <= most) continue;
        most = gain;
        widest = option.box;
      }
      if (most == 0) return false;
      denied.clear(grid_.rows(widest), widest.columns);
      rules.push_back({widest, false});
    }
    return true;
  }

  const RuleGrid& grid_;
  std::uint64_t& effort_;
  std::array<CellSet, 2> open_;
  std::vector<GridRule> rules_;
};

}  // namespace

std::optional<std::vector<GridRule>> greedy_cover(const RuleGrid& grid, std::uint64_t& effort) {
  return Cover(grid, effort).run();
}

}  // namespace halfopen
