// SPDX-License-Identifier: Apache-2.0
// One connection in the lab: real packets, beside what the model says.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "halfopen/lab/lab_trial.hpp"

namespace halfopen {

struct LabRunOptions {
  ClientProfile client{"linux", {32768, 60999}};
  std::uint32_t connections = 20;  ///< from ports that the client's kernel picks
  /// Every port is drawn evenly from the client's range, with `seed`, and not picked by the kernel.
  bool uniform = false;
  std::uint32_t seed = 1;
  std::string keep;  ///< the prefix of the namespaces' names; empty: none stay
};

struct LabRun {
  LabPlan plan;
  ClientProfile client;
  bool uniform = false;           ///< the ports of `picked` were drawn evenly
  std::vector<LabTrial> picked;   ///< from ports that the client's kernel picked, or drawn ones
  std::vector<LabTrial> telling;  ///< from ports at which the answer may change; TCP and UDP
  std::vector<RuleCount> counts;  ///< after `picked`: what each rule counted
  std::vector<std::string> kept;  ///< names of namespaces that stay
  double seconds = 0;

  bool agrees() const;
  std::size_t disagreements() const;
  /// Of `picked`: how many were answered.
  std::size_t answered() const;
};

/// Builds the lab of a connection and tries it. A second or less; a hang that the connection meets
/// is not waited for. The error says what is missing, or what the lab does not build.
Result<LabRun> run_lab(const Snapshot& snapshot, const Connection& connection,
                       const LabRunOptions& options);

}  // namespace halfopen
