// SPDX-License-Identifier: Apache-2.0
// A closed range of 16-bit port numbers.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "halfopen/base/result.hpp"

namespace halfopen {

/// Ports first to last, both included. Port 0 is a port like any other. Invariant: first <= last.
struct PortRange {
  std::uint16_t first = 0;
  std::uint16_t last = 65535;

  constexpr bool contains(std::uint16_t port) const { return first <= port && port <= last; }
  constexpr std::uint32_t size() const { return std::uint32_t{last} - first + 1; }

  friend constexpr auto operator<=>(const PortRange&, const PortRange&) = default;
};

/// Reads a port 0 to 65535 in plain digits.
Result<std::uint16_t> parse_port(std::string_view text);

/// Reads `443` or `1024-65535`, with or without spaces around the dash.
Result<PortRange> parse_port_range(std::string_view text);

/// "443" or "1024-65535".
std::string to_string(const PortRange& range);

}  // namespace halfopen
