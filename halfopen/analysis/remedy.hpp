// SPDX-License-Identifier: Apache-2.0
// Which rules would let a connection through.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/analysis/connection.hpp"

namespace halfopen {

/// How wide the rules may be that let a connection through.
struct ProposalScope {
  PortRange client_ports;                  ///< of the reply, where ports are looked at
  std::optional<CidrBlock> reply_clients;  ///< the clients that replies may go to; none: only those
                                           ///< that were asked about
};

/// One allow rule for each crossing that stops the connection, on both legs: together they make it
/// work. Each stands before the rule that blocks. Empty if nothing blocks, or if something is
/// unknown.
std::vector<RuleProposal> propose_rules(CompiledSnapshot& model, const Connection& connection,
                                        const ProposalScope& scope);

/// The smallest block that holds every address of the set, which must not be empty.
CidrBlock covering_block(const AddressSet& set);

/// All ports from the lowest to the highest that any of the clients may pick; all ports if there is
/// no client.
PortRange client_port_span(std::span<const ClientProfile> clients);

/// propose_rules for the clients asked about.
std::vector<RuleProposal> remedy_for(CompiledSnapshot& model, const Connection& connection,
                                     std::span<const ClientProfile> clients);

}  // namespace halfopen
