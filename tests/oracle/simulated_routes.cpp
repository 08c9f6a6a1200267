// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/simulated_routes.hpp"

#include "tests/oracle/cloud_words.hpp"

namespace halfopen::oracle {
namespace {

/// The table of a subnet: the one that names it, else the main one of its VPC.
const RouteTable* table_of(const SnapshotDraft& draft, const Subnet& subnet, PlantedFault fault) {
  const RouteTable* main = nullptr;
  const RouteTable* named = nullptr;
  for (const RouteTable& table : draft.objects.route_tables) {
    if (table.vpc_id != subnet.vpc_id) continue;
    if (table.main) main = &table;
    for (const std::string& id : table.subnet_ids) {
      if (id == subnet.id) named = &table;
    }
  }
  if (fault == PlantedFault::explicit_table_ignored && main != nullptr) return main;
  return named != nullptr ? named : main;
}

const PrefixList* known_list(const SnapshotDraft& draft, const std::string& id) {
  for (const PrefixList& list : draft.objects.prefix_lists) {
    if (list.id == id && list.entries_known) return &list;
  }
  return nullptr;
}

/// How well a route fits: first the length of the prefix, then the kind of route. Below zero: it
/// does not match. Among routes to one block a static one goes before one of a prefix list, and
/// that before a propagated one.
int fit(const CidrBlock& destination, const IpAddress& address, int kind) {
  return in_block(destination, address) ? destination.prefix_length() * 10 + kind : -1;
}

int kind_of(bool propagated, PlantedFault fault) {
  constexpr int kStatic = 3;
  constexpr int kPropagated = 1;
  if (fault == PlantedFault::propagated_route_wins) return propagated ? kStatic : kPropagated;
  return propagated ? kPropagated : kStatic;
}

constexpr int kByPrefixList = 2;

int fit_of(const SnapshotDraft& draft, const Route& route, const IpAddress& address,
           PlantedFault fault) {
  if (route.blackhole && fault == PlantedFault::blackhole_ignored) return -1;
  if (route.destination) {
    return fit(*route.destination, address, kind_of(route.propagated, fault));
  }
  const PrefixList* list = known_list(draft, route.prefix_list);
  int best = -1;
  if (list == nullptr) return best;
  for (const CidrBlock& entry : list->cidrs) {
    const int one = fit(entry, address, kByPrefixList);
    if (one > best) best = one;
  }
  return best;
}

std::string destination_text(const Route& route) {
  return route.destination ? to_string(*route.destination) : route.prefix_list;
}

/// A propagated route never beats a local one, not even with a longer prefix (Site-to-Site VPN User
/// Guide, "Route tables and VPN route priority").
const Route* local_before_propagated(const RouteTable& table, const Route* best,
                                     const IpAddress& address) {
  if (best == nullptr || !best->propagated) return best;
  for (const Route& route : table.routes) {
    if (route.target != RouteTarget::local || !route.destination) continue;
    if (in_block(*route.destination, address)) return &route;
  }
  return best;
}

const TransitGatewayRouteTable* transit_table_of(const SnapshotDraft& draft,
                                                 const TransitGatewayAttachment& attachment) {
  for (const TransitGatewayRouteTable& table : draft.objects.transit_route_tables) {
    if (table.id == attachment.route_table_id) return &table;
    for (const std::string& id : table.associated) {
      if (attachment.route_table_id.empty() && id == attachment.id) return &table;
    }
  }
  return nullptr;
}

}  // namespace

bool in_block(const CidrBlock& block, const IpAddress& address) {
  if (block.address().family() != address.family()) return false;
  const int width = address.family() == IpFamily::v4 ? 32 : 128;
  for (int bit = 0; bit < block.prefix_length(); ++bit) {
    const int shift = width - 1 - bit;
    if ((block.address().bits() >> shift & 1) != (address.bits() >> shift & 1)) return false;
  }
  return true;
}

bool in_any_block(const std::vector<CidrBlock>& blocks, const IpAddress& address) {
  for (const CidrBlock& one : blocks) {
    if (in_block(one, address)) return true;
  }
  return false;
}

bool is_private(const IpAddress& address) {
  static const std::vector<CidrBlock> blocks = {
      block("10.0.0.0/8"),    block("172.16.0.0/12"),  block("192.168.0.0/16"),
      block("100.64.0.0/10"), block("169.254.0.0/16"), block("fc00::/7"),
      block("fe80::/10"),
  };
  return in_any_block(blocks, address);
}

const Vpc* find_vpc(const SnapshotDraft& draft, const std::string& id) {
  for (const Vpc& vpc : draft.vpcs) {
    if (vpc.id == id) return &vpc;
  }
  return nullptr;
}

bool gateway_is_down(const SnapshotDraft& draft, const std::string& id) {
  for (const TransitGateway& gateway : draft.objects.transit_gateways) {
    if (gateway.id == id && !gateway.available) return true;
  }
  return false;
}

const Vpc* vpc_holding(const SnapshotDraft& draft, const IpAddress& address) {
  for (const Vpc& vpc : draft.vpcs) {
    if (in_any_block(vpc.cidrs, address)) return &vpc;
  }
  return nullptr;
}

const Subnet* find_subnet(const SnapshotDraft& draft, const std::string& id) {
  for (const Subnet& subnet : draft.subnets) {
    if (subnet.id == id) return &subnet;
  }
  return nullptr;
}

const Subnet* subnet_holding(const SnapshotDraft& draft, const std::string& vpc_id,
                             const IpAddress& address) {
  for (const Subnet& subnet : draft.subnets) {
    if (subnet.vpc_id == vpc_id && in_any_block(subnet.cidrs, address)) return &subnet;
  }
  return nullptr;
}

bool is_internet(const SnapshotDraft& draft, const IpAddress& address) {
  if (is_private(address) || vpc_holding(draft, address) != nullptr) return false;
  for (const Subnet& subnet : draft.subnets) {
    if (in_any_block(subnet.cidrs, address)) return false;
  }
  return true;
}

bool is_attached(const SnapshotDraft& draft, Gateway::Kind kind, const std::string& id,
                 const std::string& vpc_id) {
  for (const Gateway& gateway : draft.objects.gateways) {
    if (gateway.kind != kind || (!id.empty() && gateway.id != id)) continue;
    for (const std::string& vpc : gateway.vpc_ids) {
      if (vpc == vpc_id) return true;
    }
  }
  return false;
}

bool has_route_tables(const SnapshotDraft& draft, const std::string& vpc_id) {
  for (const RouteTable& table : draft.objects.route_tables) {
    if (table.vpc_id == vpc_id) return true;
  }
  return false;
}

ChosenRoute choose_route(const SnapshotDraft& draft, const Subnet& subnet, const IpAddress& address,
                         PlantedFault fault) {
  const RouteTable* table = table_of(draft, subnet, fault);
  if (table == nullptr) return {false, nullptr, subnet.id};
  const Route* best = nullptr;
  int best_fit = -1;
  for (const Route& route : table->routes) {
    if (!route.destination && known_list(draft, route.prefix_list) == nullptr) {
      return {false, nullptr, table->id + "/" + route.prefix_list};
    }
    const int one = fit_of(draft, route, address, fault);
    if (one <= best_fit) continue;
    best = &route;
    best_fit = one;
    if (fault == PlantedFault::first_route_decides) break;
  }
  best = local_before_propagated(*table, best, address);
  return {true, best, table->id + "/" + (best == nullptr ? "*" : destination_text(*best))};
}

ChosenTransitRoute choose_transit_route(const SnapshotDraft& draft,
                                        const TransitGatewayAttachment& attachment,
                                        const IpAddress& address, PlantedFault fault) {
  const TransitGatewayRouteTable* table = transit_table_of(draft, attachment);
  if (table == nullptr || !table->routes_known) return {false, nullptr, attachment.id};
  const TransitGatewayRoute* best = nullptr;
  int best_fit = -1;
  for (const TransitGatewayRoute& route : table->routes) {
    if (!route.destination) return {false, nullptr, table->id + "/" + route.prefix_list};
    if (route.blackhole && fault == PlantedFault::blackhole_ignored) continue;
    const int one = fit(*route.destination, address, kind_of(route.propagated, fault));
    if (one <= best_fit) continue;
    best = &route;
    best_fit = one;
  }
  const std::string to = best == nullptr ? "*" : to_string(*best->destination);
  return {true, best, table->id + "/" + to};
}

}  // namespace halfopen::oracle
