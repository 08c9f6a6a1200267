// SPDX-License-Identifier: Apache-2.0
// Transit gateways. Which network ACL is asked there depends on where the attachment's interface
// stands (Transit Gateways Guide, "How network ACLs work with transit gateways").
#include <algorithm>
#include <utility>

#include "halfopen/vpc/path_tracer.hpp"

namespace halfopen {

PathTracer::Legs PathTracer::to_transit(LegPath path, const Route& route, const PathEnd& sender,
                                        const PathEnd& receiver, Leg leg) {
  const std::string place = path.place;
  const auto end = [&](LegPath::End how, std::string code, std::string text) {
    return Legs{
        stop(std::move(path), how, std::move(code), std::move(text), place, sender, receiver, leg)};
  };
  const TransitGatewayAttachment* own = topology_.attachment_of(route.target_id, vpc(sender));
  if (own == nullptr) {
    if (topology_.objects().has_list(ObjectKind::transit_gateway_attachments)) {
      return end(LegPath::End::no_route, "BAD_STATE_ATTACHMENT",
                 topology_.vpc_id(vpc(sender)) + " is not attached to " + route.target_id);
    }
    note("TRANSIT_GATEWAY_NOT_LOADED", "the attachments of " + route.target_id +
                                           " are not loaded: it is taken to carry the connection");
    add_gateway(path, route.target_id, "transit gateway");
    arrive(path, sender, receiver, leg);
    return {std::move(path)};
  }
  const TransitGateway* gateway = topology_.transit_gateway(route.target_id);
  if (gateway != nullptr && !gateway->available) {
    return end(LegPath::End::no_route, "BAD_STATE", gateway->id + " is not available");
  }
  if (!own->available) {
    return end(LegPath::End::no_route, "BAD_STATE_ATTACHMENT", own->id + " is not available");
  }
  const std::string& zone = snapshot_.subnets()[sender.place.index].zone;
  std::optional<std::uint32_t> subnet;
  bool all_known = own->is_vpc_view && !zone.empty();
  for (const std::string& id : own->subnet_ids) {
    const auto candidate = topology_.subnet(id);
    const bool zoned = candidate && !snapshot_.subnets()[*candidate].zone.empty();
    if (zoned && snapshot_.subnets()[*candidate].zone == zone) subnet = candidate;
    all_known = all_known && zoned;
  }
  if (!subnet && !all_known && own->subnet_ids.size() == 1) {
    subnet = topology_.subnet(own->subnet_ids[0]);
  }
  if (subnet) {
    add_acl(path, *subnet, Direction::ingress, sender);
  } else if (all_known) {
    return end(LegPath::End::no_route, "TGW_ATTACH_VPC_AZ_RESTRICTION",
               own->id + " has no subnet in " + zone + ", the zone of " + subnet_id(sender));
  } else {
    note("ATTACHMENT_SUBNET_NOT_KNOWN", "in which subnet the interface of " + own->id +
                                            " stands is not known: its edge is not "
                                            "judged");
  }
  return across_transit(std::move(path), *own, sender, receiver, leg);
}

/// From the attachment of the sender's VPC, by the transit gateway's routes.
PathTracer::Legs PathTracer::across_transit(LegPath path, const TransitGatewayAttachment& own,
                                            const PathEnd& sender, const PathEnd& receiver,
                                            Leg leg) {
  add_gateway(path, own.gateway_id, "transit gateway");
  const auto table = topology_.transit_table(own.route_table_id);
  const bool tables_listed = topology_.objects().has_list(ObjectKind::transit_gateway_route_tables);
  if (own.route_table_id.empty() && tables_listed) {
    return {stop(std::move(path), LegPath::End::no_route, "TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION",
                 own.id + " is associated with no route table", own.gateway_id, sender, receiver,
                 leg)};
  }
  const TransitGatewayRouteTable* routes =
      table ? &topology_.objects().transit_route_tables[*table] : nullptr;
  if (routes == nullptr || (!routes->routes_known && routes->routes.empty())) {
    note("TRANSIT_ROUTES_NOT_LOADED", "the routes of " + own.gateway_id +
                                          " are not loaded: it is taken to carry the connection");
    const TransitGatewayAttachment* far =
        receiver.in_subnet() ? topology_.attachment_of(own.gateway_id, vpc(receiver)) : nullptr;
    if (far != nullptr) return to_attachment(std::move(path), far->id, sender, receiver, leg);
    arrive(path, sender, receiver, leg);
    return {std::move(path)};
  }
  const RouteLookup& lookup = topology_.transit_lookup(*table);
  narrow(receiver, lookup.alike(receiver.address));
  const auto found = lookup.find(receiver.address);
  const auto block = lookup.block(receiver.address);
  const std::string place = routes->id + '/' + (block ? to_string(*block) : "*");
  Hop hop;
  hop.kind = Hop::Kind::route;
  hop.component = routes->id;
  hop.origin = found ? routes->routes[*found].origin : routes->origin;
  hop.text = found ? to_string(*block) : "no route to " + to_string(receiver.address);
  path.hops.push_back(hop);
  if (!found) {
    return {stop(std::move(path), LegPath::End::no_route, "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT",
                 routes->id + " has no route to " + to_string(receiver.address), place, sender,
                 receiver, leg)};
  }
  const TransitGatewayRoute& route = routes->routes[*found];
  if (route.blackhole || route.attachment_ids.empty()) {
    return {stop(std::move(path), LegPath::End::no_route, "TGW_RTB_BAD_STATE_ROUTE",
                 "the route of " + routes->id + " is a blackhole", place, sender, receiver, leg)};
  }
  path.place = place;
  Legs legs;
  for (const std::string& id : route.attachment_ids) {
    LegPath one = path;
    one.hops.back().text += " to " + id;
    if (route.attachment_ids.size() > 1) one.via = id;
    for (LegPath& leg_path : to_attachment(std::move(one), id, sender, receiver, leg)) {
      legs.push_back(std::move(leg_path));
    }
  }
  return legs;
}

PathTracer::Legs PathTracer::to_attachment(LegPath path, const std::string& id,
                                           const PathEnd& sender, const PathEnd& receiver,
                                           Leg leg) {
  const std::string place = path.place;
  const auto end = [&](LegPath::End how, std::string code, std::string text) {
    return Legs{
        stop(std::move(path), how, std::move(code), std::move(text), place, sender, receiver, leg)};
  };
  using Kind = TransitGatewayAttachment::Kind;
  const TransitGatewayAttachment* far = topology_.attachment(id);
  if (far == nullptr) {
    note("TRANSIT_GATEWAY_NOT_LOADED", id + " is not loaded: it is taken to lead to the other end");
    arrive(path, sender, receiver, leg);
    return {std::move(path)};
  }
  if (!far->available) {
    return end(LegPath::End::no_route, "BAD_STATE_ATTACHMENT", far->id + " is not available");
  }
  if (far->kind == Kind::vpc && receiver.in_subnet()) {
    if (far->resource_id != topology_.vpc_id(vpc(receiver))) {
      return beyond_attachment(std::move(path), *far, sender, receiver, leg);
    }
    return from_transit(std::move(path), *far, snapshot_.subnets()[sender.place.index].zone, sender,
                        receiver, leg);
  }
  if (receiver.in_subnet() || (far->kind != Kind::vpc && in_loaded_vpc(receiver))) {
    return end(LegPath::End::unknown, "UNSUPPORTED_COMPONENT",
               far->id + " leads out of the transit gateway: what lies there is not modelled");
  }
  if (far->kind == Kind::vpc) {
    const IpFamily family = receiver.address.family();
    const auto far_vpc = topology_.vpc_number(far->resource_id);
    if (far_vpc && !topology_.blocks(*far_vpc, family).empty()) {
      const AddressSet& blocks = topology_.blocks(*far_vpc, family);
      if (!blocks.bits.contains(receiver.address.bits())) {
        return beyond_attachment(std::move(path), *far, sender, receiver, leg);
      }
      narrow(receiver, blocks);
    }
    note("PEER_VPC_NOT_LOADED", to_string(receiver.address) + " lies in no loaded subnet of " +
                                    far->resource_id + ": its edge is not judged");
    return from_transit(std::move(path), *far, snapshot_.subnets()[sender.place.index].zone, sender,
                        receiver, leg);
  } else {
    note("OUTSIDE_HOST", to_string(receiver.address) + " is taken to stand behind " + far->id);
  }
  return {std::move(path)};
}

/// Where a packet for a VPC comes out: in the sender's zone if the attachment stands there, else
/// anywhere. In appliance mode a hash of the flow picks the zone (Transit Gateways guide, appliance
/// in a shared services VPC).
std::vector<std::uint32_t> PathTracer::attachment_subnets(
    const TransitGatewayAttachment& attachment, std::string_view zone) const {
  if (attachment.appliance_mode) zone = {};
  std::vector<std::uint32_t> subnets;
  for (const std::string& id : attachment.subnet_ids) {
    const auto subnet = topology_.subnet(id);
    if (!subnet) continue;
    if (!zone.empty() && snapshot_.subnets()[*subnet].zone == zone) return {*subnet};
    subnets.push_back(*subnet);
  }
  return subnets;
}

/// To an address that is none of the attached VPC: on from there only if the table of the
/// attachment's subnet leads on, and how is not modelled.
PathTracer::Legs PathTracer::beyond_attachment(LegPath path, const TransitGatewayAttachment& far,
                                               const PathEnd& sender, const PathEnd& receiver,
                                               Leg leg) {
  const std::string place = path.place;
  const auto subnets = attachment_subnets(far, snapshot_.subnets()[sender.place.index].zone);
  bool leads_on = subnets.empty();
  for (const std::uint32_t subnet : subnets) {
    const auto table = topology_.table_of(subnet);
    if (!table) {
      const auto far_vpc = topology_.vpc_number(far.resource_id);
      leads_on = leads_on || !far_vpc ||
                 !topology_.blocks(*far_vpc, receiver.address.family())
                      .bits.contains(receiver.address.bits());
      continue;
    }
    narrow(receiver, topology_.lookup(*table).alike(receiver.address));
    const auto found = topology_.lookup(*table).find(receiver.address);
    if (!found) continue;
    const Route& route = topology_.objects().route_tables[*table].routes[*found];
    // An internet gateway carries only addresses of its own VPC.
    leads_on = leads_on || !(route.blackhole || route.target == RouteTarget::internet_gateway ||
                             route.target == RouteTarget::local);
  }
  if (leads_on) {
    return {stop(std::move(path), LegPath::End::unknown, "UNSUPPORTED_COMPONENT",
                 "the way leads on through " + far.resource_id +
                     ", which is not modelled (shared egress or inspection)",
                 place, sender, receiver, leg)};
  }
  return {stop(std::move(path), LegPath::End::no_route, "ROUTE_LEADS_ELSEWHERE",
               far.id + " leads to " + far.resource_id + ", which has no way to " +
                   to_string(receiver.address),
               place, sender, receiver, leg)};
}

/// Out of the transit gateway into the receiver's VPC: by the interface in the sender's zone, else
/// by any of them, and then all must work.
PathTracer::Legs PathTracer::from_transit(LegPath path, const TransitGatewayAttachment& attachment,
                                          std::string_view zone, const PathEnd& sender,
                                          const PathEnd& receiver, Leg leg) {
  const std::vector<std::uint32_t> subnets = attachment_subnets(attachment, zone);
  if (subnets.empty()) {
    note("ATTACHMENT_SUBNET_NOT_KNOWN", "in which subnet the interface of " + attachment.id +
                                            " stands is not known: its edge is "
                                            "not judged");
    arrive(path, sender, receiver, leg);
    return {std::move(path)};
  }
  Legs legs;
  for (const std::uint32_t subnet : subnets) {
    LegPath one = path;
    if (subnets.size() > 1) {
      const std::string& name = snapshot_.subnets()[subnet].zone.empty()
                                    ? snapshot_.subnets()[subnet].id
                                    : snapshot_.subnets()[subnet].zone;
      one.via += (one.via.empty() ? "" : ", ") + name;
    }
    if (receiver.in_subnet() && subnet == receiver.place.index) {
      if (leg == Leg::request) add_groups(one, receiver, Direction::ingress, sender);
      legs.push_back(std::move(one));
      continue;
    }
    add_acl(one, subnet, Direction::egress, receiver);
    const auto table = topology_.table_of(subnet);
    if (table && topology_.has_routes(topology_.vpc_of(subnet))) {
      const auto found = look_up(one, *table, receiver);
      const Route* route =
          found ? &topology_.objects().route_tables[*table].routes[*found] : nullptr;
      if (route == nullptr || route->blackhole || route->target != RouteTarget::local) {
        const bool none = route == nullptr || route->blackhole;
        legs.push_back(stop(std::move(one), none ? LegPath::End::no_route : LegPath::End::unknown,
                            none ? "NO_ROUTE_TO_DESTINATION" : "MIDDLEBOX",
                            "the route table of the attachment's subnet does not lead to " +
                                to_string(receiver.address) + " directly",
                            route_place(*table, receiver.address), sender, receiver, leg));
        continue;
      }
    }
    arrive(one, sender, receiver, leg);
    legs.push_back(std::move(one));
  }
  return legs;
}

/// The attachment behind which an outside host stands, by the routes for it; null and a note if
/// they are not loaded. Ends the leg if there is none.
const TransitGatewayAttachment* PathTracer::far_attachment(LegPath& path,
                                                           const TransitGatewayAttachment& own,
                                                           const PathEnd& outside) {
  const auto table = topology_.transit_table(own.route_table_id);
  if (!table || !knows_routes(*table)) return nullptr;
  const RouteLookup& lookup = topology_.transit_lookup(*table);
  const TransitGatewayRouteTable& routes = topology_.objects().transit_route_tables[*table];
  narrow(outside, lookup.alike(outside.address));
  const auto found = lookup.find(outside.address);
  const auto block = lookup.block(outside.address);
  path.place = routes.id + '/' + (block ? to_string(*block) : "*");
  path.end = LegPath::End::no_route;
  path.code = "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT";
  path.text = routes.id + " has no route to " + to_string(outside.address);
  if (!found || routes.routes[*found].blackhole || routes.routes[*found].attachment_ids.empty()) {
    return nullptr;
  }
  const std::string& id = routes.routes[*found].attachment_ids.front();
  const TransitGatewayAttachment* far = topology_.attachment(id);
  if (far != nullptr && !far->available) {
    path.text = id + " is not available";
    path.code = "BAD_STATE_ATTACHMENT";
    return nullptr;
  }
  if (far != nullptr && far->kind == TransitGatewayAttachment::Kind::vpc) {
    const auto vpc = topology_.vpc_number(far->resource_id);
    const IpFamily family = outside.address.family();
    if (vpc && !topology_.blocks(*vpc, family).bits.contains(outside.address.bits())) {
      path.text = id + " leads to " + far->resource_id + ", which has no such address";
      path.code = "ROUTE_LEADS_ELSEWHERE";
      return nullptr;
    }
    if (vpc) narrow(outside, topology_.blocks(*vpc, family));
  }
  if ((far == nullptr || far->kind != TransitGatewayAttachment::Kind::vpc) &&
      in_loaded_vpc(outside)) {
    path.end = LegPath::End::unknown;
    path.code = "UNSUPPORTED_COMPONENT";
    path.text =
        "from a loaded VPC out of the transit gateway and back: what lies between is not "
        "modelled";
    return far;
  }
  path.end = LegPath::End::delivered;
  path.code.clear();
  path.text.clear();
  path.place.clear();
  return far;
}

bool PathTracer::knows_routes(std::uint32_t table) const {
  const TransitGatewayRouteTable& routes = topology_.objects().transit_route_tables[table];
  return routes.routes_known || !routes.routes.empty();
}

PathTracer::Legs PathTracer::enter_by_transit(const PathEnd& sender, const PathEnd& receiver,
                                              const std::string& id, Leg leg) {
  LegPath path;
  const auto refuse = [&](std::string code, std::string text, std::string place) {
    return Legs{stop(std::move(path), LegPath::End::no_route, std::move(code), std::move(text),
                     std::move(place), sender, receiver, leg)};
  };
  add_gateway(path, id, "transit gateway");
  const TransitGatewayAttachment* own = topology_.attachment_of(id, vpc(receiver));
  if (own == nullptr) {
    if (topology_.objects().has_list(ObjectKind::transit_gateway_attachments)) {
      return refuse("BAD_STATE_ATTACHMENT",
                    topology_.vpc_id(vpc(receiver)) + " is not attached to " + id,
                    no_way_place(receiver, sender));
    }
    note("OUTSIDE_HOST", to_string(sender.address) + " is taken to stand behind " + id);
    arrive(path, sender, receiver, leg);
    return {std::move(path)};
  }
  const TransitGateway* gateway = topology_.transit_gateway(id);
  if (!own->available || (gateway != nullptr && !gateway->available)) {
    return refuse("BAD_STATE_ATTACHMENT", own->id + " or its transit gateway is not available",
                  no_way_place(receiver, sender));
  }
  const TransitGatewayAttachment* far = far_attachment(path, *own, sender);
  if (path.end == LegPath::End::no_route) return refuse(path.code, path.text, path.place);
  if (path.end == LegPath::End::unknown) return {std::move(path)};
  note("OUTSIDE_HOST",
       to_string(sender.address) + " is taken to stand behind " + (far == nullptr ? id : far->id));
  // From there the far attachment's own table leads back.
  const auto table = far == nullptr ? std::nullopt : topology_.transit_table(far->route_table_id);
  if (table && knows_routes(*table)) {
    const RouteLookup& lookup = topology_.transit_lookup(*table);
    const TransitGatewayRouteTable& routes = topology_.objects().transit_route_tables[*table];
    narrow(receiver, lookup.alike(receiver.address));
    const auto found = lookup.find(receiver.address);
    const auto block = lookup.block(receiver.address);
    const std::string place = routes.id + '/' + (block ? to_string(*block) : "*");
    const auto leads_here = [&](const TransitGatewayRoute& route) {
      return !route.blackhole && std::find(route.attachment_ids.begin(), route.attachment_ids.end(),
                                           own->id) != route.attachment_ids.end();
    };
    if (!found || !leads_here(routes.routes[*found])) {
      return refuse("TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT",
                    routes.id + " does not lead to " + own->id, place);
    }
  }
  return from_transit(std::move(path), *own, "", sender, receiver, leg);
}

}  // namespace halfopen
