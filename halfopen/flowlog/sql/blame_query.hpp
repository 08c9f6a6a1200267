// SPDX-License-Identifier: Apache-2.0
// Whose interface it is and which rule rejects, as find_log_place and blame_at tell.
#pragma once

#include "halfopen/flowlog/sql/relation.hpp"
#include "halfopen/flowlog/sql/snapshot_tables.hpp"

namespace halfopen::sql {

/// The order of FlowPlace.
inline constexpr std::int64_t kPlaceUnknown = 0;
inline constexpr std::int64_t kPlaceServer = 1;
inline constexpr std::int64_t kPlaceClient = 2;

/// Appends steps behind `failed` up to `blamed`: its columns and place_rank, blame_rank, filter_id
/// and rule_text. `tables` may be null: no snapshot.
void add_blame(Query& query, const SnapshotTables* tables);

/// The word for a blame_rank.
Expr blame_text(const Expr& rank);

}  // namespace halfopen::sql
