// SPDX-License-Identifier: Apache-2.0
// A rule's condition on packet headers: a product of one range a field.
#pragma once

#include <cstdint>
#include <optional>

#include "halfopen/net/cidr_block.hpp"
#include "halfopen/net/ip_protocol.hpp"
#include "halfopen/net/packet.hpp"
#include "halfopen/net/port_range.hpp"

namespace halfopen {

/// The packets of one family that pass all conditions. Both blocks must be of that family. A range
/// of selectors needs a protocol that has them (filters_ports or is_icmp), one of source ports a
/// protocol that has_ports: else it also holds headers that no Packet can show, and a witness may
/// be none of the set.
struct HeaderBox {
  IpFamily family = IpFamily::v4;
  std::optional<IpProtocol> protocol;  ///< none: every protocol
  PortRange selectors;                 ///< destination ports, or ICMP messages: see Selector
  PortRange source_ports;
  CidrBlock source = CidrBlock::all(IpFamily::v4);
  CidrBlock destination = CidrBlock::all(IpFamily::v4);

  /// Every packet of a family.
  static HeaderBox all(IpFamily family) {
    return {family, {}, {}, {}, CidrBlock::all(family), CidrBlock::all(family)};
  }
};

/// A box and what becomes of its packets, if no earlier rule takes them.
struct HeaderRule {
  HeaderBox box;
  std::uint32_t terminal = 0;
};

}  // namespace halfopen
