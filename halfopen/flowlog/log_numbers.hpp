// SPDX-License-Identifier: Apache-2.0
// Numbers and addresses as flow logs write them, read without a copy.
#pragma once

#include <cstdint>
#include <string_view>

#include "halfopen/net/ip_address.hpp"

namespace halfopen {

/// A decimal number of at most 19 digits, nothing else.
inline bool read_number(std::string_view text, std::uint64_t& value) {
  if (text.empty() || text.size() > 19) return false;
  std::uint64_t sum = 0;
  for (const char c : text) {
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (digit > 9) return false;
    sum = 10 * sum + digit;
  }
  value = sum;
  return true;
}

/// Dotted IPv4 without a detour; everything else by parse_ip_address.
inline bool read_address(std::string_view text, IpAddress& value) {
  std::uint32_t bits = 0;
  std::uint32_t octet = 0;
  int digits = 0;
  int dots = 0;
  for (const char c : text) {
    const auto digit = static_cast<std::uint32_t>(c - '0');
    if (digit <= 9 && ++digits <= 3) {
      octet = 10 * octet + digit;
    } else if (c == '.' && digits > 0 && octet <= 255 && ++dots <= 3) {
      bits = (bits << 8U) | octet;
      octet = 0;
      digits = 0;
    } else {
      dots = -1;  // not of this kind
      break;
    }
  }
  if (dots == 3 && digits > 0 && octet <= 255) {
    value = IpAddress(IpFamily::v4, (bits << 8U) | octet);
    return true;
  }
  const auto other = parse_ip_address(text);
  if (other) value = *other;
  return other.has_value();
}

}  // namespace halfopen
