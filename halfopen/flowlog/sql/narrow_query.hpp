// SPDX-License-Identifier: Apache-2.0
// `logs replay --narrow` as a query: the same rows in the same order as its CSV.
#pragma once

#include <cstdint>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/base/result.hpp"
#include "halfopen/flowlog/sql/record_query.hpp"
#include "halfopen/flowlog/sql/relation.hpp"

namespace halfopen::sql {

/// The edges that replies cross are written into the query (see flow_tables). Fails if it would be
/// too large. The engine's work behind the connections is n log n in the client ports of each edge.
Result<Query> narrow_query(const RecordSource& source, std::int64_t window,
                           CompiledSnapshot& before);

}  // namespace halfopen::sql
