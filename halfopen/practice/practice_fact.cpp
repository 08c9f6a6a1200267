// SPDX-License-Identifier: Apache-2.0
#include "halfopen/practice/practice_fact.hpp"

#include <algorithm>

#include "halfopen/analysis/check.hpp"

namespace halfopen {
namespace {

/// The probe asked of the engine; nothing if it could not be asked, which is a defect of the scene.
std::optional<Connection> answer_of(CompiledSnapshot& model, const PracticeProbe& probe) {
  const auto from = resolve_where(model.snapshot(), to_string(probe.client.address));
  const auto to = resolve_where(model.snapshot(), to_string(probe.server.address));
  if (!from || !to) return std::nullopt;
  CheckQuestion question;
  question.from = *from;
  question.to = *to;
  ServiceSpec spec;
  spec.protocol = probe.service.protocol;
  spec.port = probe.service.port;
  question.services = {spec};
  question.clients = {probe.profile};
  auto answers = check(model, question);
  if (!answers || answers->size() != 1) return std::nullopt;
  return std::move(answers->front());
}

std::string label_of(const NetworkAcl& acl, Direction direction, const DecisionSegment& segment) {
  if (segment.entry == DecisionSegment::kDefaultDeny) return "*";
  return rule_label(acl.entries(direction)[segment.entry]);
}

/// The first crossing of the reply that denies a client port.
std::optional<PracticePlace> reply_stop(const Snapshot& snapshot, const ReplyLeg& reply,
                                        std::uint16_t port) {
  for (const PortCrossing& crossing : reply.crossings) {
    if (crossing.decisions == nullptr || !crossing.crossing.acl) continue;
    const DecisionSegment& segment = crossing.decisions->at(port);
    if (segment.action != RuleAction::deny) continue;
    const NetworkAcl& acl = snapshot.acls()[*crossing.crossing.acl];
    return PracticePlace{*crossing.crossing.acl, crossing.crossing.direction,
                         label_of(acl, crossing.crossing.direction, segment)};
  }
  return std::nullopt;
}

/// The lowest port of the range that is not open.
std::uint16_t first_lost(const PortSet& open, const PortRange& range) {
  std::uint32_t port = range.first;
  for (const auto& run : open.intervals()) {
    if (run.first > port) break;
    if (run.last >= port) port = std::uint32_t{run.last} + 1;
  }
  return static_cast<std::uint16_t>(port);
}

void add_reply(const Snapshot& snapshot, const ReplyLeg& reply, const ProfileShare& share,
               PracticeFact& fact) {
  fact.open = share.open;
  fact.total = share.total;
  fact.range = share.profile.range;
  if (fact.open == fact.total) return;
  fact.lost_port = first_lost(reply.open, fact.range);
  fact.reply_stop = reply_stop(snapshot, reply, fact.lost_port);
}

}  // namespace

PracticeFact fact_of(CompiledSnapshot& model, const PracticeProbe& probe) {
  PracticeFact fact;
  const auto answer = answer_of(model, probe);
  if (!answer) return fact;
  fact.verdict = answer->verdict;
  fact.filtered = !answer->request.crossings.empty() && !is_not_filtered(*answer);
  const RequestLeg& request = answer->request;
  if (request.denied_by) {
    const PacketCrossing& stop = request.crossings[*request.denied_by];
    if (stop.crossing.acl) {
      fact.request_stop =
          PracticePlace{*stop.crossing.acl, stop.crossing.direction, rule_label(stop.decision)};
    }
    return fact;
  }
  // Of several segments the first that fails tells why; the last is the gateway's.
  for (const SegmentAnswer& segment : answer->segments) {
    if (!segment.reply || segment.profiles.empty() || segment.verdict == Verdict::works) continue;
    fact.by_gateway = segment.translated;
    add_reply(model.snapshot(), *segment.reply, segment.profiles.front(), fact);
    return fact;
  }
  if (answer->reply && !answer->profiles.empty()) {
    add_reply(model.snapshot(), *answer->reply, answer->profiles.front(), fact);
  }
  return fact;
}

std::vector<PracticeFact> facts_of(const PracticeScene& scene) {
  const Snapshot snapshot = snapshot_of(scene);
  CompiledSnapshot model(snapshot);
  std::vector<PracticeFact> facts;
  for (const PracticeProbe& probe : scene.probes) {
    facts.push_back(fact_of(model, probe));
    facts.back().probe = facts.size() - 1;
  }
  return facts;
}

bool reaches_goal(const PracticeScene& scene, const std::vector<PracticeFact>& facts) {
  for (const PracticeFact& fact : facts) {
    const Verdict wanted = scene.probes[fact.probe].must_work ? Verdict::works : Verdict::denied;
    if (fact.verdict != wanted) return false;
  }
  return true;
}

bool nothing_answers(const PracticeScene& scene, const std::vector<PracticeFact>& facts) {
  return std::all_of(facts.begin(), facts.end(), [&](const PracticeFact& fact) {
    return !scene.probes[fact.probe].must_work || fact.verdict == Verdict::half_open ||
           fact.verdict == Verdict::denied;
  });
}

}  // namespace halfopen
