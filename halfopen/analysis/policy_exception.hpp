// SPDX-License-Identifier: Apache-2.0
// Services that may get into what is otherwise isolated.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "halfopen/base/result.hpp"
#include "halfopen/net/ip_address.hpp"
#include "halfopen/net/ip_protocol.hpp"
#include "halfopen/ports/port_set.hpp"

namespace halfopen {

/// A protocol with a range of ports, an ICMP message, or a protocol as a whole.
struct PolicyException {
  std::string text;  ///< as it was written
  IpProtocol protocol = kTcp;
  PortRange ports;   ///< TCP and UDP
  std::string icmp;  ///< ICMP: TYPE (with every code), TYPE:CODE or `echo`; empty: every message

  /// The protocol that is meant in a family: `icmp` is ICMPv6 in IPv6.
  IpProtocol protocol_in(IpFamily family) const;
  /// The selectors (see Packet) of that protocol.
  PortSet selectors_in(IpFamily family) const;
};

/// Reads [PROTO[/PORT[-PORT]]][,…] as --port does, and beyond it ranges (`tcp/1024-65535`) and
/// whole protocols (`tcp`, `icmp`). Ports of protocols whose ports no network ACL looks at are
/// refused.
Result<std::vector<PolicyException>> parse_policy_exceptions(std::string_view text);

}  // namespace halfopen
