// SPDX-License-Identifier: Apache-2.0
#include "halfopen/vpc/load_balancer_path.hpp"

#include <algorithm>
#include <utility>

namespace halfopen {
namespace {

constexpr int kMostBalancers = 2;  // a Network Load Balancer before an Application one

std::string joined(const std::string& a, const std::string& b) {
  return a.empty() || b.empty() ? a + b : a + ", " + b;
}

/// The listener that takes these connections.
const Listener* listener_on(const CloudObjects& objects, const LoadBalancer& balancer,
                            IpProtocol protocol, std::uint16_t port) {
  for (const Listener& listener : objects.listeners) {
    const bool takes = protocol == kUdp ? listener.udp : listener.tcp;
    if (listener.load_balancer == balancer.id && listener.port == port && takes) return &listener;
  }
  return nullptr;
}

bool has_listeners(const CloudObjects& objects, const LoadBalancer& balancer) {
  return std::any_of(
      objects.listeners.begin(), objects.listeners.end(),
      [&](const Listener& listener) { return listener.load_balancer == balancer.id; });
}

AddressSet all_of(IpFamily family) { return AddressSet::of(CidrBlock::all(family)); }

AddressSet only(const IpAddress& address) {
  return AddressSet::of(CidrBlock(address, address_width(address.family())));
}

}  // namespace

const std::string& LoadBalancerPath::name_of(const Foot& foot) const {
  const LoadBalancer& own = balancer(foot);
  return own.name.empty() ? own.id : own.name;
}

/// The zone; with the address where that alone does not tell the node.
std::string LoadBalancerPath::zone_of(const Foot& foot) const {
  const LoadBalancerNode& node = *foot.node;
  const std::string zone = node.zone.empty() ? snapshot_.subnets()[node.subnet].id : node.zone;
  const auto nodes = topology_.nodes(foot.balancer);
  const auto alike = std::count_if(nodes.begin(), nodes.end(), [&](const LoadBalancerNode& other) {
    return other.zone == node.zone && other.subnet == node.subnet;
  });
  if (alike < 2) return zone;
  const bool v4 = !node.of(IpFamily::v4).empty();
  return zone + ' ' + to_string(node.of(v4 ? IpFamily::v4 : IpFamily::v6).first());
}

PathEnd LoadBalancerPath::end_of(const LoadBalancerNode& node, IpFamily family) {
  PathEnd end;
  end.place = {Location::Kind::subnet, node.subnet};
  end.address = node.of(family).first();
  end.role = PathEnd::Role::host;
  end.known = &node.host;
  return end;
}

void LoadBalancerPath::note(PathNote note) {
  if (std::find(path_.notes.begin(), path_.notes.end(), note) == path_.notes.end()) {
    path_.notes.push_back(std::move(note));
  }
}

const TargetSet& LoadBalancerPath::targets(std::uint32_t balancer, const Listener& listener) {
  const auto [known, is_new] = targets_.try_emplace(&listener);
  if (is_new) known->second = targets_of(snapshot_, balancer, listener);
  return known->second;
}

Path LoadBalancerPath::trace(const PathEnd& client, const PathEnd& server) {
  path_.clients = all_of(client.address.family());
  path_.servers = all_of(server.address.family());
  if (client.place.kind == Location::Kind::load_balancer) {
    from_balancer(client, server);
  } else {
    to_balancer({}, client, server);
  }
  return std::move(path_);
}

/// True if the node would pass connections on to that host, or if the host is no target at all.
bool LoadBalancerPath::serves(const Foot& foot, const PathEnd& server) {
  bool is_target = false;
  AddressSet others = all_of(server.address.family());
  for (const Listener& listener : snapshot_.objects().listeners) {
    if (listener.load_balancer != balancer(foot).id) continue;
    for (const BalancerTarget& target : targets(foot.balancer, listener).targets) {
      if (target.balancer || target.place != server.place) continue;
      if (target.address.family() != others.family) continue;
      others.bits = others.bits - only(target.address).bits;
      if (target.address != server.address) continue;
      if (is_served_from(target, foot.node->zone)) return true;
      is_target = true;
    }
  }
  path_.servers.bits = path_.servers.bits & (is_target ? only(server.address) : others).bits;
  return !is_target;
}

void LoadBalancerPath::from_balancer(const PathEnd& client, const PathEnd& server) {
  const std::uint32_t number = client.place.index;
  Foot foot{number, nullptr};
  const std::string name = "load balancer " + name_of(foot) + " to server";
  for (const LoadBalancerNode& node : topology_.nodes(number)) {
    foot.node = &node;
    if (node.of(client.address.family()).empty()) continue;
    PathEnd start = end_of(node, client.address.family());
    Way way{{}, zone_of(foot)};
    if (server.place.kind == Location::Kind::load_balancer ||
        (server_port_ && server.in_subnet() &&
         topology_.node_at(server.place.index, server.address))) {
      to_balancer(way, start, server);
      continue;
    }
    if (!serves(foot, server)) continue;
    const std::size_t first = path_.segments.size();
    leg(way, start, server, name, protocol_);
    ask_own_edge(first, foot, server);
    if (!node.known) mark(first, foot, server_port_.value_or(0), protocol_);
    for (std::size_t i = first; i < path_.segments.size(); ++i) {
      path_.segments[i].translated = path_.segments[i].balanced = false;
      path_.segments[i].server_port.reset();
      path_.segments[i].protocol.reset();
    }
    finish(way);
  }
  if (!path_.segments.empty()) return;
  dead_end({}, name, "ELB_NOT_CROSSZONE",
           "cross-zone load balancing is off, and no node stands in the zone of the target");
}

void LoadBalancerPath::to_balancer(const Way& way, const PathEnd& client, const PathEnd& server) {
  const bool whole = server.place.kind == Location::Kind::load_balancer;
  const Topology::NodeNumber number = whole
                                          ? Topology::NodeNumber{server.place.index, 0}
                                          : *topology_.node_at(server.place.index, server.address);
  if (!whole) path_.servers = only(server.address);
  const auto nodes = topology_.nodes(number.balancer);
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    const Foot foot{number.balancer, &nodes[i]};
    if (nodes[i].of(client.address.family()).empty() || (!whole && i != number.node)) continue;
    Way own = way;
    own.via = joined(own.via, zone_of(foot));
    const Seen seen = enter(own, client, foot);
    serve(std::move(own), foot, server_port_.value_or(0), seen, 1);
  }
  const LoadBalancer& own = snapshot_.objects().load_balancers[number.balancer];
  if (whole && own.internet_facing && client.in_subnet()) {
    note({"LOAD_BALANCER_BY_PRIVATE_ADDRESS",
          "the DNS name of " + own.name +
              " means its public addresses; this answer is for its private ones"});
  }
}

/// Appends the segments between two ends.
void LoadBalancerPath::leg(Way& way, const PathEnd& from, const PathEnd& to,
                           const std::string& name, IpProtocol protocol) {
  Path part = PathTracer(snapshot_, protocol).trace(from, to);
  const auto narrow = [](AddressSet& set, const AddressSet& same) {
    if (set.family == same.family) set.bits = set.bits & same.bits;
  };
  if (!from.fixed()) narrow(path_.clients, part.clients);
  if (!to.fixed()) narrow(path_.servers, part.servers);
  for (PathNote& one : part.notes) note(std::move(one));
  path_.embeds_address = path_.embeds_address || part.embeds_address;
  for (PathSegment& segment : part.segments) {
    if (segment.name.empty()) segment.name = name;
    const std::string& via = segment.request.via.empty() ? segment.reply.via : segment.request.via;
    segment.request.via = joined(way.via, via);
    if (to.fixed() && !segment.server) segment.server = to.address;
    way.segments.push_back(static_cast<std::uint32_t>(path_.segments.size()));
    path_.segments.push_back(std::move(segment));
  }
}

LoadBalancerPath::Seen LoadBalancerPath::enter(Way& way, const PathEnd& client, const Foot& foot) {
  const IpFamily family = client.address.family();
  const LoadBalancerNode& node = *foot.node;
  const std::size_t first = path_.segments.size();
  leg(way, client, end_of(node, family), "client to load balancer " + name_of(foot), protocol_);
  if (!node.known) {
    for (std::size_t i = first; i < path_.segments.size(); ++i)
      path_.segments[i].node = node.of(family);
    note({"LOAD_BALANCER_ADDRESS_NOT_KNOWN",
          "no network interface of " + name_of(foot) + " is loaded in " +
              snapshot_.subnets()[node.subnet].id +
              ": its node may have any free address of the subnet"});
  }
  const PathSegment& last = path_.segments.back();
  return {last.client, last.translated, last.client ? last.client->family() : family};
}

/// From a node on. `port` is the listener's.
void LoadBalancerPath::serve(Way way, const Foot& foot, std::uint16_t port, const Seen& seen,
                             int depth) {
  const LoadBalancer& own = balancer(foot);
  const CloudObjects& objects = snapshot_.objects();
  if (own.kind == LoadBalancer::Kind::gateway) {
    return stop(way, LegPath::End::unknown, "MIDDLEBOX",
                name_of(foot) + " hands packets to appliances, which are not modelled",
                name_of(foot));
  }
  if (!own.active) {
    return stop(way, LegPath::End::no_route, "BAD_STATE", name_of(foot) + " is not active",
                name_of(foot));
  }
  if (!filters_ports(protocol_) || !server_port_) {
    note({"LOAD_BALANCER_ALONE",
          "only the way to " + name_of(foot) + " is judged: it passes on nothing but TCP and UDP"});
    return finish(way);
  }
  if (!has_listeners(objects, own)) {
    note({"LISTENERS_NOT_LOADED", "the listeners of " + name_of(foot) +
                                      " are not loaded: it is taken to listen, and what stands "
                                      "behind it is not judged"});
    return finish(way);
  }
  const Listener* listener = listener_on(objects, own, protocol_, port);
  const bool classic = own.kind == LoadBalancer::Kind::classic;
  if (listener == nullptr) {
    return stop(
        way, LegPath::End::no_route,
        classic ? "ELB_LISTENER_PORT_RESTRICTION" : "ELBV2_LISTENER_PORT_RESTRICTION",
        name_of(foot) + " has no listener on " + to_string(protocol_) + '/' + std::to_string(port),
        name_of(foot));
  }
  if (listener->rules_beyond) {
    note({"LISTENER_RULES_NOT_JUDGED", "rules of the listener of " + name_of(foot) + " on port " +
                                           std::to_string(port) +
                                           " may send requests elsewhere: its default action is "
                                           "judged"});
  }
  if (!classic && (!listener->forwards || listener->target_groups.empty())) {
    return stop(way, LegPath::End::no_route, "ELBV2_LISTENER_HAS_NO_TG",
                "the listener of " + name_of(foot) + " on port " + std::to_string(port) +
                    " answers by itself: its default action passes nothing on",
                name_of(foot));
  }
  pass_on(way, foot, *listener, seen, depth);
}

void LoadBalancerPath::pass_on(const Way& way, const Foot& foot, const Listener& listener,
                               const Seen& seen, int depth) {
  const TargetSet& set = targets(foot.balancer, listener);
  for (const PathNote& one : set.notes) note(one);
  bool some = false;
  for (const BalancerTarget& target : set.targets) {
    const bool served = is_served_from(target, foot.node->zone);
    const bool crosses = !target.zone.empty() && target.zone != foot.node->zone;
    if (crosses && target.by_default) {
      note({"CROSS_ZONE_ASSUMED", "the attributes of " + name_of(foot) +
                                      " are not loaded: cross-zone load balancing is taken to be " +
                                      (target.cross_zone ? "on" : "off")});
    }
    if (!served) continue;
    some = true;
    to_target(way, foot, target, seen, depth);
  }
  if (some) return;
  if (set.left_out && set.targets.empty()) return finish(way);
  no_target(way, foot, set);
}

/// A node that has nobody to pass connections on to.
void LoadBalancerPath::no_target(const Way& way, const Foot& foot, const TargetSet& set) {
  const bool classic = balancer(foot).kind == LoadBalancer::Kind::classic;
  if (set.targets.empty()) {
    return stop(way, LegPath::End::no_route,
                classic ? "LOAD_BALANCER_HAS_NO_TARGETS" : "ELBV2_NO_TARGETS_IN_AZ",
                name_of(foot) + " has no targets", name_of(foot));
  }
  stop(way, LegPath::End::no_route, classic ? "ELB_NOT_CROSSZONE" : "ELBV2_NO_TARGETS_IN_AZ",
       name_of(foot) + " has no targets in " + zone_of(foot) +
           ", and cross-zone load balancing is off",
       name_of(foot));
}

void LoadBalancerPath::to_target(Way way, const Foot& foot, const BalancerTarget& target,
                                 const Seen& seen, int depth) {
  way.via = joined(way.via, target.label);
  const std::string from = "load balancer " + name_of(foot) + " to ";
  if (!target.balancer) {
    PathEnd end;
    end.place = target.place;
    end.address = target.address;
    end.role = PathEnd::Role::host;
    to_end(way, foot, end, from + "target", target, seen);
    check_health(way, foot, end, target);
    return finish(way);
  }
  if (depth >= kMostBalancers) {
    return stop(way, LegPath::End::unknown, "UNSUPPORTED_COMPONENT",
                "more than two load balancers stand behind each other", name_of(foot));
  }
  for (const LoadBalancerNode& node : topology_.nodes(*target.balancer)) {
    const IpFamily family = node.of(IpFamily::v4).empty() ? IpFamily::v6 : IpFamily::v4;
    const Foot next{*target.balancer, &node};
    Way own = way;
    own.via = joined(own.via, zone_of(next));
    const PathEnd end = end_of(node, family);
    const std::size_t first = path_.segments.size();
    to_end(own, foot, end, from + "load balancer " + name_of(next), target, seen);
    const PathSegment& last = path_.segments.back();
    const Seen behind{last.client, last.translated, last.client ? family : seen.family};
    check_health(own, foot, end, target);
    for (std::size_t i = first; i < path_.segments.size(); ++i) {
      if (!node.known && foot.node->known) path_.segments[i].node = node.of(family);
    }
    serve(std::move(own), next, target.port, behind, depth + 1);
  }
}

}  // namespace halfopen
