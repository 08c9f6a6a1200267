// SPDX-License-Identifier: Apache-2.0
// RuleListSplitter for short lists: a list is one word, bit i for rule i.
//
// The idea: the cuts of a level are sorted once for all rules, each run with the bits of the rules
// that match it. The sublists of any list are then these words, masked.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "halfopen/space/range_rules.hpp"
#include "halfopen/space/rule_mask_memo.hpp"

namespace halfopen {

/// Has the operations of RuleListSplitter. Keeps its memory between uses.
class RuleMaskSplitter {
 public:
  static constexpr std::size_t kMostRules = 64;
  using List = std::uint64_t;
  using Memo = RuleMaskMemo;

  /// Starts with a list of all the rules, which must outlive the use: at most kMostRules.
  List start(const RangeRules& rules) {
    rules_ = &rules;
    narrow_.fill(0);
    full_.fill(0);
    for (std::uint32_t rule = 0; rule < rules.size(); ++rule) add(rule);
    for (std::size_t level = 1; level <= rules.level_count(); ++level) {
      full_[level] |= full_[level - 1];
    }
    runs_.clear();
    runs_.reserve(6 * rules.size());
    for (std::size_t level = 0; level < rules.level_count(); ++level) {
      first_run_[level] = runs_.size();
      if (narrow_[level] != 0) cut(level);
    }
    first_run_[rules.level_count()] = runs_.size();
    return rules.size() == kMostRules ? ~List{0} : (List{1} << rules.size()) - 1;
  }

  const RangeRules& rules() const { return *rules_; }

  bool empty(List list) const { return list == 0; }
  bool single(List list) const { return (list & (list - 1)) == 0; }
  std::uint32_t first(List list) const {
    return static_cast<std::uint32_t>(std::countr_zero(list));
  }
  std::uint32_t last(List list) const {
    return static_cast<std::uint32_t>(63 - std::countl_zero(list));
  }
  List without_last(List list) const { return list & ~(List{1} << last(list)); }

  /// The list up to its first rule that matches all that reaches `level`. `is_full` tells whether
  /// there is one; it is then the last of the result.
  List until_full(List list, std::size_t level, bool& is_full) const {
    const List full = list & full_[level];
    is_full = full != 0;
    return is_full ? list & (full ^ (full - 1)) : list;
  }

  std::size_t next_level(List list, std::size_t level) const {
    while (level < rules_->level_count() && (narrow_[level] & list) == 0) ++level;
    return level;
  }

  template <class Predicate>
  bool any_of(List list, const Predicate& predicate) const {
    for (; list != 0; list &= list - 1) {
      if (predicate(first(list))) return true;
    }
    return false;
  }

  Memo::Key key(List list, std::size_t level, std::uint32_t context) const {
    return {list, static_cast<std::uint32_t>(level), context};
  }

  /// Calls visit(last, sublist) for each run of the level in ascending order; neighbours have
  /// different sublists. Linear in the runs of the level.
  template <class Visit>
  void for_each_run(std::size_t level, List list, const Visit& visit) {
    const Run* run = runs_.data() + first_run_[level];
    const Run* const end = runs_.data() + first_run_[level + 1];
    bool is_full = false;
    List matching = run->rules & list;
    List sublist = until_full(matching, level + 1, is_full);
    std::uint32_t last = run->last;
    for (++run; run != end; last = (run++)->last) {
      if ((run->rules & list) == matching) continue;
      matching = run->rules & list;
      const List next = until_full(matching, level + 1, is_full);
      if (next == sublist) continue;
      visit(last, sublist);
      sublist = next;
    }
    visit(last, sublist);
  }

 private:
  struct Run {
    std::uint32_t last;
    List rules;  ///< those that match it
  };

  void add(std::uint32_t rule) {
    const List bit = List{1} << rule;
    const std::uint32_t narrow = rules_->narrow_levels(rule);
    for (std::uint32_t left = narrow; left != 0; left &= left - 1) {
      narrow_[static_cast<std::size_t>(std::countr_zero(left))] |= bit;
    }
    full_[static_cast<std::size_t>(std::bit_width(narrow))] |= bit;
  }

  void cut(std::size_t level);

  const RangeRules* rules_ = nullptr;
  std::array<List, kMostLevels> narrow_{};    ///< by level: the rules that it narrows
  std::array<List, kMostLevels + 1> full_{};  ///< those that match all that reaches it
  std::array<std::size_t, kMostLevels + 1> first_run_{};
  std::vector<Run> runs_;
};

}  // namespace halfopen
