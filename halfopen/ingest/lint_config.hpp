// SPDX-License-Identifier: Apache-2.0
// The file that suppresses findings of lint:
// {"suppress": [{"id": "shadowed-rule", "acl": "acl-1", "rule": "200", "reason": "kept as a
// note"}]}
#pragma once

#include <string>
#include <vector>

#include "halfopen/analysis/lint_suppression.hpp"
#include "halfopen/ingest/source_text.hpp"

namespace halfopen {

/// What the file says, and everything that is wrong with it as `LINE:COL: what` (then the
/// suppressions must not be used: a misspelt one would hide nothing, or too much).
struct LintConfig {
  std::vector<LintSuppression> suppressions;
  std::vector<std::string> problems;
};

LintConfig read_lint_config(const SourceText& source);

}  // namespace halfopen
