// SPDX-License-Identifier: Apache-2.0
// "Does this connection work, and for which clients?"
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/analysis/connection.hpp"
#include "halfopen/analysis/judge.hpp"
#include "halfopen/base/result.hpp"

namespace halfopen {

/// A question as resolved against the snapshot.
struct CheckQuestion {
  std::vector<Endpoint> from;
  std::vector<Endpoint> to;
  std::vector<ServiceSpec> services;
  std::vector<ClientProfile> clients;  ///< empty: the default set
  std::optional<IpFamily> family;      ///< only this family
};

/// One answer for each service, pair of places and pair of address classes, in the order of the
/// question. The cost grows with the number of distinct policies between the two ends, not with the
/// number of addresses or ports. Fails only if the two ends share no address family.
Result<std::vector<Connection>> check(CompiledSnapshot& model, const CheckQuestion& question);

/// The answer between two concrete addresses: what --flows asks for each row. Both must be of one
/// family. Where a gateway on the way picks ports of its own, all of them must work. Profiles,
/// remedy and general assumptions are left out.
struct FlowAnswer {
  Verdict verdict = Verdict::unknown;
  PacketFate request;
  std::optional<PacketFate> reply;  ///< none when the request dies or nobody answers
  std::optional<PathStop> stop;     ///< the first leg that does not arrive, filters aside
};
FlowAnswer check_flow(CompiledSnapshot& model, const Location& from, const IpAddress& client,
                      const Location& to, const IpAddress& server, const Service& service,
                      std::uint16_t client_port);

/// The same without the question whether network ACLs filter this traffic at all: for classes of
/// addresses, which check() has cut at the services that they do not filter.
FlowAnswer check_filtered_flow(CompiledSnapshot& model, const Location& from,
                               const IpAddress& client, const Location& to, const IpAddress& server,
                               const Service& service, std::uint16_t client_port);

/// The same for the first addresses of a connection that check() answered, along its way.
FlowAnswer check_filtered_flow(CompiledSnapshot& model, const Connection& connection,
                               std::uint16_t client_port);

/// True if the connection is one that network ACLs do not filter.
bool is_not_filtered(const Connection& connection);

/// The places that a pair of ends may stand in: same family, and where an address exists in several
/// VPCs, the pairs within one VPC if there are any.
std::vector<std::pair<const Endpoint*, const Endpoint*>> endpoint_pairs(
    const Snapshot& snapshot, const std::vector<Endpoint>& from, const std::vector<Endpoint>& to,
    std::optional<IpFamily> family);

}  // namespace halfopen
