// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace halfopen::oracle {

/// A mistake that the packet simulator makes on purpose. A comparison that does not notice one of
/// them proves nothing about the rule that it breaks.
enum class PlantedFault : std::uint8_t {
  none,
  deny_order_ignored,           ///< an allow rule of any number beats every deny rule
  reply_leg_ignored,            ///< replies are never looked at
  first_route_decides,          ///< the first route that matches, not the longest prefix
  propagated_route_wins,        ///< over a static route to the same block
  blackhole_ignored,            ///< a blackhole route is no route at all
  explicit_table_ignored,       ///< every subnet uses the main table
  group_egress_ignored,         ///< only the server's security groups are asked
  group_references_everywhere,  ///< members count whatever VPC they stand in
  public_address_ignored,       ///< an internet gateway serves interfaces without public address
  nat_subnet_skipped,           ///< the network ACL of the NAT gateway's subnet is not asked
  nat_keeps_port,               ///< replies to a NAT gateway go to the client's port
  peering_transit,              ///< a peering connection leads on to other VPCs
  transit_same_subnet_ignored,  ///< the sender's subnet holds the attachment: ingress not asked
  transit_zone_ignored,         ///< no attachment is needed in the sender's zone
};

inline constexpr std::initializer_list<PlantedFault> kPlantedFaults = {
    PlantedFault::deny_order_ignored,
    PlantedFault::reply_leg_ignored,
    PlantedFault::first_route_decides,
    PlantedFault::propagated_route_wins,
    PlantedFault::blackhole_ignored,
    PlantedFault::explicit_table_ignored,
    PlantedFault::group_egress_ignored,
    PlantedFault::group_references_everywhere,
    PlantedFault::public_address_ignored,
    PlantedFault::nat_subnet_skipped,
    PlantedFault::nat_keeps_port,
    PlantedFault::peering_transit,
    PlantedFault::transit_same_subnet_ignored,
    PlantedFault::transit_zone_ignored,
};

constexpr std::string_view to_string(PlantedFault fault) {
  switch (fault) {
    case PlantedFault::none: return "none";
    case PlantedFault::deny_order_ignored: return "deny order ignored";
    case PlantedFault::reply_leg_ignored: return "reply leg ignored";
    case PlantedFault::first_route_decides: return "first route decides";
    case PlantedFault::propagated_route_wins: return "propagated route wins";
    case PlantedFault::blackhole_ignored: return "blackhole ignored";
    case PlantedFault::explicit_table_ignored: return "explicit table ignored";
    case PlantedFault::group_egress_ignored: return "group egress ignored";
    case PlantedFault::group_references_everywhere: return "group references everywhere";
    case PlantedFault::public_address_ignored: return "public address ignored";
    case PlantedFault::nat_subnet_skipped: return "NAT subnet skipped";
    case PlantedFault::nat_keeps_port: return "NAT keeps port";
    case PlantedFault::peering_transit: return "peering transit";
    case PlantedFault::transit_same_subnet_ignored: return "transit same subnet ignored";
    case PlantedFault::transit_zone_ignored: return "transit zone ignored";
  }
  return "?";
}

}  // namespace halfopen::oracle
