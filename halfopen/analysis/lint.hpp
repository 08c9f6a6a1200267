// SPDX-License-Identifier: Apache-2.0
// Rules that do not do what they seem to: findings with a stable id, the reason and the remedy.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/base/diagnostic.hpp"
#include "halfopen/ports/client_profile.hpp"

namespace halfopen {

/// One kind of finding. Ids never change their meaning.
struct LintRule {
  std::string_view id;
  Severity severity;  ///< the usual one; a finding may be milder
  std::string_view title;
};

/// Every kind, in the order of their ids.
std::span<const LintRule> lint_rules();
const LintRule* find_lint_rule(std::string_view id);

struct LintFinding {
  std::string_view id;
  Severity severity = Severity::warning;
  std::optional<std::uint32_t> acl;  ///< index into Snapshot::acls(); none: about a subnet
  std::optional<Direction> direction;
  std::string rule;    ///< the rule's number, "*" for the default deny, empty if no rule is meant
  std::string subnet;  ///< the subnet's id, where the finding is about one
  Origin origin;
  std::string text;
  std::string remedy;
  /// Stays the same from run to run: by id, ACL, direction, rule and subnet, and counted where
  /// these are equal. No line and no text goes into it.
  std::string fingerprint = {};
};

/// What to look at.
struct LintScope {
  std::vector<std::uint32_t> acls;     ///< indices; empty: all, and the subnets
  std::vector<ClientProfile> clients;  ///< empty: the default set
};

/// All findings, by ACL, the worst first, then by direction and rule; those about subnets last.
/// Each ACL is judged by itself: what the other end's ACL does is the business of check and matrix.
std::vector<LintFinding> lint(CompiledSnapshot& model, const LintScope& scope);

}  // namespace halfopen
