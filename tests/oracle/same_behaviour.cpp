// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/same_behaviour.hpp"

#include <algorithm>
#include <set>

#include "tests/oracle/first_match_oracle.hpp"

namespace halfopen::oracle {

using Rows = std::vector<NetworkAclEntry>;

std::vector<Packet> corners(const Rows& a, const Rows& b, IpFamily family) {
  std::set<AddressBits> addresses = {0, last_address_bits(family)};
  std::set<std::uint8_t> protocols = {6, 17, 1, 58, 47, 255};
  std::set<std::uint16_t> selectors = {0, 65535};
  const auto around = [](auto& set, auto low, auto high) {
    set.insert(
        {low, high, static_cast<decltype(low)>(low - 1), static_cast<decltype(low)>(high + 1)});
  };
  for (const Rows* rows : {&a, &b}) {
    for (const NetworkAclEntry& row : *rows) {
      around(addresses, row.cidr.first(), row.cidr.last());
      around(selectors, row.ports.first, row.ports.last);
      if (row.protocol >= 0) protocols.insert(static_cast<std::uint8_t>(row.protocol));
      const auto type = static_cast<std::uint16_t>(std::max<int>(row.icmp_type, 0) * 256);
      const auto code = static_cast<std::uint16_t>(std::max<int>(row.icmp_code, 0));
      around(selectors, type, static_cast<std::uint16_t>(type + 255));
      around(selectors, static_cast<std::uint16_t>(type + code),
             static_cast<std::uint16_t>(type + code));
    }
  }
  std::vector<Packet> packets;
  for (const AddressBits bits : addresses) {
    if (bits > last_address_bits(family)) continue;
    for (const std::uint8_t protocol : protocols) {
      for (const std::uint16_t selector : selectors) {
        Packet packet;
        packet.source = packet.destination = IpAddress(family, bits);
        packet.protocol = IpProtocol{protocol};
        packet.destination_port = selector;
        packet.icmp = {static_cast<std::uint8_t>(selector >> 8),
                       static_cast<std::uint8_t>(selector)};
        packets.push_back(packet);
        if (protocol != 6 && protocol != 17 && protocol != 1 && protocol != 58) break;
      }
    }
  }
  return packets;
}

Differences differences(const Rows& a, const Rows& b, Direction direction, IpFamily family) {
  Differences found;
  for (const Packet& packet : corners(a, b, family)) {
    const bool before = judge(a, direction, packet).action == "allow";
    const bool after = judge(b, direction, packet).action == "allow";
    if (!before && after) ++found.newly_allowed;
    if (before && !after) ++found.newly_denied;
  }
  return found;
}

}  // namespace halfopen::oracle
