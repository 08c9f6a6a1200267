// SPDX-License-Identifier: Apache-2.0
// What `check --flows` says of every flow under a snapshot, written out as tables.
//
// Addresses that fare alike as clients and as servers are one class. For each pair of classes and
// protocol a policy says, for every server port and client port, what becomes of the flow. All of
// it is asked of FlowCache, so that a join by these tables is its answer.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/base/result.hpp"
#include "halfopen/flowlog/sql/relation.hpp"

namespace halfopen::sql {

/// Beyond so many questions to the model a snapshot is refused; a few seconds.
inline constexpr std::size_t kMostFlowsAsked = 20'000'000;

/// What is asked of a flow.
enum class FlowTold : std::uint8_t {
  verdict,
  edges,  ///< those that the reply crosses; of TCP and UDP only, whatever the client's port
};

struct FlowTables {
  /// `pair_NAME`(place, client_class, server_class, protocol_row, policy_number), where place is
  /// that of the interface, 1 the server's and 2 the client's, if the snapshot is one network ACL
  /// and nothing else, and else 0;
  /// `run_NAME`(policy_number, low_server_port, high_server_port, low_client_port,
  /// high_client_port, said_number); `said_NAME`(said_number, verdict, decided_by), or, for edges,
  /// `crossed_NAME`(said_number, edge_number), a row for each edge, and `edge_NAME`(edge_number,
  /// subnet_id, acl_id, is_egress), with empty ids where ReplyEdge has none.
  std::vector<InlineTable> tables;
  /// The class of each run of addresses, by the key with which it begins, ascending.
  std::vector<std::pair<std::string, std::int64_t>> classes;
  std::vector<std::int64_t> protocols;  ///< rows of their own; the others are row -1, if asked for
  std::int64_t usual_policy = 0;        ///< of all pairs that `pair_NAME` has no row for
  bool is_bare = false;
};

/// Fails if it would be too large, or if some way hangs on single addresses.
Result<FlowTables> flow_tables(CompiledSnapshot& model, const std::string& name,
                               FlowTold told = FlowTold::verdict);

/// The class of an address by its key: a tree of comparisons.
Expr class_of(const FlowTables& tables, const Expr& key);

}  // namespace halfopen::sql
