// SPDX-License-Identifier: Apache-2.0
// Findings of lint as findings of a review.
#pragma once

#include "halfopen/analysis/lint_suppression.hpp"
#include "halfopen/report/review.hpp"

namespace halfopen {

/// The kept findings in their order, then the suppressed ones, which are allowed already.
/// Fingerprints depend on the id, ACL, direction, rule and subnet, and where the rule is `*` or
/// none, on the text.
Review review_of(const Snapshot& snapshot, const SuppressionResult& result,
                 const SourceNames& sources);

/// Takes out what is below the minimum severity, from both alike. Returns how much of it nobody
/// accounts for.
std::size_t leave_out_milder(SuppressionResult& result, Review& review, Severity minimum);

}  // namespace halfopen
