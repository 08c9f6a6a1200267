// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/path_judge.hpp"

#include <algorithm>
#include <utility>

namespace halfopen {
namespace {

/// What stops a leg beside its filters.
std::optional<PathStop> stop_of(const LegPath& leg, Leg which) {
  if (leg.end == LegPath::End::delivered) return std::nullopt;
  return PathStop{which, leg.end == LegPath::End::unknown, leg.code, leg.text, leg.place};
}

Verdict verdict_of_segment(const SegmentAnswer& answer) {
  const bool no_way = answer.stop && !answer.stop->unknown;
  if (no_way && answer.stop->leg == Leg::request) return Verdict::no_route;
  if (answer.request.outcome == RuleAction::deny) return Verdict::denied;
  if (answer.stop && answer.stop->leg == Leg::request) return Verdict::unknown;
  if (answer.request.outcome == RuleAction::unknown) return Verdict::unknown;
  if (no_way && answer.reply) return Verdict::no_route;
  const Verdict filtered = verdict_of(answer.request, answer.reply, answer.profiles);
  if (!answer.stop || !answer.reply || filtered == Verdict::half_open) return filtered;
  return Verdict::unknown;
}

using SegmentList = std::vector<const SegmentAnswer*>;

/// The segments of each way.
std::vector<SegmentList> ways_of(const Path& path, std::span<const SegmentAnswer> segments) {
  std::vector<SegmentList> ways;
  for (const auto& way : path.ways) {
    SegmentList& list = ways.emplace_back();
    for (const std::uint32_t index : way) list.push_back(&segments[index]);
  }
  if (!ways.empty()) return ways;
  SegmentList& list = ways.emplace_back();
  for (const SegmentAnswer& segment : segments) list.push_back(&segment);
  return ways;
}

/// True if the same rule at the same place has decided before, on another way.
bool holds(const std::vector<PacketCrossing>& crossings, const PacketCrossing& one) {
  return std::any_of(crossings.begin(), crossings.end(), [&](const PacketCrossing& other) {
    return other.decision == one.decision && other.crossing.subnet == one.crossing.subnet &&
           other.crossing.acl == one.crossing.acl && other.crossing.groups == one.crossing.groups &&
           other.crossing.direction == one.crossing.direction;
  });
}

/// Requests of all segments, replies of the way back, for the connection as a whole.
void gather(Connection& connection) {
  RequestLeg& request = connection.request;
  const bool several_ways = connection.path.ways.size() > 1;
  bool some_reply = false;
  ReplyLeg whole;
  whole.open = PortSet(0, 65535);
  PortSet possible(0, 65535);
  for (const SegmentAnswer& segment : connection.segments) {
    for (const PacketCrossing& packet : segment.request.crossings) {
      if (several_ways && holds(request.crossings, packet)) continue;
      if (packet.decision.action == RuleAction::deny && !request.denied_by) {
        request.denied_by = request.crossings.size();
      }
      request.crossings.push_back(packet);
    }
    if (!connection.stop && segment.stop) connection.stop = segment.stop;
    if (!segment.reply) continue;
    some_reply = true;
    const ReplyLeg& reply = *segment.reply;
    whole.one_packet = whole.one_packet || reply.one_packet;
    if (segment.translated && !reply.one_packet) {
      // The gateway's ports are not the client's: they matter as a whole.
      if (segment.verdict == Verdict::half_open) whole.open = possible = {};
      if (segment.verdict == Verdict::unknown) whole.open = {};
      continue;
    }
    whole.open = whole.open & reply.open;
    possible = possible & (reply.open | reply.unknown);
  }
  whole.unknown = possible - whole.open;
  for (auto segment = connection.segments.rbegin(); segment != connection.segments.rend();
       ++segment) {
    if (!segment->reply) continue;
    const ReplyLeg& reply = *segment->reply;
    for (const PacketCrossing& packet : reply.packets) {
      if (several_ways && holds(whole.packets, packet)) continue;
      if (packet.decision.action == RuleAction::deny && !whole.denied_by) {
        whole.denied_by = whole.packets.size();
      }
      whole.packets.push_back(packet);
    }
    if (reply.outcome == RuleAction::deny || whole.outcome == RuleAction::allow) {
      whole.outcome = whole.outcome == RuleAction::deny ? whole.outcome : reply.outcome;
    }
    if (segment->translated) continue;
    whole.crossings.insert(whole.crossings.end(), reply.crossings.begin(), reply.crossings.end());
  }
  if (some_reply) connection.reply = std::move(whole);
}

}  // namespace

Verdict verdict_beside(Verdict a, Verdict b) {
  if (a == b) return a;
  if (a == Verdict::unknown || b == Verdict::unknown) return Verdict::unknown;
  for (const Verdict way : {a, b}) {
    if (way == Verdict::works || way == Verdict::partial) return Verdict::partial;
  }
  if (a == Verdict::half_open || b == Verdict::half_open) return Verdict::half_open;
  return verdict_in_a_row(a, b);
}

Verdict verdict_in_a_row(Verdict a, Verdict b) {
  constexpr Verdict kWorstFirst[] = {Verdict::no_route, Verdict::denied,  Verdict::half_open,
                                     Verdict::unknown,  Verdict::partial, Verdict::works};
  for (const Verdict verdict : kWorstFirst) {
    if (a == verdict || b == verdict) return verdict;
  }
  return Verdict::works;
}

const ClientProfile& gateway_profile() {
  static const ClientProfile profile = *find_client_profile("nat-gateway");
  return profile;
}

const ClientProfile& balancer_profile() {
  static const ClientProfile profile = *find_client_profile("elb");
  return profile;
}

Service service_in_segment(const PathSegment& segment, const Service& service, IpFamily server,
                           IpFamily there) {
  Service carried = service;
  if (server == IpFamily::v6 && there == IpFamily::v4 && service.protocol == kIcmpV6 &&
      service.icmp) {
    carried.protocol = kIcmp;
    if (service.icmp->type == 128) carried.icmp = IcmpMessage{8, 0};
  }
  if (segment.protocol) carried.protocol = *segment.protocol;
  if (segment.server_port) carried.port = segment.server_port;
  return carried;
}

namespace {

RuleAction outcome_in_a_row(const SegmentList& segments) {
  bool deny = false;
  bool unknown = false;
  std::vector<std::string_view> passing;  // names of stretches with a way that passes
  for (const SegmentAnswer* segment : segments) {
    if (segment->request.outcome == RuleAction::allow) passing.push_back(segment->name);
  }
  for (const SegmentAnswer* segment : segments) {
    const bool other_way = !segment->via.empty() && std::find(passing.begin(), passing.end(),
                                                              segment->name) != passing.end();
    deny = deny || (segment->request.outcome == RuleAction::deny && !other_way);
    unknown = unknown || segment->request.outcome == RuleAction::unknown;
  }
  return deny ? RuleAction::deny : (unknown ? RuleAction::unknown : RuleAction::allow);
}

}  // namespace

RuleAction outcome_of_request(const Path& path, std::span<const SegmentAnswer> segments) {
  bool all_denied = true;
  bool unknown = false;
  for (const SegmentList& way : ways_of(path, segments)) {
    const RuleAction outcome = outcome_in_a_row(way);
    all_denied = all_denied && outcome == RuleAction::deny;
    unknown = unknown || outcome == RuleAction::unknown;
  }
  if (all_denied) return RuleAction::deny;
  return unknown ? RuleAction::unknown : RuleAction::allow;
}

void judge_ends(SegmentAnswer& answer, const PathSegment& segment) {
  answer.stop = stop_of(segment.request, Leg::request);
  if (!answer.stop) answer.stop = stop_of(segment.reply, Leg::reply);
  answer.verdict = verdict_of_segment(answer);
}

SegmentAnswer judge_segment(CompiledSnapshot& model, const PathSegment& segment,
                            const Service& service, const IpAddress& client,
                            const IpAddress& server, std::span<const ClientProfile> clients) {
  SegmentAnswer answer;
  answer.name = segment.name;
  answer.via = segment.request.via.empty() ? segment.reply.via : segment.request.via;
  answer.client = segment.client;
  answer.server = segment.server;
  answer.translated = segment.translated;
  const IpAddress& from = segment.client ? *segment.client : client;
  const IpAddress& to = segment.server ? *segment.server : server;
  answer.balanced = segment.balanced;
  answer.service = service_in_segment(segment, service, server.family(), to.family());
  answer.request = judge_request(model, segment.request.crossings(), answer.service, from, to);
  answer.reply = judge_reply(model, segment.reply.crossings(), answer.service, from, to);
  if (answer.reply && !answer.reply->one_packet) {
    const ClientProfile whole{"", {0, 65535}};
    const bool by_port = has_ports(service.protocol);
    std::span<const ClientProfile> asked = by_port ? clients : std::span(&whole, 1);
    if (segment.translated && by_port) {
      asked = std::span(segment.balanced ? &balancer_profile() : &gateway_profile(), 1);
    }
    for (const ClientProfile& profile : asked) {
      answer.profiles.push_back(share_of(profile, *answer.reply, service.protocol));
    }
  }
  judge_ends(answer, segment);
  return answer;
}

namespace {

Verdict verdict_of_row(const SegmentList& segments) {
  Verdict whole = Verdict::works;
  for (std::size_t i = 0; i < segments.size();) {
    Verdict stretch = segments[i]->verdict;
    std::size_t next = i + 1;
    while (next < segments.size() && segments[next]->name == segments[i]->name) {
      stretch = verdict_beside(stretch, segments[next]->verdict);
      ++next;
    }
    whole = verdict_in_a_row(whole, stretch);
    i = next;
  }
  return whole;
}

}  // namespace

Verdict verdict_of_segments(const Path& path, std::span<const SegmentAnswer> segments) {
  std::optional<Verdict> whole;
  for (const SegmentList& way : ways_of(path, segments)) {
    const Verdict verdict = verdict_of_row(way);
    whole = whole ? verdict_beside(*whole, verdict) : verdict;
  }
  return *whole;
}

void judge_path(CompiledSnapshot& model, Connection& connection,
                std::span<const ClientProfile> clients) {
  for (const PathSegment& segment : connection.path.segments) {
    std::vector<SegmentAnswer> answers;
    for (const PathSegment& variant : segment_variants(model, segment, connection.service)) {
      answers.push_back(judge_segment(model, variant, connection.service,
                                      connection.from.addresses.first(),
                                      connection.to.addresses.first(), clients));
    }
    connection.segments.push_back(join_variants(std::move(answers)));
  }
  gather(connection);
  connection.request.outcome = outcome_of_request(connection.path, connection.segments);
  connection.verdict = verdict_of_segments(connection.path, connection.segments);
  const bool by_port = !connection.service.icmp && has_ports(connection.service.protocol);
  if (connection.reply && !connection.reply->one_packet && by_port) {
    for (const ClientProfile& profile : clients) {
      connection.profiles.push_back(
          share_of(profile, *connection.reply, connection.service.protocol));
    }
  }
}

}  // namespace halfopen
