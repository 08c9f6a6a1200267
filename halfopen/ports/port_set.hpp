// SPDX-License-Identifier: Apache-2.0
// Exact sets of ports (or of any 16-bit selector).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "halfopen/base/result.hpp"
#include "halfopen/net/interval_set.hpp"
#include "halfopen/net/port_range.hpp"

namespace halfopen {

/// A subset of 0-65535.
using PortSet = IntervalSet<std::uint16_t>;

inline PortSet port_set(const PortRange& range) { return {range.first, range.last}; }

/// How many ports, 0 to 65,536. Linear in the number of intervals.
std::uint32_t count(const PortSet& set);

/// How many ports of `set` lie in `range`, without building the intersection.
std::uint32_t count_within(const PortSet& set, const PortRange& range);

/// "80,443,32768-65535": ascending, merged; empty text for the empty set.
std::string to_string(const PortSet& set);

/// Reads what to_string writes, in any order; overlaps are merged.
Result<PortSet> parse_port_set(std::string_view text);

}  // namespace halfopen
