// SPDX-License-Identifier: Apache-2.0
// Out of a subnet, along its route table.
#include <utility>

#include "halfopen/vpc/path_tracer.hpp"

namespace halfopen {

PathTracer::Legs PathTracer::leave(const PathEnd& sender, const PathEnd& receiver, Leg leg) {
  LegPath path;
  const bool gateway_in_no_subnet = !sender.in_subnet();  // a regional NAT gateway
  if (leg == Leg::request) add_groups(path, sender, Direction::egress, receiver);
  if (same_subnet(sender, receiver)) {
    if (leg == Leg::request) add_groups(path, receiver, Direction::ingress, sender);
    return {std::move(path)};
  }
  if (gateway_in_no_subnet) return from_regional_nat(sender, receiver);
  const bool routed = topology_.has_routes(vpc(sender));
  const auto table = topology_.table_of(sender.place.index);
  add_acl(path, sender.place.index, Direction::egress, receiver);
  if (!routed || !table) {
    if (routed) {
      note("ROUTES_NOT_LOADED", "the route table of " + subnet_id(sender) +
                                    " is not loaded: the subnets' edges alone decide");
    }
    arrive(path, sender, receiver, leg);
    return {std::move(path)};
  }
  if (topology_.doubt(*table).unreadable) {
    return {stop(std::move(path), LegPath::End::unknown, "ROUTE_UNREADABLE",
                 "a route of " + topology_.objects().route_tables[*table].id + " cannot be read",
                 topology_.objects().route_tables[*table].id, sender, receiver, leg)};
  }
  const auto found = look_up(path, *table, receiver);
  const std::string place = route_place(*table, receiver.address);
  if (!found) {
    return {stop(std::move(path), LegPath::End::no_route, "NO_ROUTE_TO_DESTINATION",
                 topology_.objects().route_tables[*table].id + " has no route to " +
                     to_string(receiver.address),
                 place, sender, receiver, leg)};
  }
  const Route& route = topology_.objects().route_tables[*table].routes[*found];
  path.place = place;
  if (route.blackhole) {
    return {stop(std::move(path), LegPath::End::no_route, "BAD_STATE_ROUTE",
                 "the route to " + route.target_id + " is a blackhole", place, sender, receiver,
                 leg)};
  }
  return follow(std::move(path), route, sender, receiver, leg);
}

PathTracer::Legs PathTracer::follow(LegPath path, const Route& route, const PathEnd& sender,
                                    const PathEnd& receiver, Leg leg) {
  const std::string place = path.place;
  const bool to_network = route.target == RouteTarget::vpn_gateway ||
                          route.target == RouteTarget::vpc_peering ||
                          route.target == RouteTarget::transit_gateway;
  if (by_internet_ && leg == Leg::reply && to_network && !receiver.in_subnet()) {
    return {
        stop(std::move(path), LegPath::End::no_route, "REPLY_TAKES_OTHER_WAY",
             "the request came in by an internet gateway, the reply leaves by " + route.target_id,
             place, sender, receiver, leg)};
  }
  switch (route.target) {
    case RouteTarget::local:
      if (receiver.in_subnet() && vpc(receiver) != vpc(sender)) {
        return {stop(std::move(path), LegPath::End::no_route, "VPC_LOCAL_ROUTE_CIDR_RESTRICTION",
                     to_string(receiver.address) + " lies in the sender's own VPC, " +
                         topology_.vpc_id(vpc(sender)) + ", as well",
                     place, sender, receiver, leg)};
      }
      arrive(path, sender, receiver, leg);
      return {std::move(path)};
    case RouteTarget::internet_gateway:
    case RouteTarget::egress_only_internet_gateway:
      return to_internet(std::move(path), route, sender, receiver, leg);
    case RouteTarget::nat_gateway: return to_nat(std::move(path), route, sender, receiver, leg);
    case RouteTarget::vpc_peering: return to_peer(std::move(path), route, sender, receiver, leg);
    case RouteTarget::transit_gateway:
      return to_transit(std::move(path), route, sender, receiver, leg);
    case RouteTarget::vpc_endpoint:
      return to_endpoint(std::move(path), route, sender, receiver, leg);
    case RouteTarget::vpn_gateway: return to_vpn(std::move(path), route, sender, receiver, leg);
    case RouteTarget::network_interface:
      return {stop(std::move(path), LegPath::End::unknown, "MIDDLEBOX",
                   "the route leads through " + route.target_id + ", which is not modelled", place,
                   sender, receiver, leg)};
    case RouteTarget::local_gateway:
    case RouteTarget::carrier_gateway:
    case RouteTarget::core_network:
    case RouteTarget::other: break;
  }
  return {stop(std::move(path), LegPath::End::unknown, "UNSUPPORTED_COMPONENT",
               "the route leads to " + route.target_id + ", which is not modelled", place, sender,
               receiver, leg)};
}

PathTracer::Legs PathTracer::to_internet(LegPath path, const Route& route, const PathEnd& sender,
                                         const PathEnd& receiver, Leg leg) {
  const std::string place = path.place;
  const auto refuse = [&](std::string code, std::string text) {
    return Legs{stop(std::move(path), LegPath::End::no_route, std::move(code), std::move(text),
                     place, sender, receiver, leg)};
  };
  const std::string& vpc_id = topology_.vpc_id(vpc(sender));
  const bool egress_only = route.target == RouteTarget::egress_only_internet_gateway;
  if (!is_attached(route.target_id, route.target, vpc(sender))) {
    return refuse("BAD_STATE", route.target_id + " is not attached to " + vpc_id);
  }
  if (egress_only && receiver.address.family() == IpFamily::v4) {
    return refuse("CANNOT_ROUTE", route.target_id + " carries IPv6 only");
  }
  if (egress_only && leg == Leg::reply) {
    return refuse("REPLY_TAKES_OTHER_WAY",
                  "the reply leaves by " + route.target_id +
                      ", which carries only connections that start inside");
  }
  if (!passes_internet_gateway(path, sender, receiver, leg == Leg::request)) {
    return refuse(path.code, path.text);
  }
  add_gateway(path, route.target_id,
              egress_only ? "egress-only internet gateway" : "internet gateway");
  if (const auto address = public_of(sender); address && !egress_only) {
    path.hops.back().text =
        "internet gateway: " + to_string(sender.address) + " becomes " + to_string(*address);
    path.hops.back().source = address;
  }
  if (!receiver.in_subnet()) {
    if (!in_loaded_vpc(receiver)) return {std::move(path)};
    return {stop(std::move(path), LegPath::End::unknown, "UNSUPPORTED_COMPONENT",
                 "over the internet to an address of a loaded VPC that no loaded subnet holds",
                 place, sender, receiver, leg)};
  }
  // IPv6 to another loaded VPC, over the internet: in by that VPC's own gateway.
  const Gateway* far = topology_.internet_gateway(vpc(receiver));
  if (far == nullptr) {
    return refuse("NO_ROUTE_TO_DESTINATION",
                  "no internet gateway is attached to " + topology_.vpc_id(vpc(receiver)));
  }
  add_gateway(path, far->id, "internet gateway");
  if (!passes_internet_gateway(path, receiver, sender, leg == Leg::reply)) {
    return refuse(path.code, path.text);
  }
  arrive(path, sender, receiver, leg);
  return {std::move(path)};
}

PathTracer::Legs PathTracer::to_peer(LegPath path, const Route& route, const PathEnd& sender,
                                     const PathEnd& receiver, Leg leg) {
  const std::string place = path.place;
  const auto end = [&](LegPath::End how, std::string code, std::string text) {
    return Legs{
        stop(std::move(path), how, std::move(code), std::move(text), place, sender, receiver, leg)};
  };
  const VpcPeering* peering = topology_.peering(route.target_id);
  add_gateway(path, route.target_id, "VPC peering connection");
  if (peering == nullptr) {
    if (topology_.objects().has_list(ObjectKind::vpc_peerings)) {
      return end(LegPath::End::no_route, "BAD_STATE", route.target_id + " does not exist");
    }
    note("PEERING_NOT_LOADED",
         route.target_id + " is not loaded: it is taken to lead to the other end");
    arrive(path, sender, receiver, leg);
    return {std::move(path)};
  }
  if (const auto why = peering_refusal(*peering, vpc(sender), receiver)) {
    return end(LegPath::End::no_route, why->first, why->second);
  }
  arrive(path, sender, receiver, leg);
  return {std::move(path)};
}

std::optional<std::pair<std::string, std::string>> PathTracer::peering_refusal(
    const VpcPeering& peering, Topology::VpcNumber own, const PathEnd& far) {
  using Refusal = std::pair<std::string, std::string>;
  const std::string& own_id = topology_.vpc_id(own);
  if (!peering.active) return Refusal{"BAD_STATE", peering.id + " is not active"};
  const bool first = peering.sides[0].vpc_id == own_id;
  if (!first && peering.sides[1].vpc_id != own_id) {
    return Refusal{"BAD_STATE", peering.id + " does not join " + own_id};
  }
  const VpcPeering::Side& side = peering.sides[first ? 1 : 0];
  if (far.in_subnet()) {
    if (topology_.vpc_id(vpc(far)) == side.vpc_id) return std::nullopt;
    return Refusal{"PCX_REQUIRES_ADDRESS_IN_VPC_CIDR",
                   peering.id + " leads to " + side.vpc_id + ", and no further"};
  }
  AddressSet reachable{far.address.family(), {}};
  const auto far_vpc = topology_.vpc_number(side.vpc_id);
  if (far_vpc) reachable = topology_.blocks(*far_vpc, reachable.family);
  for (const CidrBlock& block : side.cidrs) {
    if (!far_vpc && block.family() == reachable.family) {
      reachable.bits = reachable.bits | AddressSet::of(block).bits;
    }
  }
  if (far_vpc || !side.cidrs.empty()) {
    const bool inside = reachable.bits.contains(far.address.bits());
    AddressSet beyond = AddressSet::of(CidrBlock::all(reachable.family));
    beyond.bits = beyond.bits - reachable.bits;
    narrow(far, inside ? reachable : beyond);
    if (!inside) {
      return Refusal{"PCX_REQUIRES_ADDRESS_IN_VPC_CIDR",
                     to_string(far.address) + " is no address of " + side.vpc_id};
    }
  }
  note("PEER_VPC_NOT_LOADED", to_string(far.address) + " lies in no loaded subnet of " +
                                  side.vpc_id + ": its edge is not judged");
  return std::nullopt;
}

PathTracer::Legs PathTracer::to_endpoint(LegPath path, const Route& route, const PathEnd& sender,
                                         const PathEnd& receiver, Leg leg) {
  const std::string place = path.place;
  const VpcEndpoint* endpoint = topology_.endpoint(route.target_id);
  const bool gateway = endpoint == nullptr ? !route.prefix_list.empty()
                                           : endpoint->kind == VpcEndpoint::Kind::gateway;
  if (!gateway) {
    return {stop(std::move(path), LegPath::End::unknown, "MIDDLEBOX",
                 "the route leads through " + route.target_id + ", which is not modelled", place,
                 sender, receiver, leg)};
  }
  if (endpoint != nullptr && !endpoint->available) {
    return {stop(std::move(path), LegPath::End::no_route, "BAD_STATE",
                 endpoint->id + " is not available", place, sender, receiver, leg)};
  }
  add_gateway(path, route.target_id,
              "gateway endpoint" + (endpoint == nullptr ? "" : " of " + endpoint->service));
  note("ENDPOINT_POLICY_NOT_JUDGED",
       "the policy of " + route.target_id + " may deny what its route lets through");
  if (receiver.in_subnet()) {
    return {stop(std::move(path), LegPath::End::no_route, "ROUTE_LEADS_ELSEWHERE",
                 "the route leads to a service of AWS", place, sender, receiver, leg)};
  }
  return {std::move(path)};
}

PathTracer::Legs PathTracer::to_vpn(LegPath path, const Route& route, const PathEnd& sender,
                                    const PathEnd& receiver, Leg leg) {
  const std::string place = path.place;
  const std::string& vpc_id = topology_.vpc_id(vpc(sender));
  if (!is_attached(route.target_id, route.target, vpc(sender))) {
    return {stop(std::move(path), LegPath::End::no_route, "BAD_STATE",
                 route.target_id + " is not attached to " + vpc_id, place, sender, receiver, leg)};
  }
  add_gateway(path, route.target_id, "VPN gateway");
  if (receiver.in_subnet() || in_loaded_vpc(receiver)) {
    return {stop(std::move(path), LegPath::End::unknown, "UNSUPPORTED_COMPONENT",
                 "from " + route.target_id + " to another VPC: what lies between is not modelled",
                 place, sender, receiver, leg)};
  }
  note("OUTSIDE_HOST",
       to_string(receiver.address) + " is taken to stand behind " + route.target_id);
  return {std::move(path)};
}

}  // namespace halfopen
