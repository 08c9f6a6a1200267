// SPDX-License-Identifier: Apache-2.0
// Which ports Linux's connect() tries before the others.
#pragma once

#include <cstdint>

#include "halfopen/ports/port_set.hpp"

namespace halfopen {

/// How the ports that are tried first fare. Connections get no others until these are taken.
struct FirstChoice {
  std::uint32_t open = 0;
  std::uint32_t total = 0;

  friend bool operator==(const FirstChoice&, const FirstChoice&) = default;
};

/// Of the ports of a range that have the parity of its first port (net/ipv4/inet_hashtables.c,
/// Linux 4.2 and later), how many are in the set. Linear in the intervals of the set.
FirstChoice first_choice(const PortSet& open, const PortRange& range);

/// Whether the failing share of the first choice is another one than that of all `total` ports, of
/// which `open` are open.
constexpr bool differs(const FirstChoice& first, std::uint32_t open, std::uint32_t total) {
  return std::uint64_t{first.open} * total != std::uint64_t{open} * first.total;
}

/// The same, and by enough to matter to people: one share is more than a twentieth above the other.
constexpr bool differs_clearly(const FirstChoice& first, std::uint32_t open, std::uint32_t total) {
  const std::uint64_t a = std::uint64_t{first.total - first.open} * total;
  const std::uint64_t b = std::uint64_t{total - open} * first.total;
  const std::uint64_t more = a > b ? a : b;
  const std::uint64_t less = a > b ? b : a;
  return (more - less) * 20 > more;
}

}  // namespace halfopen
