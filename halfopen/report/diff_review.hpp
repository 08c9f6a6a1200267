// SPDX-License-Identifier: Apache-2.0
// Changes of connections as findings of a review.
#pragma once

#include "halfopen/analysis/diff.hpp"
#include "halfopen/report/cause_text.hpp"
#include "halfopen/report/review.hpp"

namespace halfopen {

/// "lost", "half-open" and so on: the kind as an id, as in --fail-on and in comments.
std::string change_id(ChangeKind kind);

/// The id of what could not be compared.
inline constexpr std::string_view kNotCompared = "not-compared";

/// One finding for each change, in their order, then one for each sentence of `not_compared`. The
/// place is where something decides now, if that is known, else where it did before. Fingerprints
/// depend on the kind, the hosts, the service and the client ports, so not on lines or rule
/// numbers.
Review review_of(const SnapshotDiff& diff, const ChangeSources& sources);

/// The changes and sentences whose findings are open.
SnapshotDiff open_part(const SnapshotDiff& diff, const Review& review);

/// The summary of that part: where nothing is open, but something is known or allowed, it says so.
std::string open_summary(const SnapshotDiff& open, const Review& review);

}  // namespace halfopen
