// SPDX-License-Identifier: Apache-2.0
// A small world of boxes and packets that meet each other often: everything sits at an edge where
// an off-by-one would show.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <ostream>
#include <span>
#include <vector>

#include "halfopen/space/header_box.hpp"
#include "halfopen/space/header_layout.hpp"

namespace halfopen {

/// How rapidcheck prints a counterexample.
inline void showValue(const HeaderRule& rule, std::ostream& out) {
  const HeaderBox& box = rule.box;
  out << (box.protocol ? to_string(*box.protocol) : "any") << " selectors "
      << to_string(box.selectors) << " source ports " << to_string(box.source_ports) << " from "
      << to_string(box.source) << " to " << to_string(box.destination) << " -> " << rule.terminal;
}

}  // namespace halfopen

namespace halfopen::tests {

inline constexpr std::array<std::uint16_t, 17> kEdgePorts = {
    0, 1, 22, 79, 80, 81, 443, 1023, 1024, 5000, 32767, 32768, 49151, 49152, 60999, 65534, 65535};
inline constexpr std::array<IcmpMessage, 8> kMessages = {
    {{0, 0}, {3, 3}, {3, 4}, {3, 255}, {8, 0}, {128, 0}, {129, 0}, {255, 255}}};
inline constexpr std::array<std::uint8_t, 8> kProtocols = {6, 17, 1, 58, 132, 47, 0, 255};

/// Three unlike orders beside the usual one.
inline constexpr std::array<FieldOrder, 4> kOrders = {
    kNetworkAclOrder,
    {HeaderField::destination, HeaderField::source, HeaderField::source_port, HeaderField::selector,
     HeaderField::protocol},
    {HeaderField::source, HeaderField::protocol, HeaderField::destination, HeaderField::source_port,
     HeaderField::selector},
    {HeaderField::selector, HeaderField::source, HeaderField::protocol, HeaderField::destination,
     HeaderField::source_port}};

/// First and last addresses of blocks, and their neighbours.
inline std::vector<IpAddress> edge_addresses(IpFamily family) {
  std::vector<AddressBits> edges = {0, last_address_bits(family)};
  const bool v4 = family == IpFamily::v4;
  const AddressBits net = v4 ? AddressBits{0x0a000000} : AddressBits{0x20010db8} << 96;
  const int width = address_width(family);
  const std::vector<int> lengths =
      v4 ? std::vector{1, 8, 24, 25, 31} : std::vector{1, 32, 33, 64, 65, 96, 127};
  for (const int length : lengths) {
    const AddressBits size = AddressBits{1} << (width - length);
    const AddressBits first = net & ~(size - 1);
    for (const AddressBits edge : {first - 1, first, first + size - 1, first + size}) {
      edges.push_back(edge & last_address_bits(family));
    }
  }
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  std::vector<IpAddress> addresses;
  for (const AddressBits edge : edges) addresses.emplace_back(family, edge);
  return addresses;
}

/// A few hundred packets of both families.
inline std::vector<Packet> edge_packets() {
  std::vector<Packet> packets;
  for (const IpFamily family : {IpFamily::v4, IpFamily::v6}) {
    const auto addresses = edge_addresses(family);
    std::size_t turn = 0;
    const auto add = [&](std::uint8_t protocol, std::uint16_t port, IcmpMessage message) {
      for (int i = 0; i < 3; ++i, ++turn) {  // the strides are coprime: pairs keep changing
        Packet packet{addresses[turn % addresses.size()],
                      addresses[(turn * 7 + turn / addresses.size()) % addresses.size()],
                      IpProtocol{protocol},
                      0,
                      port,
                      message};
        if (has_ports(packet.protocol)) packet.source_port = kEdgePorts[turn % kEdgePorts.size()];
        packets.push_back(packet);
      }
    };
    for (const std::uint8_t protocol : kProtocols) {
      if (filters_ports(IpProtocol{protocol})) {
        for (const std::uint16_t port : kEdgePorts) add(protocol, port, {});
      } else if (is_icmp(IpProtocol{protocol})) {
        for (const IcmpMessage message : kMessages) add(protocol, 0, message);
      } else {
        for (int i = 0; i < 4; ++i) add(protocol, 0, {});
      }
    }
  }
  return packets;
}

/// A box out of choices: `roll(n)` is 0 to n-1.
template <class Roll>
HeaderBox random_box(const Roll& roll) {
  const IpFamily family = roll(2) == 0 ? IpFamily::v4 : IpFamily::v6;
  HeaderBox box = HeaderBox::all(family);
  const auto addresses = edge_addresses(family);
  const auto block = [&] {
    constexpr std::array<int, 8> kV4 = {0, 0, 1, 8, 16, 24, 31, 32};
    constexpr std::array<int, 8> kV6 = {0, 0, 1, 32, 33, 64, 127, 128};
    const auto& address =
        addresses[static_cast<std::size_t>(roll(static_cast<int>(addresses.size())))];
    return CidrBlock(address,
                     (family == IpFamily::v4 ? kV4 : kV6)[static_cast<std::size_t>(roll(8))]);
  };
  const auto range = [&]() -> PortRange {
    if (roll(3) == 0) return {};
    constexpr int kEdges = static_cast<int>(kEdgePorts.size());
    const std::uint16_t a = kEdgePorts[static_cast<std::size_t>(roll(kEdges))];
    const std::uint16_t b = kEdgePorts[static_cast<std::size_t>(roll(kEdges))];
    return {std::min(a, b), std::max(a, b)};
  };
  box.source = block();
  box.destination = block();
  const auto kind = static_cast<std::size_t>(roll(static_cast<int>(kProtocols.size()) + 2));
  if (kind >= kProtocols.size()) return box;
  box.protocol = IpProtocol{kProtocols[kind]};
  if (filters_ports(*box.protocol)) box.selectors = range();
  if (has_ports(*box.protocol)) box.source_ports = range();
  if (is_icmp(*box.protocol)) {
    const Selector a = icmp_selector(kMessages[static_cast<std::size_t>(roll(8))]);
    const Selector b = icmp_selector(kMessages[static_cast<std::size_t>(roll(8))]);
    box.selectors = {std::min(a, b), std::max(a, b)};
  }
  return box;
}

/// Membership from the wording of the fields, without levels or diagrams.
inline bool matches(const HeaderBox& box, const Packet& packet) {
  return packet.source.family() == box.family &&
         (!box.protocol || *box.protocol == packet.protocol) &&
         box.selectors.contains(selector(packet)) &&
         box.source_ports.contains(packet.source_port) && box.source.contains(packet.source) &&
         box.destination.contains(packet.destination);
}

/// The index of the first rule that matches, or rules.size().
inline std::size_t first_match(std::span<const HeaderRule> rules, const Packet& packet) {
  std::size_t i = 0;
  while (i != rules.size() && !matches(rules[i].box, packet)) ++i;
  return i;
}

}  // namespace halfopen::tests
