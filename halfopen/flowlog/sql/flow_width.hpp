// SPDX-License-Identifier: Apache-2.0
// Whether one flow can stand for all between two runs of addresses.
#pragma once

#include "halfopen/analysis/flow_cache.hpp"

namespace halfopen::sql {

/// Whether the flow between its two addresses stands for all between `near` and `far`, which
/// are the cells that hold them.
bool is_wide(CompiledSnapshot& model, FlowCache& cache, FlowJudge& judge, const FlowAsked& flow,
             const Interval<AddressBits>& near, const Interval<AddressBits>& far);

}  // namespace halfopen::sql
