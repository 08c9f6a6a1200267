// SPDX-License-Identifier: Apache-2.0
// Transit gateways: hubs with route tables of their own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "halfopen/base/origin.hpp"
#include "halfopen/net/cidr_block.hpp"

namespace halfopen {

/// `describe-transit-gateways`.
struct TransitGateway {
  std::string id;
  std::string name;
  bool available = true;
  bool group_references = false;  ///< Options.SecurityGroupReferencingSupport
  Origin origin;
};

/// One attachment: `describe-transit-gateway-vpc-attachments` and the general view are joined by
/// id, and associations of route tables are added.
struct TransitGatewayAttachment {
  enum class Kind : std::uint8_t { vpc, vpn, direct_connect, connect, peering, other };
  std::string id;
  std::string gateway_id;
  Kind kind = Kind::other;
  std::string resource_id;              ///< vpc-…, vpn-…, tgw-…
  std::vector<std::string> subnet_ids;  ///< of a VPC: one a zone, where its interfaces stand
  bool available = true;
  bool appliance_mode = false;
  bool group_references = true;  ///< the attachment's own switch
  std::string route_table_id;    ///< the associated table; empty: none, or not loaded
  bool is_vpc_view = false;      ///< subnets are known
  Origin origin;
};

/// `search-transit-gateway-routes`, static routes and propagations, all under the table's id.
struct TransitGatewayRoute {
  std::optional<CidrBlock> destination;  ///< none: a prefix list
  std::string prefix_list;
  std::vector<std::string> attachment_ids;  ///< several: equal-cost paths
  bool propagated = false;
  bool blackhole = false;
  Origin origin;
};

struct TransitGatewayRouteTable {
  std::string id;
  std::string gateway_id;
  std::vector<TransitGatewayRoute> routes;
  std::vector<std::string> associated;   ///< attachment ids
  std::vector<std::string> propagating;  ///< attachments whose VPC's blocks are routed to them
  bool routes_known = false;             ///< a list of its routes is loaded
  Origin origin;
};

}  // namespace halfopen
