// SPDX-License-Identifier: Apache-2.0
#include "halfopen/net/ip_protocol.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace halfopen {
namespace {

struct ProtocolName {
  std::string_view name;
  std::uint8_t number;
};

/// Keywords of the IANA protocol-numbers registry that occur in rules, lower case.
constexpr std::array<ProtocolName, 20> kNames = {{
    {"tcp", 6},        {"udp", 17},   {"icmp", 1},      {"icmpv6", 58}, {"sctp", 132},
    {"ipv6-icmp", 58}, {"icmp6", 58}, {"gre", 47},      {"esp", 50},    {"ah", 51},
    {"igmp", 2},       {"ipip", 4},   {"ipv4", 4},      {"ipv6", 41},   {"ospf", 89},
    {"vrrp", 112},     {"l2tp", 115}, {"udplite", 136}, {"dccp", 33},   {"pim", 103},
}};

}  // namespace

std::optional<IpProtocol> parse_ip_protocol(std::string_view text) {
  std::uint8_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size()) return IpProtocol{number};
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  for (const ProtocolName& entry : kNames) {
    if (entry.name == lower) return IpProtocol{entry.number};
  }
  return std::nullopt;
}

std::string to_string(IpProtocol protocol) {
  switch (protocol.number) {
    case 1: return "icmp";
    case 6: return "tcp";
    case 17: return "udp";
    case 58: return "icmpv6";
    case 132: return "sctp";
    default: return std::to_string(protocol.number);
  }
}

}  // namespace halfopen
