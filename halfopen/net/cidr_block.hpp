// SPDX-License-Identifier: Apache-2.0
// A block of addresses that share a prefix.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "halfopen/base/result.hpp"
#include "halfopen/net/ip_address.hpp"

namespace halfopen {

/// An address block. Invariant: the host bits of the address are zero, as EC2 stores it
/// ("100.68.0.18/18" becomes 100.68.0.0/18; VPC User Guide, network ACL rules).
class CidrBlock {
 public:
  constexpr CidrBlock() = default;

  /// Clears the host bits. `prefix_length` must be in 0..address_width(address.family()).
  constexpr CidrBlock(const IpAddress& address, int prefix_length)
      : address_(address.family(), address.bits() & ~host_mask(address.family(), prefix_length)),
        prefix_length_(static_cast<std::uint8_t>(prefix_length)) {}

  /// The block of every address of a family: 0.0.0.0/0 or ::/0.
  static constexpr CidrBlock all(IpFamily family) { return {IpAddress(family, 0), 0}; }

  constexpr IpFamily family() const { return address_.family(); }
  constexpr const IpAddress& address() const { return address_; }
  constexpr int prefix_length() const { return prefix_length_; }
  constexpr AddressBits first() const { return address_.bits(); }
  constexpr AddressBits last() const { return first() | host_mask(family(), prefix_length_); }
  constexpr bool is_single() const { return prefix_length_ == address_width(family()); }

  constexpr bool contains(const IpAddress& address) const {
    return address.family() == family() &&
           (address.bits() & ~host_mask(family(), prefix_length_)) == first();
  }
  constexpr bool contains(const CidrBlock& other) const {
    return other.prefix_length_ >= prefix_length_ && contains(other.address_);
  }

  /// By address, then the shorter prefix (the larger block) first: a block precedes its sub-blocks.
  friend constexpr std::strong_ordering operator<=>(const CidrBlock&, const CidrBlock&) = default;
  friend constexpr bool operator==(const CidrBlock&, const CidrBlock&) = default;

 private:
  static constexpr AddressBits host_mask(IpFamily family, int prefix_length) {
    const int host_bits = address_width(family) - prefix_length;
    if (host_bits <= 0) return 0;
    return host_bits >= 128 ? ~AddressBits{0} : (AddressBits{1} << host_bits) - 1;
  }

  IpAddress address_;
  std::uint8_t prefix_length_ = 0;
};

/// Reads ADDRESS/LENGTH and clears host bits. A bare address is refused: see parse_address_block.
Result<CidrBlock> parse_cidr_block(std::string_view text);

/// Reads ADDRESS/LENGTH, or a bare address as the block of that one address.
Result<CidrBlock> parse_address_block(std::string_view text);

/// "10.0.0.0/24".
std::string to_string(const CidrBlock& block);

}  // namespace halfopen
