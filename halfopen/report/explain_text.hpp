// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "halfopen/analysis/explain.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/report/style.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// The walks for a person: each leg, each crossing, each rule that was looked at, with the reason
/// why it did not match.
std::string explain_text(const Snapshot& snapshot, std::span<const Explanation> walks,
                         const SourceNames& sources, const Style& style);

}  // namespace halfopen
