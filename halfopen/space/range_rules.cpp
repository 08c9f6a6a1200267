// SPDX-License-Identifier: Apache-2.0
#include "halfopen/space/range_rules.hpp"

namespace halfopen {

void RangeRules::add(std::span<const LevelRange> ranges, std::uint32_t terminal) {
  const std::uint32_t* const last_values = last_values_.data();
  std::uint32_t narrow = 0;
  for (std::size_t level = 0; level < ranges.size(); ++level) {
    const bool full = ranges[level].first == 0 && ranges[level].last == last_values[level];
    narrow |= std::uint32_t{!full} << level;
  }
  ranges_.insert(ranges_.end(), ranges.begin(), ranges.end());
  narrow_levels_.push_back(narrow);
  terminals_.push_back(terminal);
}

}  // namespace halfopen
