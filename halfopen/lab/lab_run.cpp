// SPDX-License-Identifier: Apache-2.0
#include "halfopen/lab/lab_run.hpp"

#include <algorithm>
#include <chrono>

#include "halfopen/lab/random_account.hpp"

namespace halfopen {
namespace {

constexpr ProbePace kPace{std::chrono::milliseconds(150), std::chrono::milliseconds(8000)};

Result<std::vector<LabTrial>> try_all(const LabNetwork& lab, const Connection& connection,
                                      const std::vector<Probe>& probes) {
  const std::vector<std::uint32_t> of(probes.size(), 0);
  return try_probes(lab, {&connection, 1}, probes, of, kPace);
}

/// The connections from ports that nobody names, or that are drawn evenly (RFC 6056, algorithm 1).
std::vector<Probe> picked_probes(const Service& service, const LabRunOptions& options) {
  std::vector<Probe> probes(options.connections, Probe{service, std::nullopt});
  if (!options.uniform || !filters_ports(service.protocol)) return probes;
  LabDice dice(options.seed);
  for (Probe& probe : probes) {
    probe.client_port = static_cast<std::uint16_t>(options.client.range.first +
                                                   dice.roll(options.client.range.size()));
  }
  return probes;
}

}  // namespace

bool LabRun::agrees() const { return disagreements() == 0; }

std::size_t LabRun::disagreements() const {
  const auto differs = [](const LabTrial& trial) { return !trial.agrees(); };
  return static_cast<std::size_t>(std::count_if(picked.begin(), picked.end(), differs) +
                                  std::count_if(telling.begin(), telling.end(), differs));
}

std::size_t LabRun::answered() const {
  return static_cast<std::size_t>(std::count_if(
      picked.begin(), picked.end(), [](const LabTrial& trial) { return trial.seen.answered; }));
}

Result<LabRun> run_lab(const Snapshot& snapshot, const Connection& connection,
                       const LabRunOptions& options) {
  const auto begin = std::chrono::steady_clock::now();
  auto plan = plan_lab(snapshot, connection);
  if (!plan) return tl::unexpected<Error>(plan.error());
  auto lab = LabNetwork::build(snapshot, std::move(*plan), options.client.range);
  if (!lab) return tl::unexpected<Error>(lab.error());
  LabRun run;
  run.plan = lab->plan();
  run.client = options.client;
  run.uniform = options.uniform;
  auto picked = try_all(*lab, connection, picked_probes(connection.service, options));
  if (!picked) return tl::unexpected<Error>(picked.error());
  run.picked = std::move(*picked);
  const bool none_sent =
      std::all_of(run.picked.begin(), run.picked.end(),
                  [](const LabTrial& trial) { return trial.observed == Verdict::unknown; });
  if (none_sent) return fail("nothing could be sent: " + run.picked.front().seen.error);
  auto counts = lab->counts();
  if (!counts) return tl::unexpected<Error>(counts.error());
  run.counts = std::move(*counts);
  if (filters_ports(connection.service.protocol)) {
    std::vector<Probe> probes;
    for (const std::uint16_t port : telling_ports(connection)) {
      probes.push_back({connection.service, port});
    }
    auto telling = try_all(*lab, connection, probes);
    if (!telling) return tl::unexpected<Error>(telling.error());
    run.telling = std::move(*telling);
  }
  if (!options.keep.empty()) {
    auto kept = lab->keep(options.keep);
    if (!kept) return tl::unexpected<Error>(kept.error());
    run.kept = std::move(*kept);
  }
  run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return run;
}

}  // namespace halfopen
