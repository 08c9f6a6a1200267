// SPDX-License-Identifier: Apache-2.0
#include "halfopen/lab/lab_trial.hpp"

#include <algorithm>
#include <set>

#include "halfopen/lab/probe_run.hpp"

namespace halfopen {
namespace {

/// TCP repeats a SYN after a second: a repeated one must not pass for the first.
constexpr ProbePace kPatient{std::chrono::milliseconds(800), std::chrono::milliseconds(900)};

RuleAction fate_of(const ReplyLeg& reply, std::uint16_t port) {
  if (reply.one_packet) return reply.outcome;
  if (reply.open.contains(port)) return RuleAction::allow;
  return reply.unknown.contains(port) ? RuleAction::unknown : RuleAction::deny;
}

void judge(LabTrial& trial, const Connection& connection) {
  trial.observed = observed_verdict(trial.probe.service, trial.seen);
  trial.predicted = predicted_verdict(connection, trial.seen.client_port, trial.seen.seen_port);
  const bool translated = std::any_of(connection.segments.begin(), connection.segments.end(),
                                      [](const SegmentAnswer& s) { return s.translated; });
  trial.odd_port = translated && filters_ports(trial.probe.service.protocol) &&
                   trial.seen.request_arrived && trial.seen.seen_port < 1024;
}

}  // namespace

Verdict predicted_verdict(const Connection& connection, std::uint16_t client_port,
                          std::uint16_t seen_port) {
  if (connection.request.outcome == RuleAction::unknown) return Verdict::unknown;
  if (connection.request.outcome == RuleAction::deny) return Verdict::denied;
  if (!connection.reply) return Verdict::works;  // nobody answers such a message
  Verdict verdict = Verdict::works;
  std::size_t translated = 0;
  for (const SegmentAnswer& segment : connection.segments) {
    if (segment.translated) ++translated;
    if (!segment.reply || translated > 1) return Verdict::unknown;
    const RuleAction fate = fate_of(*segment.reply, translated == 0 ? client_port : seen_port);
    if (fate == RuleAction::deny) return Verdict::half_open;
    if (fate == RuleAction::unknown) verdict = Verdict::unknown;
  }
  return verdict;
}

Verdict observed_verdict(const Service& service, const Sighting& seen) {
  if (!seen.request_arrived && !seen.answered) {
    return seen.error.empty() ? Verdict::denied : Verdict::unknown;
  }
  const IpAddress any(service.protocol == kIcmpV6 ? IpFamily::v6 : IpFamily::v4, 0);
  const bool answerable = reply_packet(service, any, any, 0).has_value();
  return seen.answered || !answerable ? Verdict::works : Verdict::half_open;
}

std::vector<std::uint16_t> telling_ports(const Connection& connection) {
  std::set<int> ports = {1, 1023, 1024, 5000, 32767, 32768, 49151, 49152, 60999, 61000, 65535};
  for (const SegmentAnswer& segment : connection.segments) {
    if (!segment.reply) continue;
    for (const auto& run : segment.reply->open.intervals()) {
      for (const int bound : {run.first - 1, run.first + 0, run.last + 0, run.last + 1}) {
        if (bound >= 1 && bound <= 65535) ports.insert(bound);
      }
    }
  }
  std::vector<std::uint16_t> sorted;
  for (const int port : ports) sorted.push_back(static_cast<std::uint16_t>(port));
  return sorted;
}

Result<std::vector<LabTrial>> try_probes(const LabNetwork& lab,
                                         std::span<const Connection> connections,
                                         std::span<const Probe> probes,
                                         std::span<const std::uint32_t> of, const ProbePace& pace) {
  auto seen = run_probes(lab, probes, pace);
  if (!seen) return tl::unexpected<Error>(seen.error());
  std::vector<LabTrial> trials(probes.size());
  std::vector<std::uint32_t> doubtful;
  for (std::uint32_t i = 0; i < probes.size(); ++i) {
    trials[i].probe = probes[i];
    trials[i].seen = std::move((*seen)[i]);
    judge(trials[i], connections[of[i]]);
    if (!trials[i].agrees()) doubtful.push_back(i);
  }
  if (doubtful.empty()) return trials;
  std::vector<Probe> again;
  for (const std::uint32_t i : doubtful) again.push_back(probes[i]);
  auto second = run_probes(lab, again, kPatient);
  if (!second) return tl::unexpected<Error>(second.error());
  for (std::size_t k = 0; k < doubtful.size(); ++k) {
    LabTrial& trial = trials[doubtful[k]];
    trial.repeated = true;
    trial.seen = std::move((*second)[k]);
    judge(trial, connections[of[doubtful[k]]]);
  }
  return trials;
}

}  // namespace halfopen
