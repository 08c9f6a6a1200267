// SPDX-License-Identifier: Apache-2.0
// The model's word for a probe beside what the kernel did with it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "halfopen/analysis/connection.hpp"
#include "halfopen/lab/lab_network.hpp"
#include "halfopen/lab/probe.hpp"

namespace halfopen {

/// works, half_open, denied, or unknown: of one connection from one client port.
struct LabTrial {
  Probe probe;
  Sighting seen;
  Verdict predicted = Verdict::unknown;
  Verdict observed = Verdict::unknown;  ///< unknown: the probe could not be sent
  bool repeated = false;                ///< the first try disagreed
  bool odd_port = false;                ///< a NAT gateway picked a port that is none of 1024-65535

  bool skipped() const { return predicted == Verdict::unknown || observed == Verdict::unknown; }
  bool agrees() const { return skipped() || (predicted == observed && !odd_port); }
};

/// What the model says of the connection from that client port. Behind a NAT gateway `seen_port`
/// is the port that the gateway picked. Unknown where some filter's answer is.
Verdict predicted_verdict(const Connection& connection, std::uint16_t client_port,
                          std::uint16_t seen_port);

/// What both ends saw, as a verdict.
Verdict observed_verdict(const Service& service, const Sighting& seen);

/// Client ports at which a connection's answer may change: the first and last port of every run
/// that works, with their neighbours, and the bounds of the usual ranges. Sorted, without 0.
std::vector<std::uint16_t> telling_ports(const Connection& connection);

/// Sends `probes[i]` as one of `connections[of[i]]`, all of which have the lab's plan. Where both
/// disagree, the probe is sent once more, with patience, but not so much that TCP would send its
/// SYN again; only what disagrees twice is left so.
Result<std::vector<LabTrial>> try_probes(const LabNetwork& lab,
                                         std::span<const Connection> connections,
                                         std::span<const Probe> probes,
                                         std::span<const std::uint32_t> of,
                                         const ProbePace& pace = {});

}  // namespace halfopen
