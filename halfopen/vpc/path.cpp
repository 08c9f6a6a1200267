// SPDX-License-Identifier: Apache-2.0
#include "halfopen/vpc/path.hpp"

#include <algorithm>
#include <utility>

#include "halfopen/vpc/load_balancer_path.hpp"
#include "halfopen/vpc/path_tracer.hpp"

namespace halfopen {

std::vector<Crossing> LegPath::crossings() const {
  std::vector<Crossing> found;
  for (const Hop& hop : hops) {
    if (hop.kind == Hop::Kind::filter) found.push_back(hop.crossing);
  }
  return found;
}

Path trace_path(const Snapshot& snapshot, const Location& from, const IpAddress& client,
                const Location& to, const IpAddress& server, IpProtocol protocol,
                std::optional<std::uint16_t> server_port) {
  const PathEnd near{from, client, PathEnd::Role::client};
  const PathEnd far{to, server, PathEnd::Role::server};
  const Topology& topology = snapshot.topology();
  const bool at_subnet = server_port && to.kind == Location::Kind::subnet;
  const AddressSet nodes =
      at_subnet ? topology.node_addresses(to.index, server.family()) : AddressSet{};
  if (from.kind == Location::Kind::load_balancer || to.kind == Location::Kind::load_balancer ||
      (at_subnet && nodes.bits.contains(server.bits()))) {
    return LoadBalancerPath(snapshot, protocol, server_port).trace(near, far);
  }
  Path path = PathTracer(snapshot, protocol).trace(near, far);
  if (!nodes.empty()) path.servers.bits = path.servers.bits - nodes.bits;
  return path;
}

Path PathTracer::trace(const PathEnd& client, const PathEnd& server) {
  path_.clients = AddressSet::of(CidrBlock::all(client.address.family()));
  path_.servers = AddressSet::of(CidrBlock::all(server.address.family()));
  if (const auto gateway = gateway_at(server)) {
    LegPath request;
    const PathEnd nowhere;
    request = stop(std::move(request), LegPath::End::no_route, "GATEWAY_ADDRESS",
                   to_string(server.address) + " is an address of " + *gateway +
                       ", which takes no connections",
                   *gateway, nowhere, nowhere, Leg::request);
    add_segments(client, "", {request}, {LegPath{}});
    return std::move(path_);
  }
  segment(client, server, "");
  return std::move(path_);
}

/// The edges of both ends and nothing between: what is left where nothing is known of routes.
PathTracer::Legs PathTracer::edges(const PathEnd& sender, const PathEnd& receiver, Leg leg) {
  LegPath path;
  if (leg == Leg::request) add_groups(path, sender, Direction::egress, receiver);
  if (!same_subnet(sender, receiver)) {
    const bool from_client = leg == Leg::request;
    const Location& client = from_client ? sender.place : receiver.place;
    const Location& server = from_client ? receiver.place : sender.place;
    for (Crossing& crossing : halfopen::crossings(snapshot_, client, server, leg)) {
      const PathEnd& remote = crossing.direction == Direction::egress ? receiver : sender;
      if (remote.fixed()) crossing.remote = remote.address;
      Hop hop;
      hop.kind = Hop::Kind::filter;
      hop.crossing = crossing;
      path.hops.push_back(std::move(hop));
    }
  }
  if (leg == Leg::request) add_groups(path, receiver, Direction::ingress, sender);
  return {std::move(path)};
}

void PathTracer::segment(const PathEnd& client, const PathEnd& server, const std::string& name) {
  const bool by_acl =
      client.place.kind == Location::Kind::acl || server.place.kind == Location::Kind::acl;
  const bool nowhere = !client.in_subnet() && !server.in_subnet() && client.gateway_id.empty();
  if (by_acl || nowhere) {
    add_segments(client, name, edges(client, server, Leg::request),
                 edges(server, client, Leg::reply));
    return;
  }
  if (!client.in_subnet() && client.gateway_id.empty()) {
    const Way way = way_to(server, client);
    const Legs requests = enter(client, server, way, Leg::request);  // tells by which way it came
    add_segments(client, name, requests, leave(server, client, Leg::reply));
    return;
  }
  nat_ = nullptr;
  embedded_.reset();
  Legs requests = leave(client, server, Leg::request);
  if (nat_ != nullptr) {
    beyond_nat(client, server, requests);
    return;
  }
  Legs replies;
  if (!client.in_subnet()) {
    replies = from_regional_nat(server, client);
  } else if (server.in_subnet()) {
    replies = leave(server, client, Leg::reply);
  } else {
    replies = enter(server, client, way_to(client, server), Leg::reply);
  }
  add_segments(client, name, requests, replies);
}

void PathTracer::add_segments(const PathEnd& client, const std::string& name, const Legs& requests,
                              const Legs& replies) {
  const std::size_t ways = std::max(requests.size(), replies.size());
  for (std::size_t i = 0; i < ways; ++i) {
    PathSegment segment;
    segment.name = name;
    if (client.fixed()) segment.client = client.address;
    segment.request = requests[std::min(i, requests.size() - 1)];
    segment.reply = replies[std::min(i, replies.size() - 1)];
    path_.segments.push_back(std::move(segment));
  }
}

}  // namespace halfopen
