// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/cloud_words.hpp"

namespace halfopen::oracle {

RouteTarget route_target_of(const std::string& id) {
  if (id == "local") return RouteTarget::local;
  if (id.starts_with("igw-")) return RouteTarget::internet_gateway;
  if (id.starts_with("eigw-")) return RouteTarget::egress_only_internet_gateway;
  if (id.starts_with("vgw-")) return RouteTarget::vpn_gateway;
  if (id.starts_with("nat-")) return RouteTarget::nat_gateway;
  if (id.starts_with("pcx-")) return RouteTarget::vpc_peering;
  if (id.starts_with("tgw-")) return RouteTarget::transit_gateway;
  if (id.starts_with("vpce-")) return RouteTarget::vpc_endpoint;
  if (id.starts_with("eni-")) return RouteTarget::network_interface;
  return RouteTarget::other;
}

}  // namespace halfopen::oracle
