// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ports/port_set.hpp"

#include <algorithm>

namespace halfopen {

std::uint32_t count(const PortSet& set) { return count_within(set, PortRange{0, 65535}); }

std::uint32_t count_within(const PortSet& set, const PortRange& range) {
  std::uint32_t total = 0;
  for (const auto& interval : set.intervals()) {
    const std::uint16_t first = std::max(interval.first, range.first);
    const std::uint16_t last = std::min(interval.last, range.last);
    if (first <= last) total += PortRange{first, last}.size();
  }
  return total;
}

std::string to_string(const PortSet& set) {
  std::string text;
  for (const auto& interval : set.intervals()) {
    if (!text.empty()) text += ',';
    text += to_string(PortRange{interval.first, interval.last});
  }
  return text;
}

Result<PortSet> parse_port_set(std::string_view text) {
  PortSet set;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const auto range = parse_port_range(text.substr(0, comma));
    if (!range) return tl::unexpected<Error>(range.error());
    set = set | port_set(*range);
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
  }
  return set;
}

}  // namespace halfopen
