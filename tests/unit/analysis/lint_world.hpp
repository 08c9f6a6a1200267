// SPDX-License-Identifier: Apache-2.0
// Findings of lint over rule tables, as short texts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "halfopen/analysis/lint.hpp"
#include "tests/unit/analysis/world.hpp"

namespace halfopen::tests {

class LintWorld {
 public:
  explicit LintWorld(const std::string& text, const std::string& client = "")
      : LintWorld(std::vector<std::string>{text}, client) {}

  explicit LintWorld(const std::vector<std::string>& texts, const std::string& client = "")
      : world_(texts) {
    LintScope scope;
    if (!client.empty()) scope.clients = {find_client_profile(client).value()};
    findings_ = lint(world_.model(), scope);
  }

  const std::vector<LintFinding>& findings() const { return findings_; }
  const World& world() const { return world_; }

  /// The findings of one kind: "warning egress *; note ingress 100".
  std::string found(std::string_view id) const {
    std::string text;
    for (const LintFinding& finding : findings_) {
      if (finding.id == id) text += (text.empty() ? "" : "; ") + place(finding);
    }
    return text;
  }

  /// Every finding of at least that severity: "reply-blocked error egress *".
  std::string all(Severity minimum = Severity::warning) const {
    std::string text;
    for (const LintFinding& finding : findings_) {
      if (finding.severity < minimum) continue;
      text += (text.empty() ? "" : "; ") + std::string(finding.id) + ' ' + place(finding);
    }
    return text;
  }

  /// Text and remedy of the first finding of that kind.
  std::string text(std::string_view id) const {
    for (const LintFinding& finding : findings_) {
      if (finding.id == id) return finding.text + " | " + finding.remedy;
    }
    return "";
  }

 private:
  static std::string place(const LintFinding& finding) {
    std::string text(to_string(finding.severity));
    if (finding.direction) text += ' ' + std::string(to_string(*finding.direction));
    if (!finding.rule.empty()) text += ' ' + finding.rule;
    if (!finding.subnet.empty()) text += ' ' + finding.subnet;
    return text;
  }

  World world_;
  std::vector<LintFinding> findings_;
};

}  // namespace halfopen::tests
