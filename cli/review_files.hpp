// SPDX-License-Identifier: Apache-2.0
// The files around a review: the baseline, and the lines that findings stand at.
#pragma once

#include "cli/options.hpp"
#include "halfopen/base/result.hpp"
#include "halfopen/report/review.hpp"

namespace halfopen::cli {

/// Reads --baseline, if it was given, and marks what it knows. `whole`: everything was looked at,
/// so that entries that match nothing are out of date.
Result<bool> apply_baseline(Review& review, const Options& options, bool whole);

/// Writes --write-baseline, if it was given; what it holds is known from then on.
Result<bool> keep_baseline(Review& review, const Options& options);

/// Reads the lines of the findings once more, where the format needs them. What cannot be read
/// again (stdin) has no line hash.
void read_review_lines(Review& review, const Options& options);

}  // namespace halfopen::cli
