// SPDX-License-Identifier: Apache-2.0
// Many IPv4 packets, a column a field.
#pragma once

#include <cstddef>
#include <cstdint>

#include "halfopen/acl/network_acl_entry.hpp"

namespace halfopen {

/// Borrowed columns of `count` values each. A column whose field no rule looks at may be null.
/// `selectors` is what Selector says: the destination port, or TYPE*256+CODE for ICMP.
struct PacketColumns {
  const std::uint32_t* sources = nullptr;       ///< 10.0.0.1 is 0x0a000001
  const std::uint32_t* destinations = nullptr;  ///< likewise
  const std::uint16_t* source_ports = nullptr;
  const std::uint16_t* selectors = nullptr;
  const std::uint8_t* protocols = nullptr;
  std::size_t count = 0;

  /// What a network ACL sees of packets that cross in `direction`: the remote address (source on
  /// ingress, destination on egress), the selector and the protocol.
  static PacketColumns crossing(Direction direction, const std::uint32_t* remotes,
                                const std::uint16_t* selectors, const std::uint8_t* protocols,
                                std::size_t count) {
    const bool ingress = direction == Direction::ingress;
    return {ingress ? remotes : nullptr,
            ingress ? nullptr : remotes,
            nullptr,
            selectors,
            protocols,
            count};
  }

  /// The packets from `first` on, at most `most` of them.
  PacketColumns part(std::size_t first, std::size_t most) const {
    const std::size_t left = count - first;
    return {behind(sources, first),   behind(destinations, first), behind(source_ports, first),
            behind(selectors, first), behind(protocols, first),    left < most ? left : most};
  }

 private:
  /// Null stays null.
  template <class T>
  static const T* behind(const T* column, std::size_t first) {
    return column + first * std::size_t{column != nullptr};
  }
};

}  // namespace halfopen
