// SPDX-License-Identifier: Apache-2.0
// Values at the edges of an ACL's rules, where mistakes live.
#pragma once

#include <cstdint>
#include <string>

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

/// A question about a place that the ACL guards.
struct EdgeQuestion {
  bool place_is_client = false;
  std::string other;    ///< the other end: an address, a block, `internet`
  std::string service;  ///< as the command line takes it
};

/// Mostly one that some rule of the ACL means, so that the request often passes and the reply is
/// judged.
EdgeQuestion edge_question(const NetworkAcl& acl, Picker& picker);

}  // namespace halfopen::fuzz
