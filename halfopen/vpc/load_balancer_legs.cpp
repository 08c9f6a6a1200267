// SPDX-License-Identifier: Apache-2.0
// Single legs of the way through a load balancer: from a node to a target, and what is special
// there.
#include <algorithm>
#include <utility>

#include "halfopen/vpc/load_balancer_path.hpp"

namespace halfopen {

/// From a node to a target, or to the node of another load balancer.
void LoadBalancerPath::to_end(Way& way, const Foot& foot, const PathEnd& end,
                              const std::string& name, const BalancerTarget& target,
                              const Seen& seen) {
  const IpFamily family = end.address.family();
  const std::size_t first = path_.segments.size();
  if (foot.node->of(family).empty()) {
    // Only the way is missing, so there is no leg to be listed.
    PathSegment& segment = path_.segments.emplace_back();
    segment.name = name;
    segment.server = end.address;
    segment.server_port = target.port;
    segment.request.via = way.via;
    segment.request.end = LegPath::End::no_route;
    segment.request.code = "CANNOT_ROUTE";
    segment.request.text = name_of(foot) + " has no address of the target's family";
    segment.request.place = name_of(foot);
    way.segments.push_back(static_cast<std::uint32_t>(first));
    return;
  }
  leg(way, end_of(*foot.node, family), end, name, protocol_);
  mark(first, foot, target.port, protocol_);
  ask_own_edge(first, foot, end);
  look_behind(first, foot, target.keeps_client);
  // Between the families the load balancer's own address is all that can be seen.
  if (target.keeps_client && seen.family == family) keep_client(first, seen);
}

/// Health checks come from the node's own address, whatever targets see of clients.
void LoadBalancerPath::check_health(Way& way, const Foot& foot, const PathEnd& end,
                                    const BalancerTarget& target) {
  const IpFamily family = end.address.family();
  if (!target.health_port || foot.node->of(family).empty()) return;
  const std::size_t first = path_.segments.size();
  leg(way, end_of(*foot.node, family), end, "health check by load balancer " + name_of(foot), kTcp);
  mark(first, foot, *target.health_port, kTcp);
  ask_own_edge(first, foot, end);
  look_behind(first, foot, false);
}

/// The segments from `first` on are the load balancer's own connections.
void LoadBalancerPath::mark(std::size_t first, const Foot& foot, std::uint16_t port,
                            IpProtocol protocol) {
  for (std::size_t i = first; i < path_.segments.size(); ++i) {
    PathSegment& segment = path_.segments[i];
    segment.translated = segment.balanced = true;
    segment.server_port = port;
    segment.protocol = protocol;
    if (foot.node->known || !segment.client) continue;
    segment.node = foot.node->of(segment.client->family());
  }
}

/// Where the node's interface is not loaded, or the client's address is seen, a target's groups
/// know the load balancer by its own groups.
void LoadBalancerPath::look_behind(std::size_t first, const Foot& foot, bool keeps_client) {
  const LoadBalancerNode& node = *foot.node;
  for (std::size_t i = first; i < path_.segments.size(); ++i) {
    const auto& client = path_.segments[i].client;
    const bool loaded =
        node.known && client && topology_.interface_at(node.subnet, *client) != nullptr;
    if (loaded && !keeps_client) continue;
    for (Hop& hop : path_.segments[i].request.hops) {
      Crossing& crossing = hop.crossing;
      if (!crossing.groups || crossing.direction != Direction::ingress) continue;
      crossing.groups = topology_.groups_behind(foot.balancer, *crossing.groups);
    }
  }
}

/// The target sees the client's own address, and the client's own port.
void LoadBalancerPath::keep_client(std::size_t first, const Seen& seen) {
  for (std::size_t i = first; i < path_.segments.size(); ++i) {
    PathSegment& segment = path_.segments[i];
    const std::optional<IpAddress> node = segment.client;
    for (LegPath* leg : {&segment.request, &segment.reply}) {
      for (Hop& hop : leg->hops) {
        if (hop.crossing.remote == node) hop.crossing.remote = seen.client;
      }
    }
    segment.client = seen.client;
    segment.translated = seen.translated;
    segment.balanced = false;
    segment.node.reset();
  }
}

/// A Classic Load Balancer asks the outbound rules of its subnet even for a target in the same one
/// (Reachability Analyzer guide, ELB_ACL_RESTRICTION).
void LoadBalancerPath::ask_own_edge(std::size_t first, const Foot& foot, const PathEnd& end) {
  const Location place{Location::Kind::subnet, foot.node->subnet};
  if (balancer(foot).kind != LoadBalancer::Kind::classic || end.place != place) return;
  note({"ELB_ACL_RESTRICTION",
        "a Classic load balancer asks the outbound rules of its subnet even for targets in the "
        "same subnet"});
  for (std::size_t i = first; i < path_.segments.size(); ++i) {
    Hop hop;
    hop.kind = Hop::Kind::filter;
    hop.crossing.subnet = foot.node->subnet;
    hop.crossing.acl = guarding_acl(snapshot_, place);
    hop.crossing.direction = Direction::egress;
    if (end.fixed()) hop.crossing.remote = end.address;
    auto& hops = path_.segments[i].request.hops;
    const auto entering = std::find_if(hops.begin(), hops.end(), [](const Hop& other) {
      return other.kind == Hop::Kind::filter && other.crossing.direction == Direction::ingress;
    });
    hops.insert(entering, std::move(hop));
  }
}

/// Ends a way at the node that it has reached.
void LoadBalancerPath::stop(const Way& way, LegPath::End end, std::string code, std::string text,
                            const std::string& place) {
  finish(way);
  if (way.segments.empty()) return;
  const std::string& name = path_.segments[way.segments.back()].name;
  for (const std::uint32_t index : way.segments) {
    LegPath& request = path_.segments[index].request;
    if (path_.segments[index].name != name || request.end != LegPath::End::delivered) continue;
    request.end = end;
    request.code = code;
    request.text = text;
    request.place = place;
  }
}

void LoadBalancerPath::dead_end(Way way, const std::string& name, std::string code,
                                std::string text) {
  PathSegment& segment = path_.segments.emplace_back();
  segment.name = name;
  segment.request.end = LegPath::End::no_route;
  segment.request.code = std::move(code);
  segment.request.text = std::move(text);
  way.segments.push_back(static_cast<std::uint32_t>(path_.segments.size() - 1));
  finish(way);
}

}  // namespace halfopen
