// SPDX-License-Identifier: Apache-2.0
#include "halfopen/vpc/route_table.hpp"

namespace halfopen {

std::string_view to_string(RouteTarget target) {
  switch (target) {
    case RouteTarget::local: return "local";
    case RouteTarget::internet_gateway: return "internet gateway";
    case RouteTarget::egress_only_internet_gateway: return "egress-only internet gateway";
    case RouteTarget::nat_gateway: return "NAT gateway";
    case RouteTarget::vpn_gateway: return "VPN gateway";
    case RouteTarget::transit_gateway: return "transit gateway";
    case RouteTarget::vpc_peering: return "VPC peering connection";
    case RouteTarget::vpc_endpoint: return "VPC endpoint";
    case RouteTarget::network_interface: return "network interface";
    case RouteTarget::local_gateway: return "local gateway";
    case RouteTarget::carrier_gateway: return "carrier gateway";
    case RouteTarget::core_network: return "core network";
    case RouteTarget::other: break;
  }
  return "unknown target";
}

}  // namespace halfopen
