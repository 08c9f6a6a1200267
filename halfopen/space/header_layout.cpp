// SPDX-License-Identifier: Apache-2.0
#include "halfopen/space/header_layout.hpp"

#include "halfopen/space/decision_diagram.hpp"
#include "halfopen/space/diagram_builder.hpp"

namespace halfopen {
namespace {

constexpr std::size_t kWords = 4;  // 32-bit words of an address
constexpr std::uint32_t kLastWord = 0xffffffffU;

bool is_address(HeaderField field) {
  return field == HeaderField::source || field == HeaderField::destination;
}

std::uint32_t last_value_of(HeaderField field) {
  if (is_address(field)) return kLastWord;
  return field == HeaderField::protocol ? 255 : 65535;
}

/// The word at `index`, counted from the front of the address; IPv4 has one.
std::uint32_t word(IpFamily family, AddressBits bits, std::size_t index) {
  if (family == IpFamily::v4) return index == 0 ? static_cast<std::uint32_t>(bits) : 0;
  return static_cast<std::uint32_t>(bits >> (32 * (kWords - 1 - index)));
}

void put_block(const CidrBlock& block, LevelRange* ranges) {
  for (std::size_t i = 0; i < kWords; ++i) {
    const bool used = block.family() == IpFamily::v6 || i == 0;
    ranges[i].first = used ? word(block.family(), block.first(), i) : 0;
    ranges[i].last = used ? word(block.family(), block.last(), i) : kLastWord;
  }
}

void put_address(const IpAddress& address, std::uint32_t* values) {
  for (std::size_t i = 0; i < kWords; ++i) values[i] = word(address.family(), address.bits(), i);
}

IpAddress address_of(IpFamily family, const std::uint32_t* values) {
  if (family == IpFamily::v4) return {family, values[0]};
  AddressBits bits = 0;
  for (std::size_t i = 0; i < kWords; ++i) bits = bits << 32 | values[i];
  return {family, bits};
}

}  // namespace

HeaderLayout::HeaderLayout(const FieldOrder& order) : order_(order) {
  last_values_[0] = 1;
  std::size_t level = 1;
  for (const HeaderField field : order) {
    level_[static_cast<std::size_t>(field)] = static_cast<std::uint8_t>(level);
    const std::size_t width = is_address(field) ? kWords : 1;
    for (std::size_t i = 0; i < width; ++i, ++level) {
      last_values_[level] = last_value_of(field);
      only_v6_[level] = i > 0;
    }
  }
}

std::uint64_t HeaderLayout::value_count(std::size_t level, IpFamily family) const {
  if (level == 0 || (only_v6_[level] && family == IpFamily::v4)) return 1;
  return std::uint64_t{last_values_[level]} + 1;
}

HeaderLayout::Values HeaderLayout::values(const Packet& packet) const {
  Values values{};
  values[0] = static_cast<std::uint32_t>(packet.source.family());
  values[level(HeaderField::protocol)] = packet.protocol.number;
  values[level(HeaderField::selector)] = selector(packet);
  values[level(HeaderField::source_port)] = packet.source_port;
  put_address(packet.source, &values[level(HeaderField::source)]);
  put_address(packet.destination, &values[level(HeaderField::destination)]);
  return values;
}

HeaderLayout::Ranges HeaderLayout::ranges(const HeaderBox& box) const {
  Ranges ranges{};
  const auto family = static_cast<std::uint32_t>(box.family);
  ranges[0] = {family, family};
  LevelRange& protocol = ranges[level(HeaderField::protocol)];
  protocol = {0, 255};
  if (box.protocol) protocol = {box.protocol->number, box.protocol->number};
  ranges[level(HeaderField::selector)] = {box.selectors.first, box.selectors.last};
  ranges[level(HeaderField::source_port)] = {box.source_ports.first, box.source_ports.last};
  put_block(box.source, &ranges[level(HeaderField::source)]);
  put_block(box.destination, &ranges[level(HeaderField::destination)]);
  return ranges;
}

Packet HeaderLayout::packet(const Values& values) const {
  Packet packet;
  const auto family = static_cast<IpFamily>(values[0]);
  packet.protocol = IpProtocol{static_cast<std::uint8_t>(values[level(HeaderField::protocol)])};
  const auto chosen = static_cast<Selector>(values[level(HeaderField::selector)]);
  if (is_icmp(packet.protocol)) {
    packet.icmp = {static_cast<std::uint8_t>(chosen >> 8),
                   static_cast<std::uint8_t>(chosen & 0xff)};
  } else if (filters_ports(packet.protocol)) {
    packet.destination_port = chosen;
  }
  if (has_ports(packet.protocol)) {
    packet.source_port = static_cast<std::uint16_t>(values[level(HeaderField::source_port)]);
  }
  packet.source = address_of(family, &values[level(HeaderField::source)]);
  packet.destination = address_of(family, &values[level(HeaderField::destination)]);
  return packet;
}

FieldOrder good_field_order(std::span<const HeaderRule> rules) {
  using enum HeaderField;
  constexpr std::size_t kShort = 200;  // below, the trial costs more than it saves
  // 64 rules are a list that is held as one word: see RuleMaskSplitter.
  const std::size_t sampled = rules.size() <= 2000 ? 64 : rules.size() / 8;
  constexpr FieldOrder kOrders[] = {{protocol, destination, source, source_port, selector},
                                    {protocol, source, destination, source_port, selector},
                                    {protocol, destination, selector, source_port, source},
                                    {protocol, selector, destination, source, source_port},
                                    {protocol, selector, source_port, destination, source},
                                    kNetworkAclOrder};
  if (rules.size() < kShort) return kNetworkAclOrder;
  const std::size_t step = (rules.size() + sampled - 1) / sampled;
  FieldOrder best = kNetworkAclOrder;
  std::size_t fewest = ~std::size_t{0};
  DiagramBuilder builder;
  for (const FieldOrder& order : kOrders) {
    const HeaderLayout layout(order);
    const auto last_values = layout.last_values();
    DecisionDiagram diagram({last_values.begin(), last_values.end()});
    RangeRules sample(last_values);
    for (std::size_t i = 0; i < rules.size(); i += step) {
      sample.add(layout.ranges(rules[i].box), rules[i].terminal);
    }
    const auto root = builder.build(diagram, sample, 0, fewest);
    if (!root || diagram.edge_count() >= fewest) continue;
    fewest = diagram.edge_count();
    best = order;
  }
  return best;
}

}  // namespace halfopen
