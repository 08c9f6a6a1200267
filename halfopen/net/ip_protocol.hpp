// SPDX-License-Identifier: Apache-2.0
// IP protocol numbers and the names that people and AWS write for them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace halfopen {

/// A protocol number of the IANA registry, 0 to 255.
struct IpProtocol {
  std::uint8_t number = 6;

  friend constexpr bool operator==(const IpProtocol&, const IpProtocol&) = default;
};

inline constexpr IpProtocol kIcmp{1};
inline constexpr IpProtocol kTcp{6};
inline constexpr IpProtocol kUdp{17};
inline constexpr IpProtocol kIcmpV6{58};
inline constexpr IpProtocol kSctp{132};

/// True for the protocols whose ports a network ACL looks at: TCP and UDP. For every other number
/// ports are ignored (EC2 API, CreateNetworkAclEntry, Protocol).
constexpr bool filters_ports(IpProtocol protocol) { return protocol == kTcp || protocol == kUdp; }

/// True for ICMP and ICMPv6, whose types and codes a network ACL looks at.
constexpr bool is_icmp(IpProtocol protocol) { return protocol == kIcmp || protocol == kIcmpV6; }

/// True for the protocols that have ports at all (RFC 6335: TCP, UDP, DCCP, SCTP, UDP-Lite).
constexpr bool has_ports(IpProtocol protocol) {
  return filters_ports(protocol) || protocol == kSctp || protocol.number == 33 ||
         protocol.number == 136;
}

/// Reads a name (tcp, udp, icmp, icmpv6, sctp, gre, esp, ah …, any case) or a number 0 to 255.
std::optional<IpProtocol> parse_ip_protocol(std::string_view text);

/// The word of the command line and of every output: tcp, udp, icmp, icmpv6, sctp, or the number.
std::string to_string(IpProtocol protocol);

}  // namespace halfopen
