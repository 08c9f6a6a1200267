// SPDX-License-Identifier: Apache-2.0
// One concrete connection: what --flows asks for each row.
#include <algorithm>
#include <utility>

#include "halfopen/analysis/check.hpp"
#include "halfopen/analysis/path_judge.hpp"
#include "halfopen/vpc/exempt_service.hpp"

namespace halfopen {
namespace {

/// A segment on which the client's own port travels: two packets.
SegmentAnswer judge_packets(CompiledSnapshot& model, const PathSegment& segment,
                            const Service& asked, const IpAddress& client, const IpAddress& server,
                            std::uint16_t client_port) {
  SegmentAnswer answer;
  answer.name = segment.name;
  answer.via = segment.request.via.empty() ? segment.reply.via : segment.request.via;
  const IpAddress& near = segment.client ? *segment.client : client;
  const IpAddress& far = segment.server ? *segment.server : server;
  const Service service = service_in_segment(segment, asked, server.family(), far.family());
  PacketFate there = judge_packet(model, segment.request.crossings(),
                                  request_packet(service, near, far, client_port));
  answer.request = {there.outcome, std::move(there.crossings), there.denied_by};
  if (const auto packet = reply_packet(service, near, far, client_port)) {
    PacketFate back = judge_packet(model, segment.reply.crossings(), *packet);
    ReplyLeg& reply = answer.reply.emplace();
    reply.one_packet = true;
    reply.outcome = back.outcome;
    reply.packets = std::move(back.crossings);
    reply.denied_by = back.denied_by;
  }
  judge_ends(answer, segment);
  return answer;
}

/// A crossing that kills replies to some port that a gateway picks, as if for one packet.
void name_denial(const SegmentAnswer& segment, PacketFate& fate) {
  const PortRange& asked = gateway_profile().range;
  for (const PortCrossing& crossing : segment.reply->crossings) {
    if (crossing.decisions == nullptr) continue;
    for (const DecisionSegment& part : crossing.decisions->segments()) {
      if (part.action != RuleAction::deny || part.last < asked.first || part.first > asked.last) {
        continue;
      }
      fate.denied_by = fate.crossings.size();
      fate.crossings.push_back(
          {crossing.crossing, crossing.acl->decision(crossing.crossing.direction, part)});
      return;
    }
  }
}

/// Joins what the segments did to the reply, in the order of the way back.
PacketFate reply_fate(std::span<const SegmentAnswer> segments) {
  PacketFate fate;
  for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment) {
    if (!segment->reply) continue;
    if (!segment->reply->one_packet) {
      const bool dies = segment->verdict == Verdict::half_open;
      if (dies || segment->verdict == Verdict::partial) {
        if (!fate.denied_by) name_denial(*segment, fate);
        fate.outcome = dies ? RuleAction::deny : fate.outcome;
      } else if (segment->verdict == Verdict::unknown && fate.outcome == RuleAction::allow) {
        fate.outcome = RuleAction::unknown;
      }
      continue;
    }
    if (segment->reply->denied_by && !fate.denied_by) {
      fate.denied_by = fate.crossings.size() + *segment->reply->denied_by;
    }
    fate.crossings.insert(fate.crossings.end(), segment->reply->packets.begin(),
                          segment->reply->packets.end());
    if (fate.outcome != RuleAction::deny && segment->reply->outcome != RuleAction::allow) {
      fate.outcome = segment->reply->outcome;
    }
  }
  return fate;
}

FlowAnswer judge_flow(CompiledSnapshot& model, const Path& path, const IpAddress& client,
                      const IpAddress& server, const Service& service, std::uint16_t client_port) {
  std::vector<SegmentAnswer> segments;
  segments.reserve(path.segments.size());
  for (const PathSegment& segment : path.segments) {
    std::vector<SegmentAnswer> answers;
    for (const PathSegment& variant : segment_variants(model, segment, service)) {
      const bool by_gateway = variant.translated && !service.icmp && has_ports(service.protocol);
      answers.push_back(by_gateway
                            ? judge_segment(model, variant, service, client, server, {})
                            : judge_packets(model, variant, service, client, server, client_port));
    }
    segments.push_back(join_variants(std::move(answers)));
  }

  FlowAnswer answer;
  answer.verdict = verdict_of_segments(path, segments);
  answer.request.outcome = outcome_of_request(path, segments);
  for (const SegmentAnswer& segment : segments) {
    if (segment.request.denied_by && !answer.request.denied_by) {
      answer.request.denied_by = answer.request.crossings.size() + *segment.request.denied_by;
    }
    answer.request.crossings.insert(answer.request.crossings.end(),
                                    segment.request.crossings.begin(),
                                    segment.request.crossings.end());
    if (segment.stop && !answer.stop) answer.stop = segment.stop;
  }
  const bool ends_there =
      answer.verdict == Verdict::denied ||
      (answer.verdict == Verdict::no_route && answer.stop && answer.stop->leg == Leg::request);
  if (!ends_there && reply_packet(service, client, server, client_port)) {
    answer.reply = reply_fate(segments);
  }
  return answer;
}

bool both_outside(const Location& from, const Location& to) {
  return from.kind == Location::Kind::outside && to.kind == Location::Kind::outside;
}

}  // namespace

FlowAnswer check_flow(CompiledSnapshot& model, const Location& from, const IpAddress& client,
                      const Location& to, const IpAddress& server, const Service& service,
                      std::uint16_t client_port) {
  const Snapshot& snapshot = model.snapshot();
  if (exempt_service(snapshot, from, server, service.protocol, service.port.value_or(0))) {
    FlowAnswer answer;
    answer.verdict = Verdict::works;
    if (reply_packet(service, client, server, client_port)) answer.reply.emplace();
    return answer;
  }
  return check_filtered_flow(model, from, client, to, server, service, client_port);
}

FlowAnswer check_filtered_flow(CompiledSnapshot& model, const Location& from,
                               const IpAddress& client, const Location& to, const IpAddress& server,
                               const Service& service, std::uint16_t client_port) {
  const Path path =
      trace_path(model.snapshot(), from, client, to, server, service.protocol, service.port);
  FlowAnswer answer = judge_flow(model, path, client, server, service, client_port);
  if (both_outside(from, to)) answer.verdict = Verdict::unknown;
  return answer;
}

FlowAnswer check_filtered_flow(CompiledSnapshot& model, const Connection& connection,
                               std::uint16_t client_port) {
  const Endpoint& from = connection.from;
  const Endpoint& to = connection.to;
  FlowAnswer answer = judge_flow(model, connection.path, from.addresses.first(),
                                 to.addresses.first(), connection.service, client_port);
  if (both_outside(from.location, to.location)) answer.verdict = Verdict::unknown;
  return answer;
}

}  // namespace halfopen
