// SPDX-License-Identifier: Apache-2.0
// IPv4 and IPv6 addresses as ordered values.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "halfopen/base/result.hpp"

namespace halfopen {

/// Wide enough for any address; IPv4 uses the low 32 bits.
__extension__ using AddressBits = unsigned __int128;

enum class IpFamily : std::uint8_t { v4, v6 };
inline constexpr IpFamily kIpFamilies[] = {IpFamily::v4, IpFamily::v6};

/// The place of a family in an array of two.
constexpr std::size_t family_index(IpFamily family) { return static_cast<std::size_t>(family); }

/// 32 or 128.
constexpr int address_width(IpFamily family) { return family == IpFamily::v4 ? 32 : 128; }

/// The last address of a family: 255.255.255.255 or all ones.
constexpr AddressBits last_address_bits(IpFamily family) {
  return family == IpFamily::v4 ? AddressBits{0xffffffffU} : ~AddressBits{0};
}

/// "IPv4" or "IPv6".
std::string_view to_string(IpFamily family);

/// One IPv4 or IPv6 address. Ordered by family, then numerically. An IPv4-mapped IPv6 address
/// (::ffff:a.b.c.d) stays IPv6: filters of one family never see the other.
class IpAddress {
 public:
  constexpr IpAddress() = default;
  constexpr IpAddress(IpFamily family, AddressBits bits)
      : high_(static_cast<std::uint64_t>(bits >> 64)),
        low_(static_cast<std::uint64_t>(bits)),
        family_(family) {}

  constexpr IpFamily family() const { return family_; }
  constexpr AddressBits bits() const { return (AddressBits{high_} << 64) | low_; }

  friend constexpr bool operator==(const IpAddress&, const IpAddress&) = default;
  friend constexpr std::strong_ordering operator<=>(const IpAddress& a, const IpAddress& b) {
    if (a.family_ != b.family_) return a.family_ <=> b.family_;
    if (a.high_ != b.high_) return a.high_ <=> b.high_;
    return a.low_ <=> b.low_;
  }

 private:
  std::uint64_t high_ = 0;
  std::uint64_t low_ = 0;
  IpFamily family_ = IpFamily::v4;
};

/// Reads a dotted quad without leading zeros, or IPv6 text as in RFC 4291 section 2.2 (`::`, and an
/// IPv4 tail). No zone, no brackets, no surrounding space.
Result<IpAddress> parse_ip_address(std::string_view text);

/// The canonical text: dotted quad, or RFC 5952.
std::string to_string(const IpAddress& address);

}  // namespace halfopen
