// SPDX-License-Identifier: Apache-2.0
// Findings of lint as text, Markdown, CSV and JSON (schema halfopen.lint/1).
#pragma once

#include <string>

#include "halfopen/analysis/lint_suppression.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/report/review.hpp"
#include "halfopen/report/style.hpp"

namespace halfopen {

/// What is reported: the findings that are kept and severe enough, and what was left out.
struct LintReport {
  const Snapshot& snapshot;
  const SuppressionResult& result;
  std::size_t milder = 0;  ///< findings below the minimum severity, not in `result.kept`
  /// What comments and the baseline say; its findings are those of `result`, kept ones first.
  const Review* review = nullptr;
};

std::string lint_text(const LintReport& report, const SourceNames& sources, const Style& style);
std::string lint_markdown(const LintReport& report, const SourceNames& sources);
/// id,severity,acl,direction,rule,subnet,place,text,remedy
std::string lint_csv(const LintReport& report, const SourceNames& sources);
std::string lint_json(const LintReport& report, const SourceNames& sources,
                      const Diagnostics& diagnostics);

}  // namespace halfopen
