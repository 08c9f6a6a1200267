// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/routed_pairs.hpp"

#include <algorithm>
#include <utility>

#include "halfopen/analysis/path_judge.hpp"

namespace halfopen {

bool has_routed_ends(const Snapshot& snapshot) {
  const Topology& topology = snapshot.topology();
  for (std::uint32_t i = 0; i < snapshot.subnets().size(); ++i) {
    if (topology.hosts(i).size() > 1 || topology.has_routes(topology.vpc_of(i))) return true;
  }
  return false;
}

RoutedPairs::RoutedPairs(CompiledSnapshot& model, std::span<const Endpoint> ends,
                         const PortSet& asked)
    : snapshot_(model.snapshot()),
      ends_(ends),
      classes_(model, ends),
      ways_(snapshot_, classes_),
      sets_(classes_.policies().sets()),
      fate_pool_(sets_, asked) {}

EndClasses::FilterId RoutedPairs::filter_of(const Gate& gate, ClassId client,
                                            ClassId server) const {
  switch (gate.whose) {
    case Gate::Whose::client_acl: return classes_[client].acl;
    case Gate::Whose::client_groups: return classes_[client].groups;
    case Gate::Whose::server_acl: return classes_[server].acl;
    case Gate::Whose::server_groups: return classes_[server].groups;
    case Gate::Whose::other: break;
  }
  return gate.filter;
}

/// What the filters of a leg let through together.
LegSets RoutedPairs::sets_of(const GatedLeg& leg, ClassId client, ClassId server,
                             std::size_t protocol) {
  LegSets sets;
  sets.end = leg.end;
  for (const Gate& gate : leg.gates) {
    const EndClasses::FilterId filter = filter_of(gate, client, server);
    const EndClasses::EndClass& seen = classes_[gate.looks_at_client ? client : server];
    const PolicyPool::Id id = gate.remote ? classes_.policy_at(filter, *gate.remote)
                                          : classes_.policy(filter, seen.family, seen.seen_as);
    const EdgePolicy& policy = classes_.policies()[id];
    const EdgePolicy::Sets& passing =
        (gate.direction == Direction::ingress ? policy.in : policy.out)[protocol];
    sets.sure = sets_.intersect(sets.sure, passing.allowed);
    sets.may = sets_.intersect(sets.may, passing.possible);
  }
  return sets;
}

RoutedPairs::Fate RoutedPairs::judge_ports(const GatedWay& way, ClassId client, ClassId server,
                                           std::size_t protocol) {
  const PortSet gateway_ports = port_set(gateway_profile().range);
  Fate fate;
  fate.requests = fate.replies = PortSetPool::kAll;
  bool filtered = false;
  FatePool::Id stretch = 0;
  std::optional<FatePool::Id> before;  // all stretches but the last
  for (const GatedSegment& segment : way.segments) {
    const LegSets request = sets_of(segment.request, client, server, protocol);
    const LegSets reply = sets_of(segment.reply, client, server, protocol);
    const FatePool::Id one = fate_pool_.segment(request, reply, segment.translated);
    if (segment.beside_previous) {
      stretch = fate_pool_.beside(stretch, one);
    } else {
      if (&segment != way.segments.data()) {
        before = before ? fate_pool_.in_a_row(*before, stretch) : stretch;
      }
      stretch = one;
    }
    const bool arrives = request.end == LegPath::End::delivered;
    fate.requests = arrives ? sets_.intersect(fate.requests, request.sure) : PortSetPool::kNone;
    const bool returns = reply.end == LegPath::End::delivered;
    PortSetPool::Id replies = returns ? reply.sure : PortSetPool::kNone;
    bool all_may_return = reply.may == PortSetPool::kAll;
    if (segment.translated) {
      const bool sure = gateway_ports.is_subset_of(sets_[replies]);
      replies = sure ? PortSetPool::kAll : PortSetPool::kNone;
      all_may_return = gateway_ports.is_subset_of(sets_[reply.may]);
    }
    fate.replies = sets_.intersect(fate.replies, replies);
    filtered = filtered || !all_may_return;
  }
  fate.ports = before ? fate_pool_.in_a_row(*before, stretch) : stretch;
  fate.loses = filtered &&
               !sets_[fate.requests].is_subset_of(fate_pool_.ports(fate.ports, Verdict::no_route));
  return fate;
}

Verdict RoutedPairs::judge_echo(const GatedWay& way, ClassId client, ClassId server) {
  constexpr auto kEcho = static_cast<std::size_t>(PairProtocol::echo);
  const bool v4 = classes_[client].family == IpFamily::v4;
  const Selector ask = v4 ? 8 << 8 : 128 << 8;
  const Selector tell = v4 ? 0 : 129 << 8;
  Verdict stretch = Verdict::works;
  Verdict whole = Verdict::works;
  for (const GatedSegment& segment : way.segments) {
    const Verdict one =
        verdict_of_packets(sets_of(segment.request, client, server, kEcho),
                           sets_of(segment.reply, client, server, kEcho), ask, tell, sets_);
    if (segment.beside_previous) {
      stretch = verdict_beside(stretch, one);
    } else {
      whole = verdict_in_a_row(whole, stretch);
      stretch = one;
    }
  }
  return verdict_in_a_row(whole, stretch);
}

RoutedPairs::Fate RoutedPairs::judge(ClassId client, ClassId server, PairProtocol protocol) {
  const GatedWay& way = ways_.between(classes_[client].way, classes_[server].way);
  Fate fate;
  if (way.embeds_address &&
      protocol != PairProtocol::echo) {  // every address behind NAT64 is another host: ask about
                                         // one of them
    fate.ports = fate_pool_.all(Verdict::unknown);
    return fate;
  }
  if (protocol != PairProtocol::echo) {
    return judge_ports(way, client, server, static_cast<std::size_t>(protocol));
  }
  fate.echo = way.embeds_address ? Verdict::unknown : judge_echo(way, client, server);
  return fate;
}

RoutedPairs::FateId RoutedPairs::fate(ClassId client, ClassId server, PairProtocol protocol) {
  const auto [known, is_new] = of_classes_[static_cast<std::size_t>(protocol)].try_emplace(
      std::uint64_t{client} << 32 | server, FateId{0});
  if (!is_new) return known->second;
  const Fate judged = judge(client, server, protocol);
  const auto [same, first] = fate_ids_.try_emplace(judged, static_cast<FateId>(fates_.size()));
  if (first) fates_.push_back(judged);
  return known->second = same->second;
}

PairAnswer RoutedPairs::answer_of(const Fate& fate, PairProtocol protocol) const {
  PairAnswer answer;
  if (protocol == PairProtocol::echo) {
    answer.echo = fate.echo == Verdict::no_route ? Verdict::denied : fate.echo;
    return answer;
  }
  answer.replies = sets_[fate.replies];
  for (const Verdict verdict : kVerdicts) {
    PortSet& ports = answer.services.of(verdict);
    ports = ports | fate_pool_.ports(fate.ports, verdict);
  }
  return answer;
}

PairAnswer RoutedPairs::joined(const std::vector<FateId>& fates, PairProtocol protocol) const {
  AnswerJoin all;
  for (const FateId id : fates) {
    const Fate& fate = fates_[id];
    if (protocol == PairProtocol::echo) {
      all.add_echo(fate.echo);
    } else {
      all.add_ports(answer_of(fate, protocol), fate.requests != PortSetPool::kNone);
    }
  }
  return all.take();
}

PairAnswer RoutedPairs::answer(std::size_t from, std::size_t to, PairProtocol protocol) {
  const auto p = static_cast<std::size_t>(protocol);
  const auto [known, is_new] =
      of_groups_[p].try_emplace(std::uint64_t{group(from)} << 32 | group(to), 0);
  if (!is_new) return answers_[known->second];
  std::vector<FateId> fates;
  for (const ClassId client : classes_.of_end(from)) {
    for (const ClassId server : classes_.of_end(to)) {
      fates.push_back(fate(client, server, protocol));
    }
  }
  std::sort(fates.begin(), fates.end());
  fates.erase(std::unique(fates.begin(), fates.end()), fates.end());
  const auto [same, first] =
      answer_ids_[p].try_emplace(fates, static_cast<std::uint32_t>(answers_.size()));
  if (first) answers_.push_back(joined(fates, protocol));
  known->second = same->second;
  return answers_[known->second];
}

/// The parts of an end that the other end tells apart, each with a class that stands for it.
std::vector<EndClasses::Part> RoutedPairs::merged_parts(std::size_t end, std::size_t other,
                                                        bool is_client, PairProtocol protocol) {
  std::map<std::vector<FateId>, std::size_t> known;
  std::vector<EndClasses::Part> merged;
  for (EndClasses::Part& part : classes_.parts(ends_[end])) {
    std::vector<FateId> fates;
    for (const ClassId facing : classes_.of_end(other)) {
      fates.push_back(is_client ? fate(part.id, facing, protocol)
                                : fate(facing, part.id, protocol));
    }
    const auto [place, is_new] = known.try_emplace(std::move(fates), merged.size());
    if (is_new) {
      merged.push_back(std::move(part));
    } else {
      AddressSet& all = merged[place->second].addresses;
      all.bits = all.bits | part.addresses.bits;
    }
  }
  return merged;
}

std::vector<ClassAnswer> RoutedPairs::class_answers(std::size_t from, std::size_t to,
                                                    PairProtocol protocol) {
  std::vector<ClassAnswer> answers;
  const auto servers = merged_parts(to, from, false, protocol);
  for (const EndClasses::Part& client : merged_parts(from, to, true, protocol)) {
    for (const EndClasses::Part& server : servers) {
      const Fate& one = fates_[fate(client.id, server.id, protocol)];
      answers.push_back({client.addresses, server.addresses, answer_of(one, protocol)});
    }
  }
  return answers;
}

bool RoutedPairs::loses_replies(std::size_t from, std::size_t to, PairProtocol protocol) {
  for (const ClassId client : classes_.of_end(from)) {
    for (const ClassId server : classes_.of_end(to)) {
      if (fates_[fate(client, server, protocol)].loses) return true;
    }
  }
  return false;
}

}  // namespace halfopen
