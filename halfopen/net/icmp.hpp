// SPDX-License-Identifier: Apache-2.0
// ICMP and ICMPv6 messages: type, code, and which message answers which.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "halfopen/base/result.hpp"
#include "halfopen/net/ip_address.hpp"
#include "halfopen/net/ip_protocol.hpp"

namespace halfopen {

/// One concrete message kind. Echo request is 8/0 (ICMP) or 128/0 (ICMPv6).
struct IcmpMessage {
  std::uint8_t type = 0;
  std::uint8_t code = 0;

  friend constexpr bool operator==(const IcmpMessage&, const IcmpMessage&) = default;
};

/// ICMP, or ICMPv6.
constexpr IpProtocol icmp_of(IpFamily family) { return family == IpFamily::v4 ? kIcmp : kIcmpV6; }

constexpr IcmpMessage echo_request(IpFamily family) {
  return family == IpFamily::v4 ? IcmpMessage{8, 0} : IcmpMessage{128, 0};
}

/// The message that answers a request, or nothing for messages that nobody answers (errors,
/// replies, announcements). ICMP: RFC 792 (echo, timestamp, information), RFC 950 (address mask),
/// RFC 1256 (router solicitation). ICMPv6: RFC 4443 (echo), RFC 4861 (router and neighbour
/// solicitation), RFC 4620 (node information).
std::optional<IcmpMessage> icmp_reply(IpFamily family, IcmpMessage request);

/// Reads TYPE or TYPE:CODE (code 0 when absent); `echo` is the family's echo request.
Result<IcmpMessage> parse_icmp_message(std::string_view text, IpFamily family);

/// "8:0".
std::string to_string(IcmpMessage message);

}  // namespace halfopen
