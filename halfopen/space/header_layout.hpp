// SPDX-License-Identifier: Apache-2.0
// How packet headers become the levels of a diagram.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "halfopen/space/header_box.hpp"
#include "halfopen/space/range_rules.hpp"

namespace halfopen {

/// What a filter may look at. `selector`: see Packet.
enum class HeaderField : std::uint8_t { protocol, selector, source_port, source, destination };

/// The order in which a diagram looks at the fields. It does not change what a diagram means, only
/// how large it gets.
using FieldOrder = std::array<HeaderField, 5>;

/// Small for network ACLs: few protocols, then few ports, then addresses.
inline constexpr FieldOrder kNetworkAclOrder = {HeaderField::protocol, HeaderField::selector,
                                                HeaderField::source_port, HeaderField::source,
                                                HeaderField::destination};

/// Level 0 is the family; then each field in its order. An address is four levels of 32 bits: a
/// CIDR block is a product over them (whole words equal, one word a range, the rest free). IPv4
/// uses the first of the four and leaves the others free.
class HeaderLayout {
 public:
  static constexpr std::size_t kLevels = 12;
  using Values = std::array<std::uint32_t, kLevels>;
  using Ranges = std::array<LevelRange, kLevels>;

  explicit HeaderLayout(const FieldOrder& order);

  const FieldOrder& order() const { return order_; }
  std::span<const std::uint32_t> last_values() const { return last_values_; }
  std::size_t level(HeaderField field) const { return level_[static_cast<std::size_t>(field)]; }

  /// How many values level `level` has for packets of a family; 1 for the unused words of IPv4.
  std::uint64_t value_count(std::size_t level, IpFamily family) const;

  Values values(const Packet& packet) const;
  Ranges ranges(const HeaderBox& box) const;
  /// The packet with these values.
  Packet packet(const Values& values) const;

 private:
  FieldOrder order_;
  std::array<std::uint32_t, kLevels> last_values_{};
  std::array<std::uint8_t, 5> level_{};
  std::array<bool, kLevels> only_v6_{};
};

/// An order under which the diagram of these rules is small: tried on a sample of them, as no order
/// is best for all rule lists. kNetworkAclOrder for short lists, where it hardly matters.
FieldOrder good_field_order(std::span<const HeaderRule> rules);

}  // namespace halfopen
