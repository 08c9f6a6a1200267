// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ports/first_choice.hpp"

#include <algorithm>

namespace halfopen {
namespace {

/// How many numbers of the parity of `like` lie from first to last.
std::uint32_t count_like(std::uint32_t like, std::uint32_t first, std::uint32_t last) {
  if (first % 2 != like % 2) ++first;
  return first > last ? 0 : (last - first) / 2 + 1;
}

}  // namespace

FirstChoice first_choice(const PortSet& open, const PortRange& range) {
  FirstChoice found;
  found.total = count_like(range.first, range.first, range.last);
  for (const auto& interval : open.intervals()) {
    const std::uint16_t first = std::max(interval.first, range.first);
    const std::uint16_t last = std::min(interval.last, range.last);
    if (first <= last) found.open += count_like(range.first, first, last);
  }
  return found;
}

}  // namespace halfopen
