// SPDX-License-Identifier: Apache-2.0
// Which rules would let a connection through.
#pragma once

#include <span>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/analysis/connection.hpp"

namespace halfopen {

/// One allow rule for each crossing that stops the connection, on both legs: together they make it
/// work for `clients` (all ports from the lowest to the highest that any of them may pick). Each
/// stands before the rule that blocks. Empty if nothing blocks, or if something is unknown.
std::vector<RuleProposal> remedy_for(CompiledSnapshot& model, const Connection& connection,
                                     std::span<const ClientProfile> clients);

}  // namespace halfopen
