// SPDX-License-Identifier: Apache-2.0
// Into a subnet: from another one, or from outside.
#include <utility>

#include "halfopen/vpc/path_tracer.hpp"

namespace halfopen {
namespace {

/// AWS's name for an address that no internet gateway carries, where it has one.
std::string not_public_code(const IpAddress& address, bool outwards) {
  const CidrBlock shared(IpAddress(IpFamily::v4, 0x64400000U), 10);  // 100.64.0.0/10
  const std::string side =
      outwards ? "IGW_DESTINATION_ADDRESS_NOT_IN_" : "IGW_SOURCE_ADDRESS_NOT_IN_";
  const std::string end = outwards ? "_EGRESS" : "_INGRESS";
  if (address.family() == IpFamily::v6) return "IGW_EXPECTS_PUBLIC_ADDRESS";
  return side + (shared.contains(address) ? "RFC6598" : "RFC1918") + end;
}

}  // namespace

/// The receiver's subnet edge and security groups.
void PathTracer::arrive(LegPath& path, const PathEnd& sender, const PathEnd& receiver, Leg leg) {
  if (!receiver.in_subnet()) return;
  add_acl(path, receiver.place.index, Direction::ingress, sender);
  if (leg == Leg::request) add_groups(path, receiver, Direction::ingress, sender);
}

/// By which way packets between a subnet and an outside host go: the one that the subnet's routes
/// name for that host.
Way PathTracer::way_to(const PathEnd& inside, const PathEnd& outside) {
  Way way;
  if (!topology_.has_routes(vpc(inside))) return way;
  const auto table = topology_.table_of(inside.place.index);
  if (!table) return way;
  way.routed = true;
  narrow(outside, topology_.lookup(*table).alike(outside.address));
  const auto found = topology_.lookup(*table).find(outside.address);
  if (!found) return way;
  const Route& route = topology_.objects().route_tables[*table].routes[*found];
  if (route.blackhole) return way;
  way.target = route.target;
  way.id = route.target_id;
  way.by_default_route = route.destination && route.destination->prefix_length() == 0;
  return way;
}

/// Checks the VPC's internet gateway for traffic between a host inside and one outside; false if it
/// drops it, with the reason in `path`.
bool PathTracer::passes_internet_gateway(LegPath& path, const PathEnd& inside,
                                         const PathEnd& outside, bool inside_starts) {
  const auto refuse = [&](std::string code, std::string text) {
    path.code = std::move(code);
    path.text = std::move(text);
    return false;
  };
  const bool v4 = inside.address.family() == IpFamily::v4;
  narrow_to_kind(outside);
  if (!is_internet(outside.address)) {
    return refuse(not_public_code(outside.address, inside_starts),
                  to_string(outside.address) + " is no address of the internet");
  }
  if (inside.in_subnet()) {
    const PublicAccess access = topology_.public_access(inside.place.index);
    if (access == PublicAccess::closed || (access == PublicAccess::egress_only && !inside_starts)) {
      return refuse("VPC_BLOCK_PUBLIC_ACCESS_ENABLED",
                    "block public access is on for " + subnet_id(inside));
    }
  }
  if (inside.role == PathEnd::Role::gateway) {
    const NatGateway* nat = topology_.nat_gateway(inside.gateway_id);
    if (nat != nullptr && nat->is_private) {
      return refuse("IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS",
                    nat->id + " is a private NAT gateway: it has no public address");
    }
    return true;
  }
  const HostClass* own = host(inside);
  if (own != nullptr && own->has_interface && own->denies_internet) {
    return refuse("ENI_ADDRESS_RESTRICTION", "the network interface at " +
                                                 to_string(inside.address) +
                                                 " takes no traffic of internet gateways");
  }
  if (!v4) return true;
  if (own != nullptr && own->has_interface && !own->has_public) {
    return refuse(inside_starts ? "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"
                                : "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS",
                  "the network interface at " + to_string(inside.address) +
                      " has no public address, and an internet gateway carries nothing else");
  }
  const NetworkInterface* interface =
      inside.in_subnet() ? topology_.interface_at(inside.place.index, inside.address) : nullptr;
  if (interface != nullptr && own != nullptr && own->has_public && !public_of(inside)) {
    note("PUBLIC_ADDRESS_ASSUMED",
         "which public address " + interface->id + " has is not known: it is taken to have one");
  }
  if (own != nullptr && !own->has_interface) {
    note("PUBLIC_ADDRESS_ASSUMED", "no network interface is loaded at some addresses of " +
                                       subnet_id(inside) +
                                       ": a host there is taken to have a public address");
  }
  return true;
}

/// From an outside host to one inside. A reply comes back by the way that the request took.
PathTracer::Legs PathTracer::enter(const PathEnd& sender, const PathEnd& receiver, const Way& way,
                                   Leg leg) {
  LegPath path;
  const auto ends = [&](LegPath::End end, std::string code, std::string text, std::string place) {
    return Legs{stop(std::move(path), end, std::move(code), std::move(text), std::move(place),
                     sender, receiver, leg)};
  };
  if (!way.routed) return edges(sender, receiver, leg);
  const bool inside_starts = leg == Leg::reply;
  const AddressSet& own = topology_.blocks(vpc(receiver), sender.address.family());
  narrow(sender,
         own.bits.contains(sender.address.bits())
             ? own
             : AddressSet{sender.address.family(),
                          AddressSet::of(CidrBlock::all(sender.address.family())).bits - own.bits});
  RouteTarget target = way.target;
  std::string id = way.id;
  if (!inside_starts) narrow_to_kind(sender);
  // A default route to another network claims the whole internet: who calls from there and comes
  // by the internet gateway is not behind that network.
  const bool by_default_route = way.by_default_route && is_internet(sender.address) &&
                                topology_.internet_gateway(vpc(receiver)) != nullptr &&
                                has_public_way(receiver);
  if (!inside_starts && by_default_route) target = RouteTarget::other;
  if (!inside_starts && target != RouteTarget::local && target != RouteTarget::vpn_gateway &&
      target != RouteTarget::vpc_peering && target != RouteTarget::transit_gateway &&
      is_internet(sender.address) && !in_loaded_vpc(sender)) {
    // Whatever way the reply takes: from the internet a request can only come by the gateway.
    const Gateway* gateway = topology_.internet_gateway(vpc(receiver));
    const bool by_unknown = target == RouteTarget::other && !id.empty();  // perhaps a gateway
    const bool listed = topology_.objects().has_list(ObjectKind::internet_gateways) ||
                        topology_.gateway(id) != nullptr;
    if (gateway != nullptr) {
      id = gateway->id;
      target = RouteTarget::internet_gateway;
    } else if (listed || !(target == RouteTarget::internet_gateway || by_unknown)) {
      return ends(LegPath::End::no_route, "NO_ROUTE_TO_DESTINATION",
                  "no internet gateway is attached to " + topology_.vpc_id(vpc(receiver)),
                  no_way_place(receiver, sender));
    }
  }
  const bool by_internet = target == RouteTarget::internet_gateway ||
                           target == RouteTarget::egress_only_internet_gateway;
  if (by_internet && in_loaded_vpc(sender)) {
    return ends(LegPath::End::unknown, "UNSUPPORTED_COMPONENT",
                "over the internet from an address of a loaded VPC that no loaded subnet holds",
                no_way_place(receiver, sender));
  }
  switch (target) {
    case RouteTarget::internet_gateway:
      by_internet_ = by_internet_ || !inside_starts;
      add_gateway(path, id, "internet gateway");
      if (!passes_internet_gateway(path, receiver, sender, inside_starts)) {
        return ends(LegPath::End::no_route, path.code, path.text, no_way_place(receiver, sender));
      }
      if (const auto edge = topology_.edge_table(id); edge && receiver.in_subnet()) {
        const auto found = look_up(path, *edge, receiver);
        const auto& routes = topology_.objects().route_tables[*edge].routes;
        if (found && routes[*found].target != RouteTarget::local) {
          return ends(LegPath::End::unknown, "MIDDLEBOX",
                      "what enters by " + id + " is routed to " + routes[*found].target_id +
                          ", which is not modelled",
                      route_place(*edge, receiver.address));
        }
      }
      if (const auto address = public_of(receiver)) {
        path.hops.front().text =
            "internet gateway: " + to_string(*address) + " becomes " + to_string(receiver.address);
      }
      break;
    case RouteTarget::vpn_gateway:
      if (!is_attached(id, target, vpc(receiver))) {
        return ends(LegPath::End::no_route, "BAD_STATE",
                    id + " is not attached to " + topology_.vpc_id(vpc(receiver)),
                    no_way_place(receiver, sender));
      }
      add_gateway(path, id, "VPN gateway");
      if (in_loaded_vpc(sender)) {
        return ends(LegPath::End::unknown, "UNSUPPORTED_COMPONENT",
                    "from another VPC to " + id + ": what lies between is not modelled",
                    no_way_place(receiver, sender));
      }
      note("OUTSIDE_HOST", to_string(sender.address) + " is taken to stand behind " + id);
      break;
    case RouteTarget::vpc_peering:
      add_gateway(path, id, "VPC peering connection");
      if (const VpcPeering* peering = topology_.peering(id)) {
        if (const auto why = peering_refusal(*peering, vpc(receiver), sender)) {
          return ends(LegPath::End::no_route, why->first, why->second,
                      no_way_place(receiver, sender));
        }
      } else if (topology_.objects().has_list(ObjectKind::vpc_peerings)) {
        return ends(LegPath::End::no_route, "BAD_STATE", id + " does not exist",
                    no_way_place(receiver, sender));
      }
      break;
    case RouteTarget::local: break;
    case RouteTarget::egress_only_internet_gateway:
    case RouteTarget::vpc_endpoint:
    case RouteTarget::nat_gateway:
      if (inside_starts) {
        add_gateway(path, id, std::string(to_string(target)));
        break;
      }
      return ends(LegPath::End::no_route, "NO_ROUTE_TO_DESTINATION",
                  "nothing can be started from outside by way of " + id,
                  no_way_place(receiver, sender));
    case RouteTarget::transit_gateway: return enter_by_transit(sender, receiver, id, leg);
    case RouteTarget::network_interface:
    case RouteTarget::local_gateway:
    case RouteTarget::carrier_gateway:
    case RouteTarget::core_network:
    case RouteTarget::other:
      if (id.empty()) {
        return ends(
            LegPath::End::no_route, "NO_ROUTE_TO_DESTINATION",
            "no route leads between " + to_string(sender.address) + " and " + subnet_id(receiver),
            no_way_place(receiver, sender));
      }
      return ends(LegPath::End::unknown,
                  target == RouteTarget::network_interface ? "MIDDLEBOX" : "UNSUPPORTED_COMPONENT",
                  "the way leads by " + id + ", which is not modelled",
                  no_way_place(receiver, sender));
  }
  arrive(path, sender, receiver, leg);
  return {std::move(path)};
}

/// True if an internet gateway would carry packets to this host.
bool PathTracer::has_public_way(const PathEnd& inside) {
  if (inside.address.family() == IpFamily::v6) return true;
  const HostClass* own = host(inside);
  return own == nullptr || !own->has_interface || own->has_public;
}

/// Addresses of the internet and others fare differently at gateways.
void PathTracer::narrow_to_kind(const PathEnd& end) {
  const IpFamily family = end.address.family();
  const AddressSet& internet = internet_addresses(family);
  if (is_internet(end.address)) {
    narrow(end, internet);
    return;
  }
  AddressSet others = AddressSet::of(CidrBlock::all(family));
  others.bits = others.bits - internet.bits;
  narrow(end, others);
}

std::optional<IpAddress> PathTracer::public_of(const PathEnd& end) const {
  if (end.role == PathEnd::Role::gateway) {
    const NatGateway* nat = topology_.nat_gateway(end.gateway_id);
    if (nat == nullptr || nat->addresses.empty()) return std::nullopt;
    return nat->addresses[0].public_ip;
  }
  return end.in_subnet() ? topology_.public_address(end.place.index, end.address) : std::nullopt;
}

/// The route, or its absence, that stands between a subnet and an outside host.
std::string PathTracer::no_way_place(const PathEnd& inside, const PathEnd& outside) const {
  const auto table = topology_.table_of(inside.place.index);
  return table ? route_place(*table, outside.address) : "";
}

}  // namespace halfopen
