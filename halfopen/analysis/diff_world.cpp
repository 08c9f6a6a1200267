// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/diff_world.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "halfopen/vpc/crossing.hpp"

namespace halfopen {
namespace {

bool same_guard(const Snapshot& before, const Location& a, const Snapshot& after,
                const Location& b) {
  const auto x = guarding_acl(before, a);
  const auto y = guarding_acl(after, b);
  if (!x || !y) return !x && !y;
  return same_rules(before.acls()[*x], after.acls()[*y]);
}

/// A route as far as a packet can tell. A prefix list counts by its entries.
using RouteContent =
    std::tuple<std::vector<CidrBlock>, std::string, RouteTarget, std::string, bool, bool, bool>;

std::vector<RouteContent> routes_of(const Snapshot& snapshot, std::optional<std::uint32_t> table) {
  std::vector<RouteContent> routes;
  if (!table) return routes;
  const CloudObjects& objects = snapshot.objects();
  for (const Route& route : objects.route_tables[*table].routes) {
    std::vector<CidrBlock> blocks;
    bool known = route.prefix_list.empty();
    if (route.destination) blocks = {*route.destination};
    for (const PrefixList& list : objects.prefix_lists) {
      if (route.prefix_list.empty() || list.id != route.prefix_list) continue;
      blocks = list.cidrs;
      known = list.entries_known;
    }
    routes.emplace_back(std::move(blocks), route.prefix_list, route.target, route.target_id,
                        route.propagated, route.blackhole, known);
  }
  std::sort(routes.begin(), routes.end());
  return routes;
}

bool same_routes(const Snapshot& before, std::uint32_t a, const Snapshot& after, std::uint32_t b) {
  const Topology& old_topology = before.topology();
  const Topology& new_topology = after.topology();
  const auto x = old_topology.table_of(a);
  const auto y = new_topology.table_of(b);
  const bool old_routes = old_topology.has_routes(old_topology.vpc_of(a));
  const bool new_routes = new_topology.has_routes(new_topology.vpc_of(b));
  return old_routes == new_routes && x.has_value() == y.has_value() &&
         routes_of(before, x) == routes_of(after, y);
}

using HostContent = std::tuple<std::vector<std::pair<AddressBits, AddressBits>>, IpFamily, bool,
                               bool, bool, const NetworkAcl*>;

/// The host classes of a subnet, in the order of their addresses.
std::vector<HostContent> hosts_of(const Snapshot& snapshot, std::uint32_t subnet) {
  std::vector<HostContent> hosts;
  const Topology& topology = snapshot.topology();
  for (const HostClass& one : topology.hosts(subnet)) {
    for (const IpFamily family : kIpFamilies) {
      std::vector<std::pair<AddressBits, AddressBits>> runs;
      for (const auto& run : one.of(family).bits.intervals())
        runs.emplace_back(run.first, run.last);
      if (runs.empty()) continue;
      const NetworkAcl* rules = one.groups ? &topology.group_sets()[*one.groups].rules() : nullptr;
      hosts.emplace_back(std::move(runs), family, one.has_interface, one.has_public,
                         one.denies_internet, rules);
    }
  }
  std::sort(hosts.begin(), hosts.end(), [](const HostContent& a, const HostContent& b) {
    return std::tie(std::get<1>(a), std::get<0>(a)) < std::tie(std::get<1>(b), std::get<0>(b));
  });
  return hosts;
}

bool same_hosts(const Snapshot& before, std::uint32_t a, const Snapshot& after, std::uint32_t b) {
  const auto x = hosts_of(before, a);
  const auto y = hosts_of(after, b);
  return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                    [](const HostContent& one, const HostContent& other) {
                      const auto& [runs, family, interface, is_public, denies, rules] = one;
                      const auto& [runs2, family2, interface2, is_public2, denies2, rules2] = other;
                      if (std::tie(runs, family, interface, is_public, denies) !=
                          std::tie(runs2, family2, interface2, is_public2, denies2)) {
                        return false;
                      }
                      if (rules == nullptr || rules2 == nullptr) return rules == rules2;
                      return same_rules(*rules, *rules2);
                    });
}

/// Everything that stands in no subnet, each kind as sorted tuples under the object's id.
using Text = std::vector<std::string>;
using GatewayContent = std::tuple<std::string, Gateway::Kind, Text>;
using NatContent = std::tuple<std::string, std::string, std::string, bool, bool, bool,
                              std::vector<std::optional<IpAddress>>>;
using PeeringContent = std::tuple<std::string, bool, std::string, std::vector<CidrBlock>,
                                  std::string, std::vector<CidrBlock>>;
using AttachmentContent = std::tuple<std::string, std::string, TransitGatewayAttachment::Kind,
                                     std::string, Text, bool, std::string, bool, bool>;
using TransitRoute = std::tuple<std::optional<CidrBlock>, std::string, Text, bool, bool>;

struct Surroundings {
  std::vector<GatewayContent> gateways;
  std::vector<NatContent> nats;
  std::vector<PeeringContent> peerings;
  std::vector<std::pair<std::string, bool>> transits;
  std::vector<AttachmentContent> attachments;
  std::vector<std::tuple<std::string, bool, std::vector<TransitRoute>>> transit_tables;
  std::vector<std::tuple<std::string, VpcEndpoint::Kind, bool>> endpoints;
  std::vector<std::pair<std::string, PublicAccess>> public_access;
  std::vector<std::pair<std::string, std::vector<CidrBlock>>> vpcs;
  std::vector<std::tuple<std::string, std::string, std::vector<CidrBlock>, std::string>> subnets;
  std::vector<std::pair<std::string, std::vector<CidrBlock>>> prefix_lists;
  std::vector<std::tuple<Text, std::vector<RouteContent>>> edge_tables;
  std::bitset<kObjectKinds> listed;

  friend bool operator==(const Surroundings&, const Surroundings&) = default;
};

void add_transit(const CloudObjects& objects, Surroundings& found) {
  for (const TransitGateway& one : objects.transit_gateways) {
    found.transits.emplace_back(one.id, one.available);
  }
  for (const TransitGatewayAttachment& one : objects.attachments) {
    found.attachments.emplace_back(one.id, one.gateway_id, one.kind, one.resource_id,
                                   one.subnet_ids, one.available, one.route_table_id,
                                   one.is_vpc_view, one.appliance_mode);
  }
  for (const TransitGatewayRouteTable& table : objects.transit_route_tables) {
    std::vector<TransitRoute> routes;
    for (const TransitGatewayRoute& route : table.routes) {
      routes.emplace_back(route.destination, route.prefix_list, route.attachment_ids,
                          route.propagated, route.blackhole);
    }
    std::sort(routes.begin(), routes.end());
    found.transit_tables.emplace_back(table.id, table.routes_known, std::move(routes));
  }
}

void add_gateways(const CloudObjects& objects, Surroundings& found) {
  for (const Gateway& one : objects.gateways) {
    found.gateways.emplace_back(one.id, one.kind, one.vpc_ids);
  }
  for (const NatGateway& one : objects.nat_gateways) {
    std::vector<std::optional<IpAddress>> addresses;
    for (const NatGateway::Address& address : one.addresses) {
      addresses.push_back(address.private_ip);
    }
    found.nats.emplace_back(one.id, one.vpc_id, one.subnet_id, one.available, one.is_private,
                            one.regional, std::move(addresses));
  }
  for (const VpcPeering& one : objects.peerings) {
    found.peerings.emplace_back(one.id, one.active, one.sides[0].vpc_id, one.sides[0].cidrs,
                                one.sides[1].vpc_id, one.sides[1].cidrs);
  }
  for (const VpcEndpoint& one : objects.endpoints) {
    found.endpoints.emplace_back(one.id, one.kind, one.available);
  }
  for (const PublicAccessBlock& one : objects.public_access) {
    found.public_access.emplace_back(one.resource, one.access);
  }
}

Surroundings surroundings_of(const Snapshot& snapshot) {
  const CloudObjects& objects = snapshot.objects();
  Surroundings found;
  add_gateways(objects, found);
  add_transit(objects, found);
  for (const Vpc& vpc : snapshot.vpcs()) found.vpcs.emplace_back(vpc.id, vpc.cidrs);
  for (const Subnet& subnet : snapshot.subnets()) {
    found.subnets.emplace_back(subnet.id, subnet.vpc_id, subnet.cidrs, subnet.zone);
  }
  for (const PrefixList& list : objects.prefix_lists) {
    found.prefix_lists.emplace_back(list.id, list.cidrs);
  }
  for (std::uint32_t i = 0; i < objects.route_tables.size(); ++i) {
    const Text& gateways = objects.route_tables[i].gateway_ids;
    if (!gateways.empty()) found.edge_tables.emplace_back(gateways, routes_of(snapshot, i));
  }
  found.listed = objects.listed;
  const auto sort = [](auto&... lists) { (std::sort(lists.begin(), lists.end()), ...); };
  sort(found.gateways, found.nats, found.peerings, found.transits, found.attachments,
       found.transit_tables, found.endpoints, found.public_access, found.vpcs, found.subnets,
       found.prefix_lists, found.edge_tables);
  return found;
}

}  // namespace

bool same_place(const Snapshot& before, const Location& a, const Snapshot& after,
                const Location& b) {
  if (!same_guard(before, a, after, b)) return false;
  if (a.kind != Location::Kind::subnet || b.kind != Location::Kind::subnet) return true;
  return same_routes(before, a.index, after, b.index) &&
         same_hosts(before, a.index, after, b.index);
}

bool same_surroundings(const Snapshot& before, const Snapshot& after) {
  const Surroundings old_world = surroundings_of(before);
  if (!(old_world == surroundings_of(after))) return false;
  // Where gateways stand, the subnet lies on the ways of others.
  std::set<std::string> special;
  for (const NatGateway& nat : before.objects().nat_gateways) special.insert(nat.subnet_id);
  for (const TransitGatewayAttachment& attachment : before.objects().attachments) {
    special.insert(attachment.subnet_ids.begin(), attachment.subnet_ids.end());
  }
  return std::all_of(special.begin(), special.end(), [&](const std::string& id) {
    const auto a = before.topology().subnet(id);
    const auto b = after.topology().subnet(id);
    if (!a || !b) return a.has_value() == b.has_value();
    return same_guard(before, {Location::Kind::subnet, *a}, after, {Location::Kind::subnet, *b}) &&
           same_routes(before, *a, after, *b);
  });
}

}  // namespace halfopen
