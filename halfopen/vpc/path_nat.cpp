// SPDX-License-Identifier: Apache-2.0
// NAT gateways: the request ends there, and another one begins with another source.
#include <utility>

#include "halfopen/vpc/path_tracer.hpp"

namespace halfopen {
namespace {

constexpr int kMostGateways = 4;  // NAT gateways behind each other: a loop, at last

/// 64:ff9b::/96, the prefix under which DNS64 names IPv4 hosts (RFC 6052).
CidrBlock nat64_prefix() { return {IpAddress(IpFamily::v6, AddressBits{0x0064ff9bU} << 96), 96}; }

bool is_translatable(IpProtocol protocol) {
  return protocol == kTcp || protocol == kUdp || is_icmp(protocol);
}

/// The addresses that AWS may give to something in these blocks: not the first four of a block, and
/// not its last (VPC User Guide, Subnet CIDR blocks).
AddressSet assignable(const Subnet& subnet) {
  AddressSet set{IpFamily::v4, {}};
  for (const CidrBlock& block : subnet.cidrs) {
    if (block.family() != IpFamily::v4 || block.prefix_length() > 28) continue;
    const IntervalSet<AddressBits> free{block.first() + 4, block.last() - 1};
    set.bits = set.bits | free;
  }
  return set;
}

}  // namespace

PathTracer::Legs PathTracer::to_nat(LegPath path, const Route& route, const PathEnd& sender,
                                    const PathEnd& receiver, Leg leg) {
  const std::string place = path.place;
  const auto refuse = [&](std::string code, std::string text) {
    return Legs{stop(std::move(path), LegPath::End::no_route, std::move(code), std::move(text),
                     place, sender, receiver, leg)};
  };
  if (leg == Leg::reply) {
    return refuse("REPLY_TAKES_OTHER_WAY", "the reply leaves by " + route.target_id +
                                               ", which carries only connections that start "
                                               "behind it");
  }
  const NatGateway* nat = topology_.nat_gateway(route.target_id);
  if (nat == nullptr && topology_.objects().has_list(ObjectKind::nat_gateways)) {
    return refuse("BAD_STATE", route.target_id + " does not exist");
  }
  if (!is_translatable(protocol_)) {
    return refuse("PROTOCOL_RESTRICTION", "NAT gateways carry TCP, UDP and ICMP only");
  }
  if (nat == nullptr) {
    note("NAT_GATEWAY_NOT_LOADED", route.target_id +
                                       " is not loaded: it is taken to carry the connection, and "
                                       "what guards its subnet is not judged");
    add_gateway(path, route.target_id, "NAT gateway");
    return {std::move(path)};
  }
  if (sender.gateway_id == nat->id) {
    return refuse("NAT_GATEWAY_LOOP",
                  "the route table of the subnet of " + nat->id + " leads back to it");
  }
  if (!nat->available) return refuse("BAD_STATE", nat->id + " is not available");
  if (!nat->vpc_id.empty() && nat->vpc_id != topology_.vpc_id(vpc(sender))) {
    return refuse("NGW_REQUIRES_SOURCE_IN_VPC", nat->id + " belongs to another VPC");
  }
  if (nat->id == sender.gateway_id) {
    // The usual slip: a gateway in a private subnet. Its packets never get away from it.
    return refuse("NAT_GATEWAY_LOOP", nat->id + " sends its packets to itself");
  }
  if (receiver.address.family() == IpFamily::v6) {
    const AddressSet embedding = AddressSet::of(nat64_prefix());
    if (!nat64_prefix().contains(receiver.address)) {
      return refuse("CANNOT_ROUTE", nat->id + " carries IPv6 only to 64:ff9b::/96");
    }
    narrow(receiver, embedding);
    path_.embeds_address = true;
    embedded_ = IpAddress(IpFamily::v4, receiver.address.bits() & 0xffffffffU);
  }
  const auto subnet = nat->regional ? std::nullopt : topology_.subnet(nat->subnet_id);
  if (subnet && *subnet == sender.place.index) {
    // From host to gateway within one subnet: no edge is crossed.
    std::erase_if(path.hops, [](const Hop& hop) {
      return hop.kind == Hop::Kind::filter && !hop.crossing.groups;
    });
  } else if (subnet) {
    add_acl(path, *subnet, Direction::ingress, sender);
  } else if (!nat->regional) {
    note("NAT_SUBNET_NOT_LOADED", "the subnet of " + nat->id +
                                      " is not loaded: its edge is not "
                                      "judged");
  }
  add_gateway(path, nat->id, nat->regional ? "regional NAT gateway" : "NAT gateway");
  nat_ = nat;
  return {std::move(path)};
}

/// The reply on its last part, from the gateway to the client behind it.
PathTracer::Legs PathTracer::back_from_nat(const PathEnd& gateway, const PathEnd& client,
                                           const PathEnd& server) {
  LegPath path;
  add_gateway(path, gateway.gateway_id, "NAT gateway");
  if (same_subnet(gateway, client)) return {std::move(path)};
  if (!gateway.in_subnet()) {
    arrive(path, server, client, Leg::reply);
    return {std::move(path)};
  }
  add_acl(path, gateway.place.index, Direction::egress, client);
  const auto table = topology_.table_of(gateway.place.index);
  if (topology_.has_routes(vpc(gateway)) && table) {
    const auto found = look_up(path, *table, client);
    const std::string place = route_place(*table, client.address);
    const Route* route = found ? &topology_.objects().route_tables[*table].routes[*found] : nullptr;
    if (route == nullptr || route->blackhole) {
      return {stop(std::move(path), LegPath::End::no_route, "NO_ROUTE_TO_DESTINATION",
                   "no route leads from " + gateway.gateway_id + " back to the client", place,
                   gateway, client, Leg::reply)};
    }
    if (route->target != RouteTarget::local) {
      return {stop(std::move(path), LegPath::End::unknown, "MIDDLEBOX",
                   "the way back to the client leads through " + route->target_id, place, gateway,
                   client, Leg::reply)};
    }
  }
  arrive(path, server, client, Leg::reply);
  return {std::move(path)};
}

/// A gateway that stands in no loaded subnet: between it and the internet no edge is crossed.
PathTracer::Legs PathTracer::from_regional_nat(const PathEnd& sender, const PathEnd& receiver) {
  LegPath path;
  const PathEnd& gateway = sender.gateway_id.empty() ? receiver : sender;
  const PathEnd& other = sender.gateway_id.empty() ? sender : receiver;
  add_gateway(path, gateway.gateway_id, "NAT gateway");
  if (other.in_subnet() || !is_internet(other.address)) {
    path.end = LegPath::End::unknown;
    path.code = "UNSUPPORTED_COMPONENT";
    path.text = "where " + gateway.gateway_id + " sends what is not for the internet is not known";
    path.place = gateway.gateway_id;
  }
  return {std::move(path)};
}

/// The segments on both sides of a NAT gateway.
void PathTracer::beyond_nat(const PathEnd& client, const PathEnd& server, const Legs& requests) {
  const NatGateway& nat = *nat_;
  const std::optional<IpAddress> embedded = embedded_;
  PathEnd gateway;
  gateway.gateway_id = nat.id;
  if (!nat.addresses.empty() && nat.addresses[0].private_ip) {
    gateway.address = *nat.addresses[0].private_ip;
  }
  std::optional<AddressSet> candidates;
  if (const auto subnet = topology_.subnet(nat.subnet_id); subnet && !nat.regional) {
    gateway.place = {Location::Kind::subnet, *subnet};
    if (nat.addresses.empty() || !nat.addresses[0].private_ip) {
      candidates = assignable(snapshot_.subnets()[*subnet]);
      if (candidates->empty()) candidates.reset();
    }
  }
  // A gateway that does not exist yet has some address of its subnet.
  if (candidates) gateway.address = candidates->first();
  add_segments(client, "client to NAT gateway " + nat.id, requests,
               back_from_nat(gateway, client, server));
  if (++depth_ > kMostGateways) {
    LegPath& last = path_.segments.back().request;
    last.end = LegPath::End::unknown;
    last.code = "NAT_GATEWAY_LOOP";
    last.text = "more than 4 NAT gateways stand behind each other";
    return;
  }
  PathEnd target = server;
  if (embedded) {
    target.address = *embedded;
    target.role = PathEnd::Role::gateway;
  }
  const std::size_t first = path_.segments.size();
  segment(gateway, target, "NAT gateway " + nat.id + " to server");
  for (std::size_t i = first; i < path_.segments.size(); ++i) {
    PathSegment& segment = path_.segments[i];
    segment.translated = true;
    if (!segment.client) segment.client = gateway.address;
    if (candidates && segment.client == gateway.address) segment.node = candidates;
    if (embedded) segment.server = embedded;
  }
}

}  // namespace halfopen
