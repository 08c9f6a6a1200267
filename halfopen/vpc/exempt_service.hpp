// SPDX-License-Identifier: Apache-2.0
// Traffic that network ACLs never filter.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "halfopen/net/ip_address.hpp"
#include "halfopen/net/ip_protocol.hpp"
#include "halfopen/vpc/endpoint.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// The name of the AWS service at `server` if network ACLs do not filter traffic between a client
/// in a loaded subnet and that service: Amazon DNS, DHCP, instance metadata, ECS task metadata,
/// Windows licence activation, Amazon Time Sync, the addresses of the VPC router (VPC User Guide,
/// "Control traffic to subnets using network ACLs"). Another port at such an address is ordinary
/// traffic. `port` is the server port, 0 where there is none.
std::optional<std::string_view> exempt_service(const Snapshot& snapshot, const Location& client,
                                               const IpAddress& server, IpProtocol protocol,
                                               std::uint16_t port);

/// The addresses of such services that answer on this protocol and port for a client there: what a
/// set of servers must be cut at. The router's own addresses are left out: no host has them.
std::vector<IpAddress> exempt_addresses(const Snapshot& snapshot, const Location& client,
                                        IpFamily family, IpProtocol protocol, std::uint16_t port);

/// Every address at which such a service answers, the routers' aside: what questions about all
/// ports of all hosts leave out.
IntervalSet<AddressBits> exempt_service_addresses(const Snapshot& snapshot, IpFamily family);

/// True if the set holds the address of a router of the client's VPC: an address that no host has,
/// and that network ACLs do not filter.
bool holds_router(const Snapshot& snapshot, const Location& client, const AddressSet& servers);

}  // namespace halfopen
