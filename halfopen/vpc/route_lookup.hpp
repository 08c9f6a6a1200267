// SPDX-License-Identifier: Apache-2.0
// Which route of a table decides, for one address and for all that fare like it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "halfopen/net/address_set.hpp"
#include "halfopen/net/cidr_block.hpp"
#include "halfopen/net/cidr_tree.hpp"
#include "halfopen/net/ip_address.hpp"

namespace halfopen {

/// One destination of a table, and how it ranks among those of the same block.
struct RouteKey {
  CidrBlock block;
  std::uint32_t route = 0;  ///< index into the table's routes
  std::uint8_t rank = 0;    ///< the lowest wins: static, by prefix list, propagated
};

/// The longest prefix decides; among equal blocks the lowest rank, then the first listed (Amazon
/// VPC User Guide, route priority). Immutable. Building is O(n log n); a look-up O(log n).
class RouteLookup {
 public:
  RouteLookup() = default;
  explicit RouteLookup(std::span<const RouteKey> keys);

  /// The deciding route; none if no block holds the address.
  std::optional<std::uint32_t> find(const IpAddress& address) const;

  /// Every address that the same route decides, or for which none does.
  AddressSet alike(const IpAddress& address) const;

  /// The runs of addresses of a family that the table may treat differently.
  std::span<const CidrTree::Boundary> boundaries(IpFamily family) const {
    return tree_.boundaries(family);
  }

  /// The block through which find() decides.
  std::optional<CidrBlock> block(const IpAddress& address) const;

 private:
  static constexpr std::uint32_t kNone = 0xffffffffU;

  CidrTree tree_;
  std::vector<std::uint32_t> route_of_node_;
};

}  // namespace halfopen
