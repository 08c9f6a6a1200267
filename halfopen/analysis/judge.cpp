// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/judge.hpp"

#include <algorithm>

namespace halfopen {
namespace {

/// deny wins over unknown, unknown over allow: a packet that one crossing surely drops is dropped,
/// whatever the others do.
RuleAction both(RuleAction a, RuleAction b) {
  if (a == RuleAction::deny || b == RuleAction::deny) return RuleAction::deny;
  if (a == RuleAction::unknown || b == RuleAction::unknown) return RuleAction::unknown;
  return RuleAction::allow;
}

ReplyLeg reply_of_packet(CompiledSnapshot& model, std::span<const Crossing> path,
                         const Packet& packet) {
  PacketFate fate = judge_packet(model, path, packet);
  ReplyLeg reply;
  reply.one_packet = true;
  reply.outcome = fate.outcome;
  reply.packets = std::move(fate.crossings);
  reply.denied_by = fate.denied_by;
  return reply;
}

}  // namespace

PacketFate judge_packet(CompiledSnapshot& model, std::span<const Crossing> crossings,
                        const Packet& packet) {
  PacketFate fate;
  fate.crossings.reserve(crossings.size());
  for (const Crossing& crossing : crossings) {
    Decision decision{RuleAction::unknown, nullptr};
    if (const CompiledAcl* rules = model.filter(crossing)) {
      if (crossing.remote) {
        Packet seen = packet;
        (crossing.direction == Direction::ingress ? seen.source : seen.destination) =
            *crossing.remote;
        decision = rules->decide(crossing.direction, seen);
      } else {
        decision = rules->decide(crossing.direction, packet);
      }
    }
    if (decision.action == RuleAction::deny && !fate.denied_by) {
      fate.denied_by = fate.crossings.size();
    }
    fate.outcome = both(fate.outcome, decision.action);
    fate.crossings.push_back({crossing, decision});
  }
  return fate;
}

IpAddress remote_at(const Crossing& crossing, const IpAddress& source,
                    const IpAddress& destination) {
  if (crossing.remote) return *crossing.remote;
  return crossing.direction == Direction::ingress ? source : destination;
}

RequestLeg judge_request(CompiledSnapshot& model, std::span<const Crossing> crossings,
                         const Service& service, const IpAddress& client, const IpAddress& server) {
  PacketFate fate = judge_packet(model, crossings, request_packet(service, client, server, 0));
  return {fate.outcome, std::move(fate.crossings), fate.denied_by};
}

std::optional<ReplyLeg> judge_reply(CompiledSnapshot& model, std::span<const Crossing> crossings,
                                    const Service& service, const IpAddress& client,
                                    const IpAddress& server) {
  if (service.icmp) {
    const auto packet = reply_packet(service, client, server, 0);
    if (!packet) return std::nullopt;
    return reply_of_packet(model, crossings, *packet);
  }
  ReplyLeg reply;
  reply.open = PortSet(0, 65535);
  PortSet possible(0, 65535);
  for (const Crossing& crossing : crossings) {
    PortCrossing judged{crossing};
    judged.acl = model.filter(crossing);
    if (judged.acl != nullptr) {
      const IpAddress remote = remote_at(crossing, server, client);
      judged.decisions = &judged.acl->decisions(crossing.direction, remote, service.protocol);
      const PortSet allowed = judged.decisions->selectors(RuleAction::allow);
      reply.open = reply.open & allowed;
      possible = possible & (allowed | judged.decisions->selectors(RuleAction::unknown));
    } else {
      reply.open = {};
    }
    reply.crossings.push_back(judged);
  }
  reply.unknown = possible - reply.open;
  return reply;
}

ProfileShare share_of(const ClientProfile& profile, const ReplyLeg& reply, IpProtocol protocol) {
  ProfileShare share{profile,
                     count_within(reply.open, profile.range),
                     count_within(reply.unknown, profile.range),
                     profile.range.size(),
                     {}};
  const bool has_order = protocol == kTcp && share.unknown == 0;
  if (!has_order || port_algorithm_of(profile) != PortAlgorithm::linux_connect) return share;
  const FirstChoice first = first_choice(reply.open, profile.range);
  if (differs(first, share.open, share.total)) share.first_choice = first;
  return share;
}

Verdict verdict_of(const RequestLeg& request, const std::optional<ReplyLeg>& reply,
                   std::span<const ProfileShare> profiles) {
  if (request.outcome == RuleAction::deny) return Verdict::denied;
  if (request.outcome == RuleAction::unknown) return Verdict::unknown;
  if (!reply) return Verdict::works;
  if (reply->one_packet) {
    if (reply->outcome == RuleAction::unknown) return Verdict::unknown;
    return reply->outcome == RuleAction::allow ? Verdict::works : Verdict::half_open;
  }
  bool all = true;
  bool none = true;
  for (const ProfileShare& share : profiles) {
    if (share.unknown != 0) return Verdict::unknown;
    all = all && share.open == share.total;
    none = none && share.open == 0;
  }
  if (all) return Verdict::works;
  return none ? Verdict::half_open : Verdict::partial;
}

}  // namespace halfopen
