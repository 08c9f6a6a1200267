// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/routed_ways.hpp"

#include <utility>

namespace halfopen {

const GatedWay& RoutedWays::between(EndClasses::WayId client, EndClasses::WayId server) {
  const auto [known, is_new] = known_.try_emplace(std::uint64_t{client} << 32 | server);
  if (is_new) known->second = trace(client, server);
  return known->second;
}

/// The hosts of one way may stand in one subnet only: then the other's must stand elsewhere.
GatedWay RoutedWays::trace(EndClasses::WayId client, EndClasses::WayId server) const {
  const auto clients = classes_.hosts(client);
  const auto servers = classes_.hosts(server);
  EndClasses::Host from = clients.front();
  EndClasses::Host to = servers.front();
  const bool inside = from.place.kind == Location::Kind::subnet;
  if (inside && from.place == to.place)
    (servers.size() > 1 ? to : from) = servers.size() > 1 ? servers[1] : clients.back();
  // The ways of TCP, UDP and echo are the same: NAT gateways carry all of them.
  const Path path = trace_path(snapshot_, from.place, from.address, to.place, to.address, kTcp);
  GatedWay way;
  way.embeds_address = path.embeds_address;
  for (const PathSegment& segment : path.segments) {
    GatedSegment gated_segment;
    gated_segment.beside_previous =
        &segment != path.segments.data() && (&segment)[-1].name == segment.name;
    gated_segment.translated = segment.translated;
    gated_segment.request = gated(segment.request, Leg::request, segment, from.place, to.place);
    gated_segment.reply = gated(segment.reply, Leg::reply, segment, from.place, to.place);
    way.segments.push_back(std::move(gated_segment));
  }
  return way;
}

GatedLeg RoutedWays::gated(const LegPath& leg, Leg which, const PathSegment& segment,
                           const Location& client, const Location& server) const {
  const auto stands_at = [](const Crossing& crossing, const Location& place) {
    return place.kind == Location::Kind::subnet && crossing.subnet == place.index;
  };
  GatedLeg result;
  result.end = leg.end;
  for (const Crossing& crossing : leg.crossings()) {
    Gate gate;
    gate.direction = crossing.direction;
    gate.looks_at_client = (crossing.direction == Direction::ingress) == (which == Leg::request);
    gate.remote = crossing.remote;
    const auto& fixed = gate.looks_at_client ? segment.client : segment.server;
    if (!gate.remote && fixed) gate.remote = fixed;
    if (stands_at(crossing, client)) {
      gate.whose = crossing.groups ? Gate::Whose::client_groups : Gate::Whose::client_acl;
    } else if (stands_at(crossing, server)) {
      gate.whose = crossing.groups ? Gate::Whose::server_groups : Gate::Whose::server_acl;
    } else {
      gate.filter = classes_.acl_filter(crossing.acl);
    }
    result.gates.push_back(gate);
  }
  return result;
}

}  // namespace halfopen
