// SPDX-License-Identifier: Apache-2.0
#include "halfopen/vpc/crossing.hpp"

namespace halfopen {
namespace {

std::optional<Crossing> edge(const Snapshot& snapshot, const Location& place, Direction direction) {
  if (place.kind == Location::Kind::outside || place.kind == Location::Kind::load_balancer) {
    return std::nullopt;
  }
  Crossing crossing{std::nullopt, guarding_acl(snapshot, place), direction, {}, {}};
  if (place.kind == Location::Kind::subnet) crossing.subnet = place.index;
  return crossing;
}

}  // namespace

std::optional<std::uint32_t> guarding_acl(const Snapshot& snapshot, const Location& place) {
  switch (place.kind) {
    case Location::Kind::outside:
    case Location::Kind::load_balancer: return std::nullopt;
    case Location::Kind::acl: return place.index;
    case Location::Kind::subnet: break;
  }
  const AclBinding& binding = snapshot.binding(place.index);
  return binding.known() ? std::optional(binding.acl) : std::nullopt;
}

std::string_view to_string(Leg leg) { return leg == Leg::request ? "request" : "reply"; }

std::vector<Crossing> crossings(const Snapshot& snapshot, const Location& client,
                                const Location& server, Leg leg) {
  std::vector<Crossing> found;
  if (client.kind == Location::Kind::subnet && client == server) return found;
  const Location& sender = leg == Leg::request ? client : server;
  const Location& receiver = leg == Leg::request ? server : client;
  if (const auto out = edge(snapshot, sender, Direction::egress)) found.push_back(*out);
  if (const auto in = edge(snapshot, receiver, Direction::ingress)) found.push_back(*in);
  return found;
}

std::string_view filter_id(const Snapshot& snapshot, const Crossing& crossing) {
  if (crossing.groups) return snapshot.topology().group_sets()[*crossing.groups].label();
  return crossing.acl ? std::string_view(snapshot.acls()[*crossing.acl].id())
                      : std::string_view("?");
}

}  // namespace halfopen
