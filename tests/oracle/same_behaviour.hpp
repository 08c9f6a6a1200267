// SPDX-License-Identifier: Apache-2.0
// Two rule lists compared by the judge from the wording, packet by packet.
#pragma once

#include <vector>

#include "halfopen/acl/network_acl_entry.hpp"
#include "halfopen/net/packet.hpp"

namespace halfopen::oracle {

/// Packets at both sides of every bound that a row of either list has: if the lists differ at all,
/// they differ on one of these, up to ICMP types and protocols that neither names.
std::vector<Packet> corners(const std::vector<NetworkAclEntry>& a,
                            const std::vector<NetworkAclEntry>& b, IpFamily family);

/// On how many of the corners the lists act differently.
struct Differences {
  std::size_t newly_allowed = 0;  ///< by `b` and not by `a`
  std::size_t newly_denied = 0;

  friend bool operator==(const Differences&, const Differences&) = default;
};

Differences differences(const std::vector<NetworkAclEntry>& a,
                        const std::vector<NetworkAclEntry>& b, Direction direction,
                        IpFamily family);

}  // namespace halfopen::oracle
