// SPDX-License-Identifier: Apache-2.0
// What a snapshot decides, written out as tables, so that a query gives the engine's own answers.
//
// Decisions come from CompiledAcl: for each filter, direction, run of remote addresses and
// protocol, the rule of each stretch of selectors. A join by these is exactly CompiledAcl::decide.
#pragma once

#include <cstdint>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/base/result.hpp"
#include "halfopen/flowlog/sql/relation.hpp"

namespace halfopen::sql {

/// A query with more rows than this is refused: engines read it slowly or not at all.
inline constexpr std::size_t kMostInlineRows = 100'000;

struct SnapshotTables {
  /// interface_address(interface_id, address_key): the addresses of interfaces.
  /// interface_host(interface_id, first_key): the first address of an interface that has some.
  /// nat_interface(interface_id): those of NAT gateways.
  /// interface_subnet(interface_id, subnet_number).
  /// subnet_block(subnet_number, low_key, high_key).
  /// address_subnet(family, low_key, high_key, subnet_number): where only one subnet has them.
  /// subnet_filter(subnet_number, acl_number, group_number): -1 where there is none.
  /// host_groups(subnet_number, low_key, high_key, group_number): other groups than the subnet's.
  /// filter_name(filter_number, filter_id).
  /// decision(filter_number, is_ingress, protocol_row, low_key, high_key, low_selector,
  /// high_selector, action_rank, rule_text).
  std::vector<InlineTable> tables;
  /// The protocols that some rule names; the others fare alike, and are row -1.
  std::vector<std::int64_t> protocols;
  /// The only network ACL of a snapshot without subnets; it stands everywhere.
  bool has_only_acl = false;
};

/// The ranks of actions in `decision`.
inline constexpr std::int64_t kActionAllow = 0;
inline constexpr std::int64_t kActionUnknown = 1;
inline constexpr std::int64_t kActionDeny = 2;

Result<SnapshotTables> snapshot_tables(CompiledSnapshot& model);

}  // namespace halfopen::sql
