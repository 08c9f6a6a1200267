// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/explain.hpp"

#include "halfopen/analysis/assumptions.hpp"
#include "halfopen/analysis/check.hpp"
#include "halfopen/analysis/path_judge.hpp"

namespace halfopen {
namespace {

struct PortChoice {
  std::uint16_t port;
  std::string reason;
};

/// The witness: the first port of the first profile that fails somewhere, else its first open port.
PortChoice choose_port(const Connection& connection) {
  if (!connection.reply || connection.profiles.empty()) {
    const auto profile = default_client_profiles().front();
    return {profile.range.first, "the first port of profile " + profile.name};
  }
  for (const ProfileShare& share : connection.profiles) {
    if (share.open == share.total) continue;
    const PortSet closed = port_set(share.profile.range) - connection.reply->open;
    return {closed.intervals().front().first,
            "the first port of profile " + share.profile.name + " that does not work"};
  }
  const ProfileShare& share = connection.profiles.front();
  return {share.profile.range.first,
          "the first port of profile " + share.profile.name +
              (connection.verdict == Verdict::works ? "; all of them work"
                                                    : "; the client's port does not matter")};
}

CrossingTrace trace(const Snapshot& snapshot, const Crossing& crossing, const Packet& packet) {
  CrossingTrace result;
  result.crossing = crossing;
  result.remote = remote_at(crossing, packet.source, packet.destination);
  if (!crossing.acl && !crossing.groups) {
    result.decision.action = RuleAction::unknown;
    return result;
  }
  Packet seen = packet;
  (crossing.direction == Direction::ingress ? seen.source : seen.destination) = result.remote;
  const NetworkAcl& acl = crossing.groups
                              ? snapshot.topology().group_sets()[*crossing.groups].rules()
                              : snapshot.acls()[*crossing.acl];
  bool decided = false;
  for (const NetworkAclEntry& entry : acl.entries(crossing.direction)) {
    if (entry.cidr.family() != result.remote.family()) continue;
    if (decided) {
      ++result.not_reached;
      continue;
    }
    const auto why_not = mismatch(entry, seen);
    result.looks.push_back({&entry, why_not});
    if (!why_not) {
      result.decision = {entry.action, &entry};
      decided = true;
    }
  }
  return result;
}

LegTrace trace_leg(CompiledSnapshot& model, const LegPath& path, Leg leg, const Packet& packet) {
  LegTrace result;
  result.leg = leg;
  result.packet = packet;
  result.outcome = judge_packet(model, path.crossings(), packet).outcome;
  for (const Hop& hop : path.hops) {
    HopTrace step{hop, std::nullopt};
    if (hop.kind == Hop::Kind::filter) {
      step.crossing = result.crossings.size();
      result.crossings.push_back(trace(model.snapshot(), hop.crossing, packet));
    }
    result.hops.push_back(std::move(step));
  }
  if (path.end != LegPath::End::delivered) {
    result.stop =
        PathStop{leg, path.end == LegPath::End::unknown, path.code, path.text, path.place};
  }
  return result;
}

/// The port that a gateway picked for the walk: the first that fails, else its first.
std::uint16_t gateway_port(const SegmentAnswer& answer) {
  const PortRange& range = gateway_profile().range;
  if (!answer.reply || answer.reply->one_packet) return range.first;
  const PortSet closed = port_set(range) - answer.reply->open;
  return closed.empty() ? range.first : closed.intervals().front().first;
}

/// Both legs of every segment: requests in the order of travel, then the replies backwards.
void trace_segments(CompiledSnapshot& model, const Connection& connection, Explanation& walk) {
  const auto& segments = connection.path.segments;
  struct Walked {
    Service service;
    IpAddress client;
    IpAddress server;
    std::uint16_t port;
  };
  std::vector<Walked> ends;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const PathSegment& segment = segments[i];
    Walked own;
    own.client = segment.client ? *segment.client : walk.client;
    own.server = segment.server ? *segment.server : walk.server;
    own.service =
        service_in_segment(segment, walk.service, walk.server.family(), own.server.family());
    own.port =
        segment.translated ? gateway_port(connection.segments[i]) : walk.client_port.value_or(0);
    ends.push_back(own);
    LegTrace leg = trace_leg(model, segment.request, Leg::request,
                             request_packet(own.service, own.client, own.server, own.port));
    leg.segment = connection.segments[i].name;
    leg.via = connection.segments[i].via;
    const bool dies = leg.outcome == RuleAction::deny || leg.stop;
    walk.legs.push_back(std::move(leg));
    if (dies && walk.legs.back().via.empty()) return;
  }
  for (std::size_t i = segments.size(); i-- > 0;) {
    const Walked& own = ends[i];
    const auto reply = reply_packet(own.service, own.client, own.server, own.port);
    const bool arrived = connection.segments[i].request.outcome != RuleAction::deny &&
                         segments[i].request.end == LegPath::End::delivered;
    if (!reply || (!arrived && !connection.path.ways.empty())) continue;
    LegTrace leg = trace_leg(model, segments[i].reply, Leg::reply, *reply);
    leg.segment = connection.segments[i].name;
    leg.via = connection.segments[i].via;
    const bool dies = leg.outcome == RuleAction::deny || leg.stop;
    walk.legs.push_back(std::move(leg));
    if (dies && walk.legs.back().via.empty()) return;
  }
}

}  // namespace

Explanation explain(CompiledSnapshot& model, const Connection& asked,
                    std::optional<std::uint16_t> client_port) {
  Connection connection = asked;
  if (connection.path.segments.empty() && !is_not_filtered(connection)) {
    connection.path = trace_path(model.snapshot(), connection.from.location,
                                 connection.from.addresses.first(), connection.to.location,
                                 connection.to.addresses.first(), connection.service.protocol);
    const auto reply = std::move(connection.reply);
    const auto profiles = connection.profiles;
    connection.reply.reset();
    connection.profiles.clear();
    connection.request = {};
    judge_path(model, connection, default_client_profiles());
    connection.reply = reply;
    connection.profiles = profiles;
  }
  Explanation walk;
  walk.from = connection.from;
  walk.to = connection.to;
  walk.service = connection.service;
  walk.client = connection.from.addresses.first();
  walk.server = connection.to.addresses.first();
  walk.assumptions = connection.assumptions;
  const bool by_port = !connection.service.icmp && has_ports(connection.service.protocol);
  if (by_port && client_port) {
    walk.client_port = client_port;
    walk.port_reason = "as given";
  } else if (by_port) {
    PortChoice choice = choose_port(connection);
    walk.client_port = choice.port;
    walk.port_reason = std::move(choice.reason);
  }
  const std::uint16_t port = walk.client_port.value_or(0);
  if (is_not_filtered(connection)) {
    walk.verdict = Verdict::works;
    return walk;
  }
  walk.verdict = check_filtered_flow(model, connection, port).verdict;
  trace_segments(model, connection, walk);
  return walk;
}

std::string describe(const RuleLook& look, const Packet& packet, const IpAddress& remote) {
  if (!look.mismatch) return "matches";
  const NetworkAclEntry& entry = *look.entry;
  switch (*look.mismatch) {
    case Mismatch::family: return "it is a rule of the other address family";
    case Mismatch::address: return to_string(remote) + " is not in " + to_string(entry.cidr);
    case Mismatch::protocol:
      return "the packet is " + to_string(packet.protocol) + ", the rule is " +
             to_string(IpProtocol{static_cast<std::uint8_t>(entry.protocol)});
    case Mismatch::port:
      return "destination port " + std::to_string(packet.destination_port) + " is not " +
             (entry.ports.first == entry.ports.last ? "" : "in ") + to_string(entry.ports);
    case Mismatch::icmp:
      return "message " + to_string(packet.icmp) + " is not the rule's type and code";
  }
  return "";
}

}  // namespace halfopen
