// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/random_routes.hpp"
#include "tests/oracle/cloud_words.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace halfopen::oracle {
namespace {

std::string tail(const std::string& vpc_id) { return vpc_id.substr(4); }

bool overlap(const std::vector<CidrBlock>& some, const std::vector<CidrBlock>& others) {
  for (const CidrBlock& a : some) {
    for (const CidrBlock& b : others) {
      if (a.contains(b) || b.contains(a)) return true;
    }
  }
  return false;
}

std::vector<const Subnet*> subnets_of(const SnapshotDraft& draft, const std::string& vpc_id) {
  std::vector<const Subnet*> found;
  for (const Subnet& subnet : draft.subnets) {
    if (subnet.vpc_id == vpc_id) found.push_back(&subnet);
  }
  return found;
}

template <class T>
const T& any_of(Dice& dice, const std::vector<T>& all) {
  return all[dice.roll(static_cast<std::uint32_t>(all.size()))];
}

/// Sometimes a gateway is there and not attached.
void add_gateways(Dice& dice, SnapshotDraft& draft, const Vpc& vpc) {
  const auto add = [&](Gateway::Kind kind, const std::string& prefix) {
    Gateway gateway;
    gateway.kind = kind;
    gateway.id = prefix + tail(vpc.id);
    if (dice.roll(8) != 0) gateway.vpc_ids = {vpc.id};
    draft.objects.gateways.push_back(gateway);
  };
  add(Gateway::Kind::internet, "igw-");
  add(Gateway::Kind::egress_only, "eigw-");
  add(Gateway::Kind::vpn, "vgw-");
}

void add_nat(Dice& dice, SnapshotDraft& draft, const Vpc& vpc) {
  const Subnet& subnet = *any_of(dice, subnets_of(draft, vpc.id));
  NatGateway nat;
  nat.id = "nat-" + tail(vpc.id);
  nat.vpc_id = vpc.id;
  nat.subnet_id = subnet.id;
  nat.available = dice.roll(10) != 0;
  NatGateway::Address address;
  address.private_ip = IpAddress(IpFamily::v4, subnet.cidrs[0].first() + 10);
  address.public_ip = IpAddress(IpFamily::v4, 0xcb0071f0U);
  nat.addresses = {address};
  draft.objects.nat_gateways.push_back(nat);
}

/// Between VPCs that do not overlap, and from the first to one that is not loaded.
void add_peerings(Dice& dice, SnapshotDraft& draft) {
  const auto add = [&](const std::string& id, const Vpc& a, const Vpc& b) {
    VpcPeering peering;
    peering.id = id;
    peering.active = dice.roll(5) != 0;
    peering.sides[0] = {a.id, "", "", a.cidrs};
    peering.sides[1] = {b.id, "", "", b.cidrs};
    draft.objects.peerings.push_back(peering);
  };
  for (std::size_t a = 0; a < draft.vpcs.size(); ++a) {
    for (std::size_t b = a + 1; b < draft.vpcs.size(); ++b) {
      if (overlap(draft.vpcs[a].cidrs, draft.vpcs[b].cidrs) || dice.roll(3) == 0) continue;
      const bool turned = dice.coin();
      add("pcx-" + tail(draft.vpcs[a].id) + tail(draft.vpcs[b].id), draft.vpcs[turned ? b : a],
          draft.vpcs[turned ? a : b]);
    }
  }
  Vpc unloaded;
  unloaded.id = "vpc-x";
  unloaded.cidrs = {block("172.20.0.0/24")};
  add("pcx-x", draft.vpcs.front(), unloaded);
}

/// An attachment for most VPCs, not in every zone, and one of a VPN.
void add_attachments(Dice& dice, SnapshotDraft& draft) {
  for (const Vpc& vpc : draft.vpcs) {
    if (dice.roll(10) == 0) continue;
    TransitGatewayAttachment one;
    one.id = "att-" + tail(vpc.id);
    one.gateway_id = "tgw-0";
    one.kind = TransitGatewayAttachment::Kind::vpc;
    one.resource_id = vpc.id;
    one.available = dice.roll(20) != 0;
    one.is_vpc_view = true;
    std::set<std::string> zones;
    auto subnets = subnets_of(draft, vpc.id);
    for (std::size_t tries = 0; tries < 6; ++tries) {
      const Subnet& subnet = *any_of(dice, subnets);
      if (!zones.empty() && dice.roll(8) == 0) break;
      if (zones.insert(subnet.zone).second) one.subnet_ids.push_back(subnet.id);
    }
    draft.objects.attachments.push_back(one);
  }
  TransitGatewayAttachment vpn;
  vpn.id = "att-vpn";
  vpn.gateway_id = "tgw-0";
  vpn.kind = TransitGatewayAttachment::Kind::vpn;
  vpn.resource_id = "vpn-0";
  draft.objects.attachments.push_back(vpn);
}

void add_transit_route(TransitGatewayRouteTable& table, const CidrBlock& to,
                       const std::string& attachment, bool propagated, bool blackhole) {
  for (const TransitGatewayRoute& route : table.routes) {
    if (route.destination == to && route.propagated == propagated) return;
  }
  TransitGatewayRoute route;
  route.destination = to;
  if (!blackhole) route.attachment_ids = {attachment};
  route.propagated = propagated;
  route.blackhole = blackhole;
  table.routes.push_back(route);
}

/// Propagated blocks of VPCs, static ones that contradict them, blackholes.
void fill_transit_table(Dice& dice, const SnapshotDraft& draft, TransitGatewayRouteTable& table) {
  const auto& all = draft.objects.attachments;
  for (const TransitGatewayAttachment& one : all) {
    for (const Vpc& vpc : draft.vpcs) {
      if (one.resource_id != vpc.id || dice.roll(8) == 0) continue;
      for (const CidrBlock& cidr : vpc.cidrs) add_transit_route(table, cidr, one.id, true, false);
    }
  }
  if (dice.roll(4) != 0) {
    add_transit_route(table, block("192.168.0.0/16"), "att-vpn", dice.coin(), false);
  }
  for (std::size_t extra = dice.roll(2); extra > 0; --extra) {
    const Subnet& subnet = any_of(dice, draft.subnets);
    const CidrBlock& cidr = any_of(dice, subnet.cidrs);
    const CidrBlock to = dice.coin() ? cidr : CidrBlock(cidr.address(), 24);
    add_transit_route(table, to, any_of(dice, all).id, false, dice.roll(3) == 0);
  }
  if (dice.roll(4) == 0) {
    add_transit_route(table, block("0.0.0.0/0"), any_of(dice, all).id, false, false);
  }
}

void add_transit(Dice& dice, SnapshotDraft& draft) {
  TransitGateway gateway;
  gateway.id = "tgw-0";
  gateway.available = dice.roll(20) != 0;
  draft.objects.transit_gateways = {gateway};
  add_attachments(dice, draft);
  for (const std::string id : {"tgw-rtb-0", "tgw-rtb-1"}) {
    TransitGatewayRouteTable table;
    table.id = id;
    table.gateway_id = gateway.id;
    table.routes_known = true;
    fill_transit_table(dice, draft, table);
    draft.objects.transit_route_tables.push_back(table);
  }
  for (TransitGatewayAttachment& one : draft.objects.attachments) {
    const std::size_t which = dice.roll(4) == 0 ? 1 : 0;
    one.route_table_id = draft.objects.transit_route_tables[which].id;
    draft.objects.transit_route_tables[which].associated.push_back(one.id);
  }
}

/// One route table as it grows. EC2 takes no static route to what is inside the VPC, and one route
/// of each kind to a block.
class TableBuilder {
 public:
  TableBuilder(Dice& dice, const Vpc& vpc, const std::string& id) : dice_(dice), vpc_(vpc) {
    table_.id = id;
    table_.vpc_id = vpc.id;
    for (const CidrBlock& cidr : vpc.cidrs) {
      Route local;
      local.destination = cidr;
      local.target = RouteTarget::local;
      local.target_id = "local";
      table_.routes.push_back(local);
    }
  }

  void add(const CidrBlock& to, const std::string& target, bool propagated = false) {
    for (const CidrBlock& own : vpc_.cidrs) {
      if (own.contains(to) && !propagated) return;
    }
    for (const Route& route : table_.routes) {
      if (route.destination == to && route.propagated == propagated) return;
    }
    Route route;
    route.destination = to;
    route.propagated = propagated;
    push(route, target);
  }

  void add_list(const PrefixList& list, const std::string& target) {
    for (const CidrBlock& entry : list.cidrs) {
      for (const CidrBlock& own : vpc_.cidrs) {
        if (own.contains(entry)) return;
      }
    }
    Route route;
    route.prefix_list = list.id;
    push(route, target);
  }

  /// The order of routes in an export means nothing.
  RouteTable finish() {
    for (std::size_t i = table_.routes.size(); i > 1; --i) {
      std::swap(table_.routes[i - 1], table_.routes[dice_.roll(static_cast<std::uint32_t>(i))]);
    }
    return table_;
  }

 private:
  void push(Route& route, const std::string& target) {
    const bool odd = !route.propagated && dice_.roll(60) == 0;
    route.target_id = odd ? "eni-middle" : target;
    route.target = route_target_of(route.target_id);
    route.blackhole = dice_.roll(18) == 0;
    table_.routes.push_back(route);
  }

  Dice& dice_;
  const Vpc& vpc_;
  RouteTable table_;
};

/// Ways to the other VPCs, one block at a time, some of them by the wrong connection.
void add_routes_to_vpcs(Dice& dice, const SnapshotDraft& draft, const Vpc& own,
                        TableBuilder& table) {
  std::vector<std::string> ways = {"tgw-0", "tgw-0"};
  for (const VpcPeering& peering : draft.objects.peerings) {
    for (const VpcPeering::Side& side : peering.sides) {
      if (side.vpc_id == own.id) ways.push_back(peering.id);
    }
  }
  for (const Vpc& other : draft.vpcs) {
    if (other.id == own.id || dice.roll(8) == 0) continue;
    std::vector<std::string> direct = {"tgw-0", "tgw-0"};
    for (const std::string& way : ways) {
      if (way.starts_with("pcx-") && way.find(tail(other.id)) != std::string::npos) {
        direct.insert(direct.end(), 2, way);
      }
    }
    for (const CidrBlock& cidr : other.cidrs) {
      table.add(cidr, any_of(dice, dice.roll(5) == 0 ? ways : direct));
      if (dice.roll(4) == 0)
        table.add({cidr.address(), cidr.prefix_length() + 2}, any_of(dice, ways));
    }
  }
  if (dice.roll(3) == 0) table.add(block("10.0.0.0/8"), any_of(dice, ways));
  if (dice.roll(3) == 0) table.add(block("10.0.0.0/8"), "vgw-" + tail(own.id), true);
}

void add_routes_outside(Dice& dice, const SnapshotDraft& draft, const Vpc& own, bool is_public,
                        TableBuilder& table) {
  const auto& lists = draft.objects.prefix_lists;
  const std::string k = tail(own.id);
  const std::string four = is_public ? "igw-" + k : "nat-" + k;
  const std::string six = is_public ? "igw-" + k : "eigw-" + k;
  const std::vector<std::string> any = {four, "igw-" + k, "vgw-" + k, "tgw-0"};
  if (dice.roll(8) != 0)
    table.add(block("0.0.0.0/0"), dice.roll(8) == 0 ? any_of(dice, any) : four);
  if (dice.roll(8) != 0) table.add(block("::/0"), dice.roll(8) == 0 ? "vgw-" + k : six);
  if (dice.roll(5) == 0) table.add(block("198.51.100.0/24"), any_of(dice, any));
  if (dice.roll(5) == 0) table.add(block("198.51.100.0/24"), "vgw-" + k, true);
  if (dice.roll(6) == 0) table.add(block("198.51.100.64/26"), any_of(dice, any));
  if (dice.roll(6) == 0) table.add_list(lists[0], any_of(dice, any));
  if (dice.roll(6) == 0) table.add_list(lists[1], dice.coin() ? "igw-" + k : "eigw-" + k);
  if (dice.roll(4) != 0) table.add(block("192.168.0.0/16"), dice.coin() ? "vgw-" + k : "tgw-0");
  if (dice.roll(2) == 0) table.add(block("192.168.1.0/24"), "vgw-" + k, true);
  if (dice.roll(6) == 0) table.add(block("192.168.1.0/24"), any_of(dice, any));
  if (dice.roll(2) == 0) table.add(block("fd00::/8"), "vgw-" + k, dice.coin());
  if (dice.roll(2) == 0) table.add(block("172.20.0.0/16"), "pcx-x");
  if (dice.roll(16) == 0) {  // more specific than the local route, which wins all the same
    table.add({own.cidrs[0].address(), 26}, "vgw-" + k, true);
  }
}

void add_tables(Dice& dice, SnapshotDraft& draft, const Vpc& vpc) {
  if (dice.roll(14) == 0) return;  // no route table of this VPC is loaded
  const auto subnets = subnets_of(draft, vpc.id);
  const std::size_t count = dice.roll(6) == 0 ? 1 : 2 + dice.roll(2);
  std::vector<RouteTable> tables;
  for (std::size_t i = 0; i < count; ++i) {
    TableBuilder table(dice, vpc, "rtb-" + tail(vpc.id) + std::to_string(i));
    const bool is_public = i == 0 ? count == 1 || dice.roll(4) == 0 : i == 1;
    add_routes_to_vpcs(dice, draft, vpc, table);
    add_routes_outside(dice, draft, vpc, is_public, table);
    tables.push_back(table.finish());
  }
  tables.front().main = true;
  for (const Subnet* subnet : subnets) {
    std::size_t which = dice.roll(static_cast<std::uint32_t>(count));
    if (dice.coin()) which = dice.coin() ? 0 : count;  // the main one, and not by name
    for (const NatGateway& nat : draft.objects.nat_gateways) {
      if (nat.subnet_id == subnet->id && dice.roll(10) != 0) which = 1;  // the public one
    }
    if (which < count) tables[which].subnet_ids.push_back(subnet->id);
  }
  auto& all = draft.objects.route_tables;
  all.insert(all.end(), tables.begin(), tables.end());
}

}  // namespace

void add_random_ways(Dice& dice, SnapshotDraft& draft) {
  for (const Vpc& vpc : draft.vpcs) {
    add_gateways(dice, draft, vpc);
    add_nat(dice, draft, vpc);
  }
  add_peerings(dice, draft);
  add_transit(dice, draft);
  for (const Vpc& vpc : draft.vpcs) add_tables(dice, draft, vpc);
}

}  // namespace halfopen::oracle
