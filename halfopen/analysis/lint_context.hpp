// SPDX-License-Identifier: Apache-2.0
// What the lint rules share: the ACL at hand and the list of findings.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "halfopen/analysis/lint.hpp"

namespace halfopen {

/// One network ACL under examination. Borrows everything.
struct LintContext {
  CompiledSnapshot& model;
  std::uint32_t index;
  const CompiledAcl& compiled;
  std::span<const ClientProfile> clients;
  std::vector<LintFinding>& findings;

  const NetworkAcl& acl() const { return compiled.acl(); }

  /// Adds a finding about a rule; no entry: about the default deny.
  void add(std::string_view id, Severity severity, Direction direction,
           const NetworkAclEntry* entry, std::string text, std::string remedy) const {
    findings.push_back({id, severity, index, direction, entry != nullptr ? rule_label(*entry) : "*",
                        "", entry != nullptr ? entry->origin : acl().origin(), std::move(text),
                        std::move(remedy)});
  }

  /// Adds a finding about the ACL, or one direction of it.
  void add_about_acl(std::string_view id, Severity severity, std::optional<Direction> direction,
                     std::string text, std::string remedy) const {
    findings.push_back({id, severity, index, direction, "", "", acl().origin(), std::move(text),
                        std::move(remedy)});
  }
};

/// "inbound" or "outbound", as the console says.
std::string_view console_word(Direction direction);

/// "rule 100 (allow tcp 443 from 0.0.0.0/0)".
std::string rule_phrase(const NetworkAclEntry& entry);

constexpr Direction opposite(Direction direction) {
  return direction == Direction::ingress ? Direction::egress : Direction::ingress;
}

/// Replies that the ACL itself loses: blocked for clients, holes, reply rules without a service.
void lint_replies(const LintContext& context);
/// Shadowed rules, rules without effect, overlaps of allow and deny.
void lint_shadowing(const LintContext& context);
/// Single rows that cannot mean what they say.
void lint_entries(const LintContext& context);
/// ICMP: echo replies, path MTU messages; IPv6 twins.
void lint_companions(const LintContext& context);
/// Administration ports and what reply rules expose.
void lint_exposure(const LintContext& context);
/// Quota, ACLs that deny everything or guard nothing.
void lint_acl(const LintContext& context);
/// Subnets on the default ACL.
void lint_subnets(CompiledSnapshot& model, std::vector<LintFinding>& findings);

}  // namespace halfopen
