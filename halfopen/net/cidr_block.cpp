// SPDX-License-Identifier: Apache-2.0
#include "halfopen/net/cidr_block.hpp"

namespace halfopen {
namespace {

/// The digits after the slash, or -1. No sign, no leading zero, at most three digits.
int parse_prefix_length(std::string_view text) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return -1;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

Result<CidrBlock> parse_cidr_block(std::string_view text) {
  constexpr std::string_view kHint = "write a block as 10.0.0.0/24 or 2001:db8::/64";
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    return fail("'" + std::string(text) + "' is not a CIDR block: it has no /LENGTH",
                std::string(kHint));
  }
  const auto address = parse_ip_address(text.substr(0, slash));
  if (!address) {
    return fail("'" + std::string(text) + "' is not a CIDR block", std::string(kHint));
  }
  const int length = parse_prefix_length(text.substr(slash + 1));
  const int width = address_width(address->family());
  if (length < 0 || length > width) {
    return fail("'" + std::string(text) + "' is not a CIDR block: the length must be 0 to " +
                    std::to_string(width),
                std::string(kHint));
  }
  return CidrBlock(*address, length);
}

Result<CidrBlock> parse_address_block(std::string_view text) {
  if (text.find('/') != std::string_view::npos) return parse_cidr_block(text);
  return parse_ip_address(text).map(
      [](const IpAddress& address) { return CidrBlock(address, address_width(address.family())); });
}

std::string to_string(const CidrBlock& block) {
  return to_string(block.address()) + '/' + std::to_string(block.prefix_length());
}

}  // namespace halfopen
