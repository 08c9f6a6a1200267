// SPDX-License-Identifier: Apache-2.0
#include "halfopen/space/range_rules.hpp"

namespace halfopen {

void RangeRules::add(std::span<const LevelRange> ranges, std::uint32_t terminal) {
  const std::size_t levels = level_count();
  ranges_.insert(ranges_.end(), ranges.begin(), ranges.end());
  terminals_.push_back(terminal);
  const std::size_t row = next_narrow_.size();
  next_narrow_.resize(row + levels + 1);
  auto narrow = static_cast<std::uint8_t>(levels);
  next_narrow_[row + levels] = narrow;
  for (std::size_t level = levels; level-- > 0;) {
    const bool full = ranges[level].first == 0 && ranges[level].last == last_values_[level];
    if (!full) narrow = static_cast<std::uint8_t>(level);
    next_narrow_[row + level] = narrow;
  }
}

}  // namespace halfopen
