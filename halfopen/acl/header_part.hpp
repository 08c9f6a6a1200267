// SPDX-License-Identifier: Apache-2.0
// An IPv4 header as numbers of at most 16 bits.
#pragma once

#include <cstddef>
#include <cstdint>

#include "halfopen/acl/ipv4_rule.hpp"
#include "halfopen/space/range_rules.hpp"

namespace halfopen {

/// An address is two parts: a prefix is a product of a range of each. So a rule is a product of
/// seven ranges, and vectors hold twice as many parts as addresses.
enum class HeaderPart : std::uint8_t {
  protocol,
  selector,
  source_port,
  source_high,
  source_low,
  destination_high,
  destination_low
};
inline constexpr std::size_t kHeaderParts = 7;

/// 255 for the protocol, else 65535.
std::uint32_t last_value(HeaderPart part);

/// The values of a part that the rule takes.
LevelRange part_range(const Ipv4Rule& rule, HeaderPart part);

/// True if the rule does not take every value.
bool is_narrow(const Ipv4Rule& rule, HeaderPart part);

}  // namespace halfopen
