// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/linear_match.hpp"

namespace halfopen::oracle {
namespace {

std::uint32_t roll(std::mt19937& random, std::uint32_t sides) {
  return static_cast<std::uint32_t>(random() % sides);
}

/// The leading bits are compared one by one.
bool holds_address(const CidrBlock& block, std::uint32_t address) {
  for (int bit = 0; bit < block.prefix_length(); ++bit) {
    const int shift = 31 - bit;
    const auto wanted = static_cast<std::uint32_t>(block.address().bits()) >> shift & 1U;
    if ((address >> shift & 1U) != wanted) return false;
  }
  return true;
}

CidrBlock wide_block(std::mt19937& random, IpFamily family) {
  if (roll(random, 5) == 0) return CidrBlock::all(family);
  constexpr int kLengths[] = {1, 7, 8, 9, 15, 16, 17, 20, 23, 24, 25, 31, 32};
  const int length = kLengths[roll(random, 13)];
  const AddressBits bits = roll(random, 2) == 0
                               ? AddressBits{0x0a000000U | (random() & 0x00030303U)}
                               : AddressBits{static_cast<std::uint32_t>(random())};
  return {IpAddress(family, bits), length};
}

CidrBlock long_block(std::mt19937& random, IpFamily family) {
  if (roll(random, 10) == 0) return CidrBlock::all(family);
  const AddressBits bits{0x0a000000U | (random() & 0x003fffffU)};
  return {IpAddress(family, bits), 20 + static_cast<int>(roll(random, 13))};
}

PortRange random_range(std::mt19937& random) {
  constexpr std::uint16_t kEdges[] = {0,    1,    22,    80,    255,   256,   443,
                                      1023, 1024, 32767, 32768, 49152, 65534, 65535};
  if (roll(random, 4) == 0) return {};
  std::uint16_t first = kEdges[roll(random, 14)];
  if (roll(random, 4) == 0) first = static_cast<std::uint16_t>(random());
  if (roll(random, 2) == 0) return {first, first};
  std::uint16_t last = kEdges[roll(random, 14)];
  if (last < first) std::swap(first, last);
  return {first, last};
}

/// The first, the last, or a value between, or one beside.
template <class T>
T near_range(std::mt19937& random, T first, T last) {
  switch (roll(random, 6)) {
    case 0: return first;
    case 1: return last;
    case 2: return static_cast<T>(first - 1U);
    case 3: return static_cast<T>(last + 1U);
    case 4: return static_cast<T>(random());
    default:
      return static_cast<T>(first + random() % (std::uint64_t{last} - std::uint64_t{first} + 1));
  }
}

std::uint32_t near_block(std::mt19937& random, const CidrBlock& block) {
  return near_range(random, static_cast<std::uint32_t>(block.first()),
                    static_cast<std::uint32_t>(block.last()));
}

}  // namespace

std::uint32_t linear_match(std::span<const HeaderRule> rules, const Header& header) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const HeaderBox& box = rules[i].box;
    if (box.family != IpFamily::v4) continue;
    if (!holds_address(box.source, header.source)) continue;
    if (!holds_address(box.destination, header.destination)) continue;
    if (box.protocol && box.protocol->number != header.protocol) continue;
    if (header.source_port < box.source_ports.first) continue;
    if (header.source_port > box.source_ports.last) continue;
    if (header.selector < box.selectors.first || header.selector > box.selectors.last) continue;
    return static_cast<std::uint32_t>(i);
  }
  return kNothing;
}

std::vector<HeaderRule> random_rules(std::mt19937& random, const ListShape& shape) {
  std::vector<HeaderRule> rules;
  while (rules.size() < shape.rules) {
    const bool v6 = roll(random, 100) < shape.v6_percent;
    HeaderRule rule{HeaderBox::all(v6 ? IpFamily::v6 : IpFamily::v4), roll(random, 3)};
    const auto& block = shape.narrow ? long_block : wide_block;
    rule.box.source = block(random, rule.box.family);
    constexpr std::uint8_t kProtocols[] = {6, 6, 17, 1, 0, 255};
    if (roll(random, 4) != 0) rule.box.protocol = IpProtocol{kProtocols[roll(random, 6)]};
    rule.box.selectors = random_range(random);
    if (shape.both_ends) {
      rule.box.destination = block(random, rule.box.family);
      rule.box.source_ports = random_range(random);
    }
    const bool full = rule.box.source.prefix_length() == 0 && !rule.box.protocol &&
                      rule.box.selectors == PortRange{};
    if (!full || roll(random, 20) == 0) rules.push_back(rule);
  }
  return rules;
}

std::vector<Header> telling_headers(std::mt19937& random, std::span<const HeaderRule> rules,
                                    std::size_t count) {
  std::vector<Header> headers;
  while (headers.size() < count) {
    Header header{static_cast<std::uint32_t>(random()), static_cast<std::uint32_t>(random()),
                  static_cast<std::uint16_t>(random()), static_cast<std::uint16_t>(random()),
                  static_cast<std::uint8_t>(random())};
    if (!rules.empty() && roll(random, 8) != 0) {
      const HeaderBox& box = rules[roll(random, static_cast<std::uint32_t>(rules.size()))].box;
      if (box.family != IpFamily::v4) continue;
      header.source = near_block(random, box.source);
      header.destination = near_block(random, box.destination);
      header.source_port = near_range(random, box.source_ports.first, box.source_ports.last);
      header.selector = near_range(random, box.selectors.first, box.selectors.last);
      if (box.protocol && roll(random, 8) != 0) header.protocol = box.protocol->number;
    }
    headers.push_back(header);
  }
  return headers;
}

}  // namespace halfopen::oracle
