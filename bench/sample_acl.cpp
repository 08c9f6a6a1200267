// SPDX-License-Identifier: Apache-2.0
#include "sample_acl.hpp"

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace halfopen::bench {

NetworkAcl sample_acl(Dice& dice, std::size_t count) {
  std::vector<NetworkAclEntry> rows;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    for (const auto& row : random_entries(dice, direction, IpFamily::v4, count, 100)) {
      rows.push_back(row);
    }
  }
  Diagnostics diagnostics;
  NetworkAcl acl({"acl-sample", "", "vpc-1", false, {}}, std::move(rows), diagnostics);
  if (!diagnostics.empty()) give_up("the sample ACL is not clean");
  return acl;
}

std::vector<Packet> matching_packets(Dice& dice, const NetworkAcl& acl, std::size_t count) {
  const auto entries = acl.entries(Direction::ingress);
  std::vector<Packet> packets;
  packets.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& entry = entries[dice.below(static_cast<std::uint32_t>(entries.size()))];
    const AddressBits span = entry.cidr.last() - entry.cidr.first();
    const AddressBits source = entry.cidr.first() + (AddressBits{dice.bits()} & span);
    Packet packet{{IpFamily::v4, source},
                  {IpFamily::v4, 0x0a000105},
                  IpProtocol{static_cast<std::uint8_t>(entry.protocol)},
                  static_cast<std::uint16_t>(dice.below(65536)),
                  static_cast<std::uint16_t>(entry.ports.first + dice.below(entry.ports.size())),
                  {}};
    if (is_icmp(packet.protocol)) packet.icmp.type = static_cast<std::uint8_t>(entry.icmp_type);
    packets.push_back(packet);
  }
  return packets;
}

void give_up(const char* why) {
  std::fprintf(stderr, "benchmark: %s\n", why);
  std::exit(1);
}

}  // namespace halfopen::bench
