// SPDX-License-Identifier: Apache-2.0
// An ordered rule list over the levels of a diagram: each rule a product of ranges.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace halfopen {

/// No tuple has more numbers than this.
inline constexpr std::size_t kMostLevels = 16;

/// Values first to last of one level, both included.
struct LevelRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;

  constexpr bool contains(std::uint32_t value) const { return first <= value && value <= last; }
};

/// Rules in the order of evaluation: the first that matches a tuple decides it, by its terminal.
class RangeRules {
 public:
  /// `last_values` has one number a level, as for DecisionDiagram.
  explicit RangeRules(std::span<const std::uint32_t> last_values)
      : last_values_(last_values.begin(), last_values.end()) {}

  std::size_t level_count() const { return last_values_.size(); }
  std::uint32_t last_value(std::size_t level) const { return last_values_[level]; }
  std::size_t size() const { return terminals_.size(); }

  void clear() {
    ranges_.clear();
    narrow_levels_.clear();
    terminals_.clear();
  }
  void reserve(std::size_t rules) {
    ranges_.reserve(rules * level_count());
    narrow_levels_.reserve(rules);
    terminals_.reserve(rules);
  }

  /// Appends a rule; `ranges` has one range a level, none of them empty.
  void add(std::span<const LevelRange> ranges, std::uint32_t terminal);

  const LevelRange& range(std::uint32_t rule, std::size_t level) const {
    return ranges_[rule * level_count() + level];
  }
  std::uint32_t terminal(std::uint32_t rule) const { return terminals_[rule]; }

  /// The levels where the rule does not match everything: bit i for level i.
  std::uint32_t narrow_levels(std::uint32_t rule) const { return narrow_levels_[rule]; }
  bool is_narrow(std::uint32_t rule, std::size_t level) const {
    return (narrow_levels_[rule] >> level & 1U) != 0;
  }
  /// Whether the rule matches whatever reaches `level`.
  bool is_full(std::uint32_t rule, std::size_t level) const {
    return narrow_levels_[rule] >> level == 0;
  }

 private:
  std::vector<std::uint32_t> last_values_;
  std::vector<LevelRange> ranges_;  ///< [rule * levels + level]
  std::vector<std::uint32_t> narrow_levels_;
  std::vector<std::uint32_t> terminals_;
};

}  // namespace halfopen
