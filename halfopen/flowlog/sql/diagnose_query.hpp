// SPDX-License-Identifier: Apache-2.0
// `logs diagnose` as a query: the same rows in the same order as its CSV.
#pragma once

#include <cstdint>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/base/result.hpp"
#include "halfopen/flowlog/sql/record_query.hpp"
#include "halfopen/flowlog/sql/relation.hpp"

namespace halfopen::sql {

/// `model` may be null. What it decides is written into the query as tables (see snapshot_tables),
/// so the query's size grows with the account's distinct policy; fails if it would be too large.
Result<Query> diagnose_query(const RecordSource& source, std::int64_t window,
                             CompiledSnapshot* model);

}  // namespace halfopen::sql
