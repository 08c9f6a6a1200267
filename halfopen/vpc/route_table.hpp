// SPDX-License-Identifier: Apache-2.0
// Route tables: where packets that leave a subnet go.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/base/origin.hpp"
#include "halfopen/net/cidr_block.hpp"

namespace halfopen {

/// What a route points to (EC2 API, Route).
enum class RouteTarget : std::uint8_t {
  local,
  internet_gateway,
  egress_only_internet_gateway,
  nat_gateway,
  vpn_gateway,
  transit_gateway,
  vpc_peering,
  vpc_endpoint,       ///< vpce-: a gateway endpoint, or one of a Gateway Load Balancer
  network_interface,  ///< eni-, also where an instance is named: a middlebox
  local_gateway,
  carrier_gateway,
  core_network,
  other,  ///< named, but of no kind that this version knows
};

/// "igw", "nat" and the like, for a person.
std::string_view to_string(RouteTarget target);

/// What an id names, by its prefix (igw-, nat- …) or the word `local`; `other` if it has none.
RouteTarget target_of_id(std::string_view id);

/// A route whose destination could not be read has neither block nor prefix list, and the target
/// `other`: it may be the one that decides for any packet.
struct Route {
  std::optional<CidrBlock> destination;  ///< none: a prefix list
  std::string prefix_list;               ///< pl-…
  RouteTarget target = RouteTarget::other;
  std::string target_id;
  bool propagated = false;  ///< by a VPN gateway; a static route to the same block wins
  bool blackhole = false;   ///< the target does not exist or is not ready
  Origin origin;
};

/// `describe-route-tables`.
struct RouteTable {
  std::string id;
  std::string name;
  std::string vpc_id;
  bool main = false;                     ///< of every subnet of the VPC that names no other
  std::vector<std::string> subnet_ids;   ///< explicit associations
  std::vector<std::string> gateway_ids;  ///< edge associations: routes for what enters the VPC
  std::vector<Route> routes;
  bool associations_known = true;  ///< false: subnets may belong to it without being listed
  bool routes_known = true;        ///< false: only its id and associations are; it routes nothing
  Origin origin;
};

}  // namespace halfopen
