// SPDX-License-Identifier: Apache-2.0
// Cuts a level into the runs on which the same rules of a list match.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "halfopen/space/range_rules.hpp"
#include "halfopen/space/rule_list_memo.hpp"

namespace halfopen {

/// Rule lists on a stack, and the step from a list at one level to the lists at the next. Keeps its
/// memory between uses.
class RuleListSplitter {
 public:
  using Memo = RuleListMemo;

  /// A slice of the stack: indices of rules, ascending.
  struct List {
    std::size_t begin;
    std::size_t end;

    std::size_t size() const { return end - begin; }
  };

  /// Starts with a list of all the rules, which must outlive the use.
  List start(const RangeRules& rules) {
    rules_ = &rules;
    stack_.clear();
    for (std::uint32_t rule = 0; rule < rules.size(); ++rule) stack_.push_back(rule);
    return {0, stack_.size()};
  }

  const RangeRules& rules() const { return *rules_; }

  /// The rules of a list, ascending. Valid until the next run is visited.
  std::span<const std::uint32_t> rules_of(List list) const {
    return {stack_.data() + list.begin, list.size()};
  }

  bool empty(List list) const { return list.begin == list.end; }
  bool single(List list) const { return list.size() == 1; }
  std::uint32_t first(List list) const { return stack_[list.begin]; }
  std::uint32_t last(List list) const { return stack_[list.end - 1]; }
  List without_last(List list) const { return {list.begin, list.end - 1}; }

  /// The list up to its first rule that matches all that reaches `level`: rules after it never
  /// decide. `is_full` tells whether there is one; it is then the last of the result.
  List until_full(List list, std::size_t level, bool& is_full) const {
    std::size_t at = list.begin;
    while (at != list.end && !rules_->is_full(stack_[at], level)) ++at;
    is_full = at != list.end;
    return {list.begin, is_full ? at + 1 : at};
  }

  /// The first level from `level` on at which some rule of the list is narrow.
  std::size_t next_level(List list, std::size_t level) const {
    std::uint32_t narrow = std::uint32_t{1} << rules_->level_count();
    for (const std::uint32_t rule : rules_of(list)) narrow |= rules_->narrow_levels(rule);
    return level + static_cast<std::size_t>(std::countr_zero(narrow >> level));
  }

  template <class Predicate>
  bool any_of(List list, const Predicate& predicate) const {
    const auto rules = rules_of(list);
    return std::any_of(rules.begin(), rules.end(), predicate);
  }

  /// Valid until the next run is visited.
  Memo::Key key(List list, std::size_t level, std::uint32_t context) const {
    return Memo::key(level, context, rules_of(list));
  }

  /// Calls visit(last, sublist) for each run of the level in ascending order; the sublist ends with
  /// the first rule that matches everything below. O(n log n) and the sizes of the sublists.
  template <class Visit>
  void for_each_run(std::size_t level, List list, const Visit& visit) {
    if (list.size() <= kFew) {
      split_few(level, list, visit);
    } else {
      split_many(level, list, visit);
    }
  }

 private:
  static constexpr std::size_t kFew = 10;

  /// Memory of one level; a level is never split twice at a time.
  struct Scratch {
    std::vector<std::uint32_t> starts;    ///< first values of runs
    std::vector<std::uint32_t> wild;      ///< rules that match the whole level
    std::vector<std::uint64_t> entering;  ///< the others: first value, then rule, ascending
    std::vector<std::uint32_t> active;    ///< those that match the run at hand, ascending
  };

  void collect_starts(std::size_t level, List list, std::vector<std::uint32_t>& starts) const {
    starts.assign(1, 0);
    const std::uint32_t last_value = rules_->last_value(level);
    for (std::size_t at = list.begin; at != list.end; ++at) {
      if (!rules_->is_narrow(stack_[at], level)) continue;
      const LevelRange range = rules_->range(stack_[at], level);
      if (range.first != 0) starts.push_back(range.first);
      if (range.last != last_value) starts.push_back(range.last + 1);
    }
    std::sort(starts.begin(), starts.end());
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  }

  /// Puts a rule on the sublist on top of the stack. True if nothing after it can decide.
  bool push(std::uint32_t rule, std::size_t level) {
    stack_.push_back(rule);
    return rules_->is_full(rule, level + 1);
  }

  template <class Visit>
  void hand_out(std::size_t run, const std::vector<std::uint32_t>& starts, std::size_t level,
                std::size_t base, const Visit& visit) {
    const std::uint32_t last =
        run + 1 == starts.size() ? rules_->last_value(level) : starts[run + 1] - 1;
    visit(last, List{base, stack_.size()});
    stack_.resize(base);
  }

  template <class Visit>
  void split_few(std::size_t level, List list, const Visit& visit) {
    std::vector<std::uint32_t>& starts = scratch_[level].starts;
    collect_starts(level, list, starts);
    const std::size_t base = stack_.size();
    for (std::size_t run = 0; run < starts.size(); ++run) {
      for (std::size_t at = list.begin; at != list.end; ++at) {
        const std::uint32_t rule = stack_[at];
        if (rules_->range(rule, level).contains(starts[run]) && push(rule, level)) break;
      }
      hand_out(run, starts, level, base, visit);
    }
  }

  /// A sweep: the rules that match the whole level stand aside, the others come and go.
  template <class Visit>
  void split_many(std::size_t level, List list, const Visit& visit) {
    Scratch& scratch = scratch_[level];
    collect_starts(level, list, scratch.starts);
    sort_rules(level, list, scratch);
    const std::size_t base = stack_.size();
    std::size_t entered = 0;
    for (std::size_t run = 0; run < scratch.starts.size(); ++run) {
      const std::uint32_t start = scratch.starts[run];
      std::erase_if(scratch.active,
                    [&](std::uint32_t rule) { return rules_->range(rule, level).last < start; });
      for (; entered < scratch.entering.size(); ++entered) {
        if (scratch.entering[entered] >> 32 != start) break;
        const auto rule = static_cast<std::uint32_t>(scratch.entering[entered]);
        scratch.active.insert(std::lower_bound(scratch.active.begin(), scratch.active.end(), rule),
                              rule);
      }
      merge_onto_stack(level, scratch);
      hand_out(run, scratch.starts, level, base, visit);
    }
  }

  void sort_rules(std::size_t level, List list, Scratch& scratch) const {
    scratch.wild.clear();
    scratch.entering.clear();
    scratch.active.clear();
    for (std::size_t at = list.begin; at != list.end; ++at) {
      const std::uint32_t rule = stack_[at];
      if (rules_->is_narrow(rule, level)) {
        scratch.entering.push_back(std::uint64_t{rules_->range(rule, level).first} << 32 | rule);
      } else {
        scratch.wild.push_back(rule);
      }
    }
    std::sort(scratch.entering.begin(), scratch.entering.end());
  }

  void merge_onto_stack(std::size_t level, const Scratch& scratch) {
    auto wild = scratch.wild.begin();
    auto active = scratch.active.begin();
    while (wild != scratch.wild.end() || active != scratch.active.end()) {
      const bool take_wild =
          active == scratch.active.end() || (wild != scratch.wild.end() && *wild < *active);
      if (push(take_wild ? *wild++ : *active++, level)) break;
    }
  }

  const RangeRules* rules_ = nullptr;
  std::vector<std::uint32_t> stack_;
  std::array<Scratch, kMostLevels> scratch_;
};

}  // namespace halfopen
