// SPDX-License-Identifier: Apache-2.0
// What the packet simulator says of a connection, in the words of the library.
#pragma once

#include <string>

#include "halfopen/analysis/check.hpp"
#include "tests/oracle/packet_simulator.hpp"

namespace halfopen::oracle {

/// What the simulator says over all ports that a NAT gateway on the way may pick: one verdict if
/// all ports agree, `partial` if replies pass to some of them and die for others.
std::string truth_of(const SnapshotDraft& draft, const SimulatedQuestion& question,
                     PlantedFault fault);

/// What check_flow() answers.
std::string answer_of(CompiledSnapshot& model, const SimulatedQuestion& question);

/// Where the library looks for a host: in the subnet with that id, or outside.
Location location_of(const Snapshot& snapshot, const std::string& subnet);

}  // namespace halfopen::oracle
