// SPDX-License-Identifier: Apache-2.0
// Findings that somebody has looked at and accepts, with the reason.
#pragma once

#include <string>
#include <vector>

#include "halfopen/analysis/lint.hpp"

namespace halfopen {

/// Matches findings of one id; empty fields match anything.
struct LintSuppression {
  std::string id;
  std::string acl;        ///< id or name
  std::string direction;  ///< ingress or egress
  std::string rule;
  std::string subnet;
  std::string reason;  ///< never empty
};

struct SuppressedFinding {
  LintFinding finding;
  std::string reason;
};

struct SuppressionResult {
  std::vector<LintFinding> kept;
  std::vector<SuppressedFinding> suppressed;
  std::vector<LintSuppression> unused;  ///< matched nothing: out of date
};

SuppressionResult suppress(const Snapshot& snapshot, std::vector<LintFinding> findings,
                           const std::vector<LintSuppression>& suppressions);

}  // namespace halfopen
