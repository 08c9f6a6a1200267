// SPDX-License-Identifier: Apache-2.0
// Sends probes through a lab and tells what both ends saw.
#pragma once

#include <span>
#include <vector>

#include "halfopen/base/result.hpp"
#include "halfopen/lab/lab_network.hpp"
#include "halfopen/lab/probe.hpp"

namespace halfopen {

/// All probes at once, in rounds of a few hundred; a sighting for each, in their order. Probes that
/// the ends could not tell apart go in different rounds. What the ends see is all that counts: the
/// rulesets are not asked. Takes about one `quiet` a round. Fails only if the ends cannot be
/// opened; a probe that cannot be sent has an `error`.
Result<std::vector<Sighting>> run_probes(const LabNetwork& lab, std::span<const Probe> probes,
                                         const ProbePace& pace = {});

}  // namespace halfopen
