// SPDX-License-Identifier: Apache-2.0
#include "edge_packets.hpp"

namespace halfopen::fuzz {
namespace {

const NetworkAclEntry* some_entry(const NetworkAcl& acl, Direction direction, Picker& picker) {
  const auto entries = acl.entries(direction);
  return entries.empty() ? nullptr : &entries[picker.below(entries.size())];
}

IpAddress any_address(Picker& picker) {
  if (picker.below(2) == 0) return {IpFamily::v4, picker.bits() & 0xffffffffU};
  return {IpFamily::v6, (AddressBits{picker.bits()} << 64) | picker.bits()};
}

IcmpMessage edge_message(const NetworkAclEntry* entry, Picker& picker) {
  IcmpMessage message{static_cast<std::uint8_t>(picker.one_of({0, 3, 8, 128, 129, 255})),
                      static_cast<std::uint8_t>(picker.one_of({0, 1, 4, 255}))};
  if (entry == nullptr) return message;
  if (entry->icmp_type >= 0 && picker.below(4) != 0) {
    message.type = static_cast<std::uint8_t>(entry->icmp_type);
  }
  if (entry->icmp_code >= 0 && picker.below(4) != 0) {
    message.code = static_cast<std::uint8_t>(entry->icmp_code);
  }
  return message;
}

/// A service that the entry matches; any one if there is no entry, and now and then.
std::string edge_service(const NetworkAclEntry* entry, Picker& picker) {
  if (entry == nullptr || picker.below(6) == 0) {
    return picker.one_of<std::string>(
        {"tcp/443", "udp/53", "icmp/echo", "icmp/3:4", "icmpv6/135", "sctp/5060", "47/"});
  }
  const auto protocol =
      entry->protocol < 0 ? picker.one_of({6, 17, 50}) : static_cast<int>(entry->protocol);
  std::string text = std::to_string(protocol) + '/';
  if (protocol == kTcp.number || protocol == kUdp.number) {
    text += std::to_string(picker.below(2) == 0 ? entry->ports.first : entry->ports.last);
  } else if (is_icmp(IpProtocol{static_cast<std::uint8_t>(protocol)})) {
    text += to_string(edge_message(entry, picker));
  }
  return text;
}

std::string edge_place(const NetworkAcl& acl, Direction direction, const NetworkAclEntry* entry,
                       Picker& picker) {
  if (entry == nullptr || picker.below(8) == 0) return "internet";
  switch (picker.below(4)) {
    case 0: return to_string(edge_address(acl, direction, picker));
    case 1: return to_string(entry->cidr);
    case 2: return to_string(IpAddress(entry->cidr.family(), entry->cidr.last()));
    default: return to_string(entry->cidr.address());
  }
}

}  // namespace

IpAddress edge_address(const NetworkAcl& acl, Direction direction, Picker& picker) {
  const NetworkAclEntry* entry = some_entry(acl, direction, picker);
  if (entry == nullptr || picker.below(8) == 0) return any_address(picker);
  const IpFamily family = entry->cidr.family();
  const AddressBits mask = last_address_bits(family);
  switch (picker.below(4)) {
    case 0: return {family, (entry->cidr.first() - 1) & mask};
    case 1: return {family, entry->cidr.first()};
    case 2: return {family, entry->cidr.last()};
    default: return {family, (entry->cidr.last() + 1) & mask};
  }
}

std::uint16_t edge_port(const NetworkAcl& acl, Direction direction, Picker& picker) {
  const NetworkAclEntry* entry = some_entry(acl, direction, picker);
  if (picker.below(8) == 0) return static_cast<std::uint16_t>(picker.below(65536));
  if (entry == nullptr || picker.below(8) == 0) {
    return static_cast<std::uint16_t>(picker.one_of({0, 22, 443, 1024, 32768, 65535}));
  }
  const std::uint32_t edge = picker.below(2) == 0 ? entry->ports.first : entry->ports.last;
  return static_cast<std::uint16_t>(edge + picker.below(3) - 1);  // may wrap around: also an edge
}

Packet edge_packet(const NetworkAcl& acl, Direction direction, Picker& picker) {
  const NetworkAclEntry* entry = some_entry(acl, direction, picker);
  const IpAddress remote = edge_address(acl, direction, picker);
  const IpAddress local(remote.family(), 0);
  Packet packet{direction == Direction::ingress ? remote : local,
                direction == Direction::ingress ? local : remote,
                IpProtocol{static_cast<std::uint8_t>(picker.one_of({0, 1, 6, 17, 58, 132, 255}))},
                0,
                0,
                {}};
  if (entry != nullptr && entry->protocol >= 0 && picker.below(4) != 0) {
    packet.protocol = IpProtocol{static_cast<std::uint8_t>(entry->protocol)};
  }
  if (is_icmp(packet.protocol)) {
    packet.icmp = edge_message(entry, picker);
  } else if (has_ports(packet.protocol)) {
    packet.source_port = static_cast<std::uint16_t>(picker.below(65536));
    packet.destination_port = edge_port(acl, direction, picker);
  }
  return packet;
}

EdgeQuestion edge_question(const NetworkAcl& acl, Picker& picker) {
  const bool is_client = picker.below(2) == 0;
  const Direction direction = is_client ? Direction::egress : Direction::ingress;
  const NetworkAclEntry* entry = some_entry(acl, direction, picker);
  for (int i = 0; i < 4 && entry != nullptr && entry->action == RuleAction::deny; ++i) {
    entry = some_entry(acl, direction, picker);
  }
  return {is_client, edge_place(acl, direction, entry, picker), edge_service(entry, picker)};
}

}  // namespace halfopen::fuzz
