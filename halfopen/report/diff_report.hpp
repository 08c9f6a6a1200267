// SPDX-License-Identifier: Apache-2.0
// A difference of behaviour as text, Markdown and JSON (schema halfopen.diff/1).
#pragma once

#include <span>
#include <string>

#include "halfopen/analysis/diff.hpp"
#include "halfopen/base/diagnostic.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/report/json_value.hpp"
#include "halfopen/report/style.hpp"

namespace halfopen {

/// "Connections: 3 gained, 1 lost, 2 became half-open." or "No change in behaviour."
std::string diff_summary(const SnapshotDiff& diff);

std::string diff_text(const SnapshotDiff& diff, const Style& style);
std::string diff_markdown(const SnapshotDiff& diff);

/// A list of changes as JSON.
JsonValue changes_json(std::span<const ConnectionChange> changes);

/// The whole document. Diagnostics of both inputs, each with the names of its sources.
std::string diff_json(const SnapshotDiff& diff, const SourceNames& before_sources,
                      const Diagnostics& before, const SourceNames& after_sources,
                      const Diagnostics& after);

}  // namespace halfopen
