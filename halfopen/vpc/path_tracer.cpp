// SPDX-License-Identifier: Apache-2.0
#include "halfopen/vpc/path_tracer.hpp"

#include <algorithm>
#include <utility>

namespace halfopen {

void PathTracer::narrow(const PathEnd& end, const AddressSet& same) {
  if (end.fixed()) return;
  AddressSet& set = end.role == PathEnd::Role::client ? path_.clients : path_.servers;
  if (set.family != same.family || !same.bits.contains(end.address.bits())) return;
  set.bits = set.bits & same.bits;
}

void PathTracer::note(std::string code, std::string text) {
  PathNote added{std::move(code), std::move(text)};
  if (std::find(path_.notes.begin(), path_.notes.end(), added) == path_.notes.end()) {
    path_.notes.push_back(std::move(added));
  }
}

/// The host at an end in a subnet; the question is narrowed to hosts of its class.
const HostClass* PathTracer::host(const PathEnd& end) {
  if (!end.in_subnet() || end.role == PathEnd::Role::gateway) return nullptr;
  if (end.known != nullptr) return end.known;
  const HostClass& found = topology_.host(end.place.index, end.address);
  narrow(end, found.of(end.address.family()));
  return &found;
}

void PathTracer::add_acl(LegPath& path, std::uint32_t subnet, Direction direction,
                         const PathEnd& remote) {
  Hop hop;
  hop.kind = Hop::Kind::filter;
  hop.crossing.subnet = subnet;
  hop.crossing.acl = guarding_acl(snapshot_, {Location::Kind::subnet, subnet});
  hop.crossing.direction = direction;
  if (remote.fixed()) hop.crossing.remote = remote.address;
  path.hops.push_back(std::move(hop));
}

void PathTracer::add_groups(LegPath& path, const PathEnd& own, Direction direction,
                            const PathEnd& remote) {
  const HostClass* found = host(own);
  if (found == nullptr || !found->groups) return;
  Hop hop;
  hop.kind = Hop::Kind::filter;
  hop.crossing.subnet = own.place.index;
  hop.crossing.groups = found->groups;
  hop.crossing.direction = direction;
  if (remote.fixed()) hop.crossing.remote = remote.address;
  path.hops.push_back(std::move(hop));
}

void PathTracer::add_gateway(LegPath& path, std::string id, std::string text) {
  Hop hop;
  hop.component = std::move(id);
  hop.text = std::move(text);
  path.hops.push_back(std::move(hop));
}

/// Ends a leg before its receiver. Where there is no way, the receiver's own filters are listed all
/// the same; on an unknown way nobody can tell what they would see.
LegPath PathTracer::stop(LegPath path, LegPath::End end, std::string code, std::string text,
                         std::string place, const PathEnd& sender, const PathEnd& receiver,
                         Leg leg) {
  path.end = end;
  path.code = std::move(code);
  path.text = std::move(text);
  path.place = std::move(place);
  const bool listed = end == LegPath::End::no_route && !same_subnet(sender, receiver);
  if (listed && receiver.in_subnet()) arrive(path, sender, receiver, leg);
  return path;
}

bool PathTracer::in_loaded_vpc(const PathEnd& end) {
  const IpFamily family = end.address.family();
  const AddressSet& loaded = topology_.loaded(family);
  const bool inside = loaded.bits.contains(end.address.bits());
  AddressSet beyond = AddressSet::of(CidrBlock::all(family));
  beyond.bits = beyond.bits - loaded.bits;
  narrow(end, inside ? loaded : beyond);
  return inside;
}

bool PathTracer::is_attached(std::string_view id, RouteTarget target,
                             Topology::VpcNumber vpc) const {
  const Gateway* gateway = topology_.gateway(id);
  if (gateway != nullptr) {
    return std::find(gateway->vpc_ids.begin(), gateway->vpc_ids.end(), topology_.vpc_id(vpc)) !=
           gateway->vpc_ids.end();
  }
  switch (target) {
    case RouteTarget::vpn_gateway: return !topology_.objects().has_list(ObjectKind::vpn_gateways);
    case RouteTarget::egress_only_internet_gateway:
      return !topology_.objects().has_list(ObjectKind::egress_only_gateways);
    default: return !topology_.objects().has_list(ObjectKind::internet_gateways);
  }
}

std::string PathTracer::route_place(std::uint32_t table, const IpAddress& address) const {
  const auto block = topology_.lookup(table).block(address);
  return topology_.objects().route_tables[table].id + '/' + (block ? to_string(*block) : "*");
}

std::optional<std::uint32_t> PathTracer::look_up(LegPath& path, std::uint32_t table,
                                                 const PathEnd& to) {
  const RouteLookup& lookup = topology_.lookup(table);
  const RouteTable& routes = topology_.objects().route_tables[table];
  narrow(to, lookup.alike(to.address));
  const auto found = lookup.find(to.address);
  Hop hop;
  hop.kind = Hop::Kind::route;
  hop.component = routes.id;
  hop.origin = routes.origin;
  if (found) {
    const Route& route = routes.routes[*found];
    hop.origin = route.origin;
    hop.text = to_string(*lookup.block(to.address)) + " to " +
               (route.target == RouteTarget::local ? std::string("local") : route.target_id);
    if (!route.prefix_list.empty()) hop.text += " (" + route.prefix_list + ')';
  } else {
    hop.text = "no route to " + to_string(to.address);
  }
  path.hops.push_back(std::move(hop));
  for (const std::string& list : topology_.doubt(table).prefix_lists) {
    note("PREFIX_LIST_NOT_LOADED", "the entries of " + list + " in " + routes.id +
                                       " are not loaded: its route is taken to match nothing");
  }
  return found;
}

}  // namespace halfopen
