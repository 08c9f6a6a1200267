// SPDX-License-Identifier: Apache-2.0
// What a stateless filter can see of one packet.
#pragma once

#include <cstdint>

#include "halfopen/net/icmp.hpp"
#include "halfopen/net/ip_address.hpp"
#include "halfopen/net/ip_protocol.hpp"

namespace halfopen {

/// Addresses, protocol, and ports (or, for ICMP, the message). Both addresses are of one family.
struct Packet {
  IpAddress source;
  IpAddress destination;
  IpProtocol protocol;
  std::uint16_t source_port = 0;       ///< 0 where the protocol has no ports
  std::uint16_t destination_port = 0;  ///< 0 where the protocol has no ports
  IcmpMessage icmp;                    ///< only for ICMP and ICMPv6

  friend constexpr bool operator==(const Packet&, const Packet&) = default;
};

/// The same packet seen from the other end: addresses and ports swapped. Twice is the identity.
constexpr Packet reversed(const Packet& packet) {
  return {packet.destination,      packet.source,      packet.protocol,
          packet.destination_port, packet.source_port, packet.icmp};
}

/// The 16 bits of a packet that a network ACL entry can restrict beside addresses and protocol: the
/// destination port for TCP and UDP, TYPE*256+CODE for ICMP and ICMPv6, 0 for every other protocol.
/// One number line for all protocols makes "which rule decides for every port" and "... for every
/// message" the same question.
using Selector = std::uint16_t;

constexpr Selector icmp_selector(IcmpMessage message) {
  return static_cast<Selector>((message.type << 8) | message.code);
}

constexpr Selector selector(const Packet& packet) {
  if (is_icmp(packet.protocol)) return icmp_selector(packet.icmp);
  return filters_ports(packet.protocol) ? packet.destination_port : Selector{0};
}

}  // namespace halfopen
