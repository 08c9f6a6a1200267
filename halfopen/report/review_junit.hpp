// SPDX-License-Identifier: Apache-2.0
// A review as test results.
#pragma once

#include <functional>
#include <string>

#include "halfopen/report/junit.hpp"
#include "halfopen/report/review.hpp"

namespace halfopen {

/// What an open finding is in the eyes of a CI system.
using JunitOutcome = std::function<JunitCase::Outcome(const ReviewFinding&)>;

/// One test case for each finding, known and allowed ones as skipped; a single one that passes if
/// there is nothing at all. `summary` is what the suite says beside its cases.
std::string review_junit(const Review& review, const std::string& summary,
                         const JunitOutcome& outcome_of);

/// The usual outcomes. Of changes: lost and half-open fail, unknown and not-compared are errors,
/// the rest passes. Of lint: everything but notes fails.
JunitCase::Outcome usual_outcome(const ReviewFinding& finding);

}  // namespace halfopen
