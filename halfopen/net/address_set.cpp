// SPDX-License-Identifier: Apache-2.0
#include "halfopen/net/address_set.hpp"

#include <array>
#include <string_view>

namespace halfopen {
namespace {

/// The prefix length if [first, last] is exactly one block, else -1.
int block_length(IpFamily family, const Interval<AddressBits>& interval) {
  const AddressBits span = interval.last - interval.first;  // size - 1
  if ((span & (span + 1)) != 0 || (interval.first & span) != 0) return -1;
  int host_bits = 0;
  for (AddressBits rest = span; rest != 0; rest >>= 1) ++host_bits;
  return address_width(family) - host_bits;
}

std::string interval_text(IpFamily family, const Interval<AddressBits>& interval) {
  const IpAddress first(family, interval.first);
  const int length = block_length(family, interval);
  if (length == address_width(family)) return to_string(first);
  if (length >= 0) return to_string(CidrBlock(first, length));
  return to_string(first) + '-' + to_string(IpAddress(family, interval.last));
}

/// Blocks of the IANA IPv4 special-purpose registry that are not globally reachable, and multicast.
constexpr std::array<std::string_view, 11> kNotInternetV4 = {
    "0.0.0.0/8",      "10.0.0.0/8",    "100.64.0.0/10", "127.0.0.0/8",
    "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",  "192.168.0.0/16",
    "198.18.0.0/15",  "224.0.0.0/4",   "240.0.0.0/4",
};

AddressSet public_v4() {
  AddressSet set = AddressSet::of(CidrBlock::all(IpFamily::v4));
  for (const std::string_view text : kNotInternetV4) {
    const auto block = parse_cidr_block(text);
    if (block) set.bits = set.bits - AddressSet::of(*block).bits;
  }
  return set;
}

/// 2000::/3 is the global unicast space (RFC 4291, IANA IPv6 address space registry).
AddressSet public_v6() {
  return AddressSet::of(CidrBlock(IpAddress(IpFamily::v6, AddressBits{0x2000} << 112), 3));
}

}  // namespace

std::string to_string(const AddressSet& set) {
  std::string text;
  for (const auto& interval : set.bits.intervals()) {
    if (!text.empty()) text += ',';
    text += interval_text(set.family, interval);
  }
  return text;
}

const AddressSet& internet_addresses(IpFamily family) {
  static const AddressSet v4 = public_v4();
  static const AddressSet v6 = public_v6();
  return family == IpFamily::v4 ? v4 : v6;
}

std::vector<CidrBlock> cidr_blocks(const AddressSet& set) {
  std::vector<CidrBlock> blocks;
  const int width = address_width(set.family);
  for (const auto& interval : set.bits.intervals()) {
    AddressBits first = interval.first;
    for (;;) {
      int length = width;  // the largest block that starts here and ends inside
      while (length > 0) {
        const CidrBlock wider(IpAddress(set.family, first), length - 1);
        if (wider.first() != first || wider.last() > interval.last) break;
        --length;
      }
      blocks.emplace_back(IpAddress(set.family, first), length);
      const AddressBits last = blocks.back().last();
      if (last == interval.last) break;
      first = last + 1;
    }
  }
  return blocks;
}

bool is_internet(const IpAddress& address) {
  return internet_addresses(address.family()).bits.contains(address.bits());
}

}  // namespace halfopen
