// SPDX-License-Identifier: Apache-2.0
// What a question asks to reach: protocol and server port, or an ICMP message.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/base/result.hpp"
#include "halfopen/net/icmp.hpp"
#include "halfopen/net/ip_protocol.hpp"
#include "halfopen/net/packet.hpp"

namespace halfopen {

/// A service in one address family.
struct Service {
  IpProtocol protocol = kTcp;
  std::optional<std::uint16_t> port;  ///< the server port; none for ICMP and where none was given
  std::optional<IcmpMessage> icmp;    ///< the request message

  friend bool operator==(const Service&, const Service&) = default;
};

/// The packet of the request leg.
Packet request_packet(const Service& service, const IpAddress& client, const IpAddress& server,
                      std::uint16_t client_port);

/// The packet of the reply leg: addresses and ports swapped, ICMP turned into its answer. Nothing
/// for ICMP messages that nobody answers.
std::optional<Packet> reply_packet(const Service& service, const IpAddress& client,
                                   const IpAddress& server, std::uint16_t client_port);

/// What the user wrote, before the family is known: `icmp/echo` is another message in IPv6.
struct ServiceSpec {
  IpProtocol protocol = kTcp;
  std::optional<std::uint16_t> port;
  std::string icmp;  ///< TYPE, TYPE:CODE or `echo`; checked for both families

  /// The service in a family. `icmp` means ICMPv6 where the addresses are IPv6.
  Service in(IpFamily family) const;
};

/// Reads [PROTO/]PORT[,…]; the protocol carries on (`udp/53,tcp/443,22`). PROTO is tcp (when none
/// is given), udp, icmp, icmpv6, sctp or a number; icmp takes TYPE[:CODE] or `echo`; other
/// protocols have no ports that a network ACL looks at, so theirs may be left out (`gre`, `47/`).
Result<std::vector<ServiceSpec>> parse_services(std::string_view text);

/// "tcp/443", "icmp/8:0", "47".
std::string to_string(const Service& service);

}  // namespace halfopen
