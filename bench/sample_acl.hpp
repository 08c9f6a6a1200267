// SPDX-License-Identifier: Apache-2.0
// ACLs and packets for the small benchmarks.
#pragma once

#include <cstddef>
#include <vector>

#include "generate_export.hpp"
#include "halfopen/acl/network_acl.hpp"
#include "halfopen/net/packet.hpp"

namespace halfopen::bench {

/// `count` IPv4 rules in each direction. Exits if the ACL is not clean.
NetworkAcl sample_acl(Dice& dice, std::size_t count);

/// TCP, UDP and ICMP packets into the subnet that are each made to match some rule: they stop at
/// that rule or at an earlier one.
std::vector<Packet> matching_packets(Dice& dice, const NetworkAcl& acl, std::size_t count);

/// Says why a benchmark is pointless and ends it.
[[noreturn]] void give_up(const char* why);

}  // namespace halfopen::bench
