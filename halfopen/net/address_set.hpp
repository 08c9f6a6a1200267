// SPDX-License-Identifier: Apache-2.0
// Exact sets of addresses of one family.
#pragma once

#include <string>
#include <vector>

#include "halfopen/net/cidr_block.hpp"
#include "halfopen/net/interval_set.hpp"
#include "halfopen/net/ip_address.hpp"

namespace halfopen {

/// A set of IPv4 or of IPv6 addresses, never both.
struct AddressSet {
  IpFamily family = IpFamily::v4;
  IntervalSet<AddressBits> bits;

  static AddressSet of(const CidrBlock& block) {
    return {block.family(), {block.first(), block.last()}};
  }

  bool empty() const { return bits.empty(); }

  /// The lowest member. The set must not be empty.
  IpAddress first() const { return {family, bits.intervals().front().first}; }

  friend bool operator==(const AddressSet&, const AddressSet&) = default;
};

/// Ascending and comma-separated: a CIDR block where an interval is exactly one, else FIRST-LAST.
/// A single address stands without a length.
std::string to_string(const AddressSet& set);

/// The fewest CIDR blocks that together are exactly the set, ascending.
std::vector<CidrBlock> cidr_blocks(const AddressSet& set);

/// What `internet` means: globally reachable unicast addresses, by the IANA special-purpose
/// registries (RFC 6890 and its registries). Documentation blocks count as internet, because every
/// example uses them so.
const AddressSet& internet_addresses(IpFamily family);

/// True if the address is one of internet_addresses().
bool is_internet(const IpAddress& address);

}  // namespace halfopen
