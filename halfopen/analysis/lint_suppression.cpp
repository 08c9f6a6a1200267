// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/lint_suppression.hpp"

#include <utility>

namespace halfopen {
namespace {

bool matches(const Snapshot& snapshot, const LintSuppression& suppression,
             const LintFinding& finding) {
  const auto fits = [](const std::string& wanted, std::string_view value) {
    return wanted.empty() || wanted == value;
  };
  if (finding.id != suppression.id || !fits(suppression.rule, finding.rule) ||
      !fits(suppression.subnet, finding.subnet)) {
    return false;
  }
  if (!fits(suppression.direction, finding.direction ? to_string(*finding.direction) : "")) {
    return false;
  }
  if (suppression.acl.empty()) return true;
  if (!finding.acl) return false;
  const NetworkAcl& acl = snapshot.acls()[*finding.acl];
  return acl.id() == suppression.acl || acl.name() == suppression.acl;
}

}  // namespace

SuppressionResult suppress(const Snapshot& snapshot, std::vector<LintFinding> findings,
                           const std::vector<LintSuppression>& suppressions) {
  SuppressionResult result;
  std::vector<bool> used(suppressions.size(), false);
  for (LintFinding& finding : findings) {
    const LintSuppression* first = nullptr;
    for (std::size_t i = 0; i < suppressions.size(); ++i) {
      if (!matches(snapshot, suppressions[i], finding)) continue;
      used[i] = true;
      if (first == nullptr) first = &suppressions[i];
    }
    if (first == nullptr) {
      result.kept.push_back(std::move(finding));
    } else {
      result.suppressed.push_back({std::move(finding), first->reason});
    }
  }
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (!used[i]) result.unused.push_back(suppressions[i]);
  }
  return result;
}

}  // namespace halfopen
