// SPDX-License-Identifier: Apache-2.0
// Everything of an account that decides about a path, beside VPCs, subnets and network ACLs.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <vector>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/vpc/gateway.hpp"
#include "halfopen/vpc/instance.hpp"
#include "halfopen/vpc/load_balancer.hpp"
#include "halfopen/vpc/nat_gateway.hpp"
#include "halfopen/vpc/network_interface.hpp"
#include "halfopen/vpc/page_count.hpp"
#include "halfopen/vpc/prefix_list.hpp"
#include "halfopen/vpc/public_access_block.hpp"
#include "halfopen/vpc/route_table.hpp"
#include "halfopen/vpc/security_group.hpp"
#include "halfopen/vpc/transit_gateway.hpp"
#include "halfopen/vpc/vpc_endpoint.hpp"
#include "halfopen/vpc/vpc_peering.hpp"

namespace halfopen {

/// The lists of an export. A list that is there and empty says something else than one that is
/// missing: nothing of the kind exists, against nobody knows.
enum class ObjectKind : std::uint8_t {
  security_groups,
  route_tables,
  internet_gateways,
  egress_only_gateways,
  vpn_gateways,
  nat_gateways,
  vpc_peerings,
  transit_gateways,
  transit_gateway_attachments,
  transit_gateway_route_tables,
  vpc_endpoints,
  prefix_lists,
  network_interfaces,
  instances,
  load_balancers,
  listeners,
  target_groups,
  target_health,
  public_access_blocks,
};
inline constexpr std::size_t kObjectKinds = 19;

/// Plain lists; order is that of the inputs.
struct CloudObjects {
  std::vector<SecurityGroup> security_groups;
  std::vector<RouteTable> route_tables;
  std::vector<Gateway> gateways;
  std::vector<NatGateway> nat_gateways;
  std::vector<VpcPeering> peerings;
  std::vector<TransitGateway> transit_gateways;
  std::vector<TransitGatewayAttachment> attachments;
  std::vector<TransitGatewayRouteTable> transit_route_tables;
  std::vector<VpcEndpoint> endpoints;
  std::vector<PrefixList> prefix_lists;
  std::vector<NetworkInterface> interfaces;
  std::vector<Instance> instances;
  std::vector<LoadBalancer> load_balancers;
  std::vector<Listener> listeners;
  std::vector<TargetGroup> target_groups;
  std::vector<PublicAccessBlock> public_access;
  std::bitset<kObjectKinds> listed;  ///< by ObjectKind: some input holds a list of this kind

  std::array<PageCount, kObjectKinds> pages = {};  ///< by ObjectKind, as far as lists name pages

  bool has_list(ObjectKind kind) const { return listed.test(static_cast<std::size_t>(kind)); }
  /// True if a list of the kind is loaded and its last page is, too.
  bool is_whole(ObjectKind kind) const {
    return has_list(kind) && !pages[static_cast<std::size_t>(kind)].incomplete();
  }
  void set_list(ObjectKind kind) { listed.set(static_cast<std::size_t>(kind)); }
};

/// Appends `more` to `objects`.
void append(CloudObjects& objects, CloudObjects&& more);

/// Joins what several views or pages say about one object, so that every id is there once:
/// security groups by their rules, interfaces seen in instances with their own list, attachments,
/// tables and target groups with the answers about them. What contradicts is reported, and the
/// first description counts; so are lists whose last page is missing. O(n log n).
void settle(CloudObjects& objects, Diagnostics& diagnostics);

}  // namespace halfopen
