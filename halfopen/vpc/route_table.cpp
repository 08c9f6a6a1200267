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

RouteTarget target_of_id(std::string_view id) {
  if (id == "local") return RouteTarget::local;
  if (id.starts_with("igw-")) return RouteTarget::internet_gateway;
  if (id.starts_with("eigw-")) return RouteTarget::egress_only_internet_gateway;
  if (id.starts_with("vgw-")) return RouteTarget::vpn_gateway;
  if (id.starts_with("vpce-")) return RouteTarget::vpc_endpoint;
  if (id.starts_with("nat-")) return RouteTarget::nat_gateway;
  if (id.starts_with("tgw-")) return RouteTarget::transit_gateway;
  if (id.starts_with("lgw-")) return RouteTarget::local_gateway;
  if (id.starts_with("cagw-")) return RouteTarget::carrier_gateway;
  return RouteTarget::other;
}

}  // namespace halfopen
