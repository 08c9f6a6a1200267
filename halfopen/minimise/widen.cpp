// SPDX-License-Identifier: Apache-2.0
#include "halfopen/minimise/widen.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>
#include <vector>

#include "halfopen/minimise/rule_grid.hpp"

namespace halfopen {
namespace {

/// Up to so many rules, the place of the later one of two is tried too.
constexpr std::size_t kMostForLaterPlace = 64;

using Rules = std::vector<GridRule>;

/// A deny rule dropped, or two allow rules replaced by one.
struct Joining {
  double added = 0;  ///< packets that are allowed now and were not
  Rules rules;
};

class Widening {
 public:
  explicit Widening(const RuleGrid& grid, Rules rules) : grid_(grid), rules_(std::move(rules)) {}

  std::optional<Joining> best() {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      if (!rules_[i].allow) consider_without(i);
    }
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      for (std::size_t j = i + 1; rules_[i].allow && j < rules_.size(); ++j) {
        if (!rules_[j].allow) continue;
        consider(i, j, i);
        if (rules_.size() <= kMostForLaterPlace) consider(i, j, j);
      }
    }
    return std::move(best_);
  }

 private:
  void consider_without(std::size_t deny) {
    Rules rules = rules_;
    rules.erase(rules.begin() + static_cast<std::ptrdiff_t>(deny));
    const auto added = packets_added(rules);
    if (!added || (best_ && *added >= best_->added)) return;
    best_ = Joining{*added, std::move(rules)};
  }

  void consider(std::size_t i, std::size_t j, std::size_t place) {
    const GridRule both{grid_.join(rules_[i].box, rules_[j].box), true};
    if (place == i && best_ && best_->added <= 0) return;
    Rules rules = rules_;
    rules[place] = both;
    rules.erase(rules.begin() + static_cast<std::ptrdiff_t>(place == i ? j : i));
    const auto added = packets_added(rules);
    if (!added || (best_ && *added >= best_->added)) return;
    best_ = Joining{*added, std::move(rules)};
  }

  /// Nothing if some packet that was allowed no longer is.
  std::optional<double> packets_added(const Rules& rules) const {
    std::array<CellSet, 2> open = grid_.target();
    double added = 0;
    for (const GridRule& rule : rules) {
      const Run rows = grid_.rows(rule.box);
      if (rule.allow) {
        added += packets(open[0], rows, rule.box.columns);
        open[1].clear(rows, rule.box.columns);
      } else if (open[1].any(rows, rule.box.columns)) {
        return std::nullopt;
      }
      open[0].clear(rows, rule.box.columns);
      if (best_ && added >= best_->added) return std::nullopt;
    }
    if (open[1].any()) return std::nullopt;
    return added;
  }

  double packets(const CellSet& cells, const Run& rows, const Run& columns) const {
    double sum = 0;
    for (std::uint32_t r = rows.first; r <= rows.last; ++r) {
      for (std::uint32_t w = columns.first / 64; w <= columns.last / 64; ++w) {
        std::uint64_t bits = cells.row(r)[w] & run_mask(columns, w);
        for (; bits != 0; bits &= bits - 1) {
          const std::size_t c =
              std::size_t{w} * 64 + static_cast<std::size_t>(std::countr_zero(bits));
          sum += grid_.rows()[r].addresses * grid_.columns()[c].selectors;
        }
      }
    }
    return sum;
  }

  const RuleGrid& grid_;
  Rules rules_;
  std::optional<Joining> best_;
};

/// The rows with one rule fewer, or nothing if there is one rule left.
std::optional<std::vector<NetworkAclEntry>> joined(const std::vector<NetworkAclEntry>& rows) {
  const RulePicture picture = draw_rules(rows, rows.front().cidr.family());
  const RuleGrid grid(picture);
  Rules rules;
  for (const NetworkAclEntry& row : rows) {
    const auto box = grid.box_of(row);
    if (box) rules.push_back({*box, row.action == RuleAction::allow});
  }
  const auto best = Widening(grid, std::move(rules)).best();
  if (!best) return std::nullopt;
  std::vector<NetworkAclEntry> entries;
  for (const GridRule& rule : best->rules) {
    entries.push_back(grid.entry_of(rule));
    entries.back().direction = rows.front().direction;
  }
  return entries;
}

}  // namespace

bool WidenResult::all_reached() const {
  return std::all_of(reached.begin(), reached.end(), [](bool part) { return part; });
}

WidenResult widen_to(const NetworkAcl& acl, std::size_t at_most, const MinimiseLimits& limits) {
  WidenResult result;
  result.rules = minimise(acl, limits);
  for (std::size_t i = 0; i < result.rules.parts.size(); ++i) {
    MinimisePart& part = result.rules.parts[i];
    while (part.after > at_most && !part.skipped_unknown) {
      const auto wider = joined(part.entries);
      if (!wider) break;
      const MinimiseLimits few{limits.search_effort / 16, limits.reduce_effort};
      MinimisePart next = minimise_rows(*wider, few);
      part.entries = std::move(next.entries);
      part.after = part.entries.size();
      part.proved = false;
      part.lower_bound = 0;
      result.widened[i] = true;
    }
    result.reached[i] = part.after <= at_most;
  }
  number_entries(result.rules.parts);
  return result;
}

}  // namespace halfopen
