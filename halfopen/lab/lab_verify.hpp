// SPDX-License-Identifier: Apache-2.0
// Model against kernel, over many connections.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "halfopen/base/result.hpp"
#include "halfopen/lab/lab_trial.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

struct LabVerifyOptions {
  std::uint64_t connections = 20000;
  std::uint32_t seed = 1;
  unsigned workers = 2;  ///< labs that stand at the same time
  PlantedLabFault fault = PlantedLabFault::none;
  /// Told now and then how many connections were tried. Called from several threads, one at a time.
  std::function<void(std::uint64_t)> progress;
};

/// A connection that model and kernel judge differently, twice in a row.
struct LabDisagreement {
  std::string from;
  std::string to;
  LabTrial trial;
  std::uint32_t seed = 0;  ///< verify_random with it draws this account first
};

struct LabTally {
  std::uint64_t connections = 0;  ///< tried
  std::uint64_t accounts = 0;     ///< labs that stood
  std::uint64_t disagreements = 0;
  std::uint64_t repeated = 0;                      ///< tried twice, because the first try disagreed
  std::map<std::string, std::uint64_t> skipped;    ///< not tried, or not told by the model: why
  std::map<Verdict, std::uint64_t> verdicts;       ///< of those on which both agree
  std::map<std::string, std::uint64_t> protocols;  ///< tried, by protocol and family
  std::vector<LabDisagreement> examples;           ///< the first of each account, at most 20

  std::uint64_t skips() const;
};

/// Connections tried in one lab.
inline constexpr std::uint32_t kConnectionsPerLab = 100;

/// Over accounts drawn at random. Equal options try equal connections.
Result<LabTally> verify_random(const LabVerifyOptions& options);

/// Over pairs of places of a snapshot, drawn at random: subnets, hosts and the internet.
Result<LabTally> verify_snapshot(const Snapshot& snapshot, const LabVerifyOptions& options);

}  // namespace halfopen
