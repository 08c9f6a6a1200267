// SPDX-License-Identifier: Apache-2.0
// The filters on the way of one packet, straight from the wording: the network ACL at a subnet's
// edge, and the security groups of a network interface. Loops over plain lists, nothing else.
#pragma once

#include <string>

#include "halfopen/net/packet.hpp"
#include "halfopen/vpc/snapshot_draft.hpp"
#include "tests/oracle/planted_fault.hpp"

namespace halfopen::oracle {

/// "allow", "deny" or "unknown", and who says so: `ACL/DIRECTION/RULE` or `sg-…/DIRECTION`; empty
/// where nothing is asked.
struct FilterResult {
  std::string action = "allow";
  std::string decided_by;
};

/// The network ACL of a subnet, for a packet that enters or leaves it.
FilterResult acl_result(const SnapshotDraft& draft, const Subnet& subnet, Direction direction,
                        const Packet& packet, PlantedFault fault);

/// The loaded interface with this address in the subnet; null if there is none.
const NetworkInterface* interface_at(const SnapshotDraft& draft, const Subnet& subnet,
                                     const IpAddress& address);

/// The security groups of the interface at an address, for the first packet of a connection.
/// Everything passes where no interface is loaded, where it has no group, and where one of its
/// groups is not loaded.
FilterResult group_result(const SnapshotDraft& draft, const Subnet& subnet,
                          const IpAddress& address, Direction direction, const Packet& packet,
                          PlantedFault fault);

}  // namespace halfopen::oracle
