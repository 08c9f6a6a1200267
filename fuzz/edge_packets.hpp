// SPDX-License-Identifier: Apache-2.0
// Values at the edges of an ACL's rules, where mistakes live.
#pragma once

#include <cstdint>

#include "ask_all.hpp"
#include "halfopen/acl/network_acl.hpp"
#include "halfopen/net/packet.hpp"

namespace halfopen::fuzz {

/// An address in, just before or just behind the block of one of the direction's entries, or
/// anywhere.
IpAddress edge_address(const NetworkAcl& acl, Direction direction, Picker& picker);

/// A port at the edge of an entry's range, at the edge of all ports, or anywhere.
std::uint16_t edge_port(const NetworkAcl& acl, Direction direction, Picker& picker);

/// A packet that crosses the ACL in that direction, made of such values.
Packet edge_packet(const NetworkAcl& acl, Direction direction, Picker& picker);

}  // namespace halfopen::fuzz
