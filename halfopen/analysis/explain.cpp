// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/explain.hpp"

#include "halfopen/analysis/assumptions.hpp"
#include "halfopen/analysis/check.hpp"

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
          "the first port of profile " + share.profile.name + "; all of them work"};
}

CrossingTrace trace(const Snapshot& snapshot, const Crossing& crossing, const Packet& packet) {
  CrossingTrace result;
  result.crossing = crossing;
  result.remote = crossing.direction == Direction::ingress ? packet.source : packet.destination;
  if (!crossing.acl) {
    result.decision.action = RuleAction::unknown;
    return result;
  }
  const NetworkAcl& acl = snapshot.acls()[*crossing.acl];
  bool decided = false;
  for (const NetworkAclEntry& entry : acl.entries(crossing.direction)) {
    if (entry.cidr.family() != result.remote.family()) continue;
    if (decided) {
      ++result.not_reached;
      continue;
    }
    const auto why_not = mismatch(entry, packet);
    result.looks.push_back({&entry, why_not});
    if (!why_not) {
      result.decision = {entry.action, &entry};
      decided = true;
    }
  }
  return result;
}

LegTrace trace_leg(CompiledSnapshot& model, const Endpoint& from, const Endpoint& to, Leg leg,
                   const Packet& packet) {
  LegTrace result;
  result.leg = leg;
  result.packet = packet;
  const auto path = crossings(model.snapshot(), from.location, to.location, leg);
  result.outcome = judge_packet(model, path, packet).outcome;
  for (const Crossing& crossing : path) {
    result.crossings.push_back(trace(model.snapshot(), crossing, packet));
  }
  return result;
}

}  // namespace

Explanation explain(CompiledSnapshot& model, const Connection& connection,
                    std::optional<std::uint16_t> client_port) {
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
  walk.verdict = check_filtered_flow(model, walk.from.location, walk.client, walk.to.location,
                                     walk.server, walk.service, port)
                     .verdict;
  walk.legs.push_back(trace_leg(model, walk.from, walk.to, Leg::request,
                                request_packet(walk.service, walk.client, walk.server, port)));
  if (walk.legs.front().outcome == RuleAction::deny) return walk;
  if (const auto reply = reply_packet(walk.service, walk.client, walk.server, port)) {
    walk.legs.push_back(trace_leg(model, walk.from, walk.to, Leg::reply, *reply));
  }
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
