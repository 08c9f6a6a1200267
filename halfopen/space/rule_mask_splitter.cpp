// SPDX-License-Identifier: Apache-2.0
#include "halfopen/space/rule_mask_splitter.hpp"

#include <algorithm>

namespace halfopen {

/// A sweep: a rule comes in at its first value and goes out after its last.
void RuleMaskSplitter::cut(std::size_t level) {
  std::array<std::uint64_t, 2 * kMostRules> turns;  // value, then rule: one number sorts fastest
  std::size_t count = 0;
  List active = ~narrow_[level];
  for (List left = narrow_[level]; left != 0; left &= left - 1) {
    const std::uint32_t rule = first(left);
    const LevelRange& range = rules_->range(rule, level);
    if (range.first == 0) {
      active |= List{1} << rule;
    } else {
      turns[count++] = std::uint64_t{range.first} << 8 | rule;
    }
    if (range.last != rules_->last_value(level)) {
      turns[count++] = (std::uint64_t{range.last} + 1) << 8 | rule;
    }
  }
  std::sort(turns.begin(), turns.begin() + static_cast<std::ptrdiff_t>(count));
  for (std::size_t i = 0; i < count;) {
    const std::uint64_t value = turns[i] >> 8;
    runs_.push_back({static_cast<std::uint32_t>(value - 1), active});
    for (; i < count && turns[i] >> 8 == value; ++i) active ^= List{1} << (turns[i] & 0xff);
  }
  runs_.push_back({rules_->last_value(level), active});
}

}  // namespace halfopen
