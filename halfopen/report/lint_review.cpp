// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/lint_review.hpp"

#include <utility>

namespace halfopen {
namespace {

/// "web/ingress/100", or the subnet.
std::string subject_of(const Snapshot& snapshot, const LintFinding& finding) {
  if (!finding.subnet.empty() || !finding.acl) return finding.subnet;
  std::string text = snapshot.acls()[*finding.acl].id();
  if (finding.direction) text += '/' + std::string(to_string(*finding.direction));
  return finding.rule.empty() ? text : text + '/' + finding.rule;
}

ReviewFinding finding_of(const Snapshot& snapshot, const LintFinding& found,
                         const SourceNames& sources) {
  ReviewFinding finding;
  finding.id = found.id;
  finding.severity = found.severity;
  finding.subject = subject_of(snapshot, found);
  finding.message = finding.subject + (finding.subject.empty() ? "" : ": ") + found.text;
  finding.details.push_back("remedy: " + found.remedy);
  const std::string& file = sources.name(found.origin.source);
  if (!file.empty()) {
    finding.place = ReviewPlace{file, found.origin.line, found.origin.column, finding.subject};
  }
  if (found.origin.line > 0) finding.lines.push_back(found.origin);
  finding.fingerprint = found.fingerprint;
  return finding;
}

}  // namespace

Review review_of(const Snapshot& snapshot, const SuppressionResult& result,
                 const SourceNames& sources) {
  Review review;
  review.verb = "lint";
  review.file = sources.name(1);
  for (const LintRule& rule : lint_rules()) {
    review.rules.push_back({std::string(rule.id), rule.severity, std::string(rule.title), ""});
  }
  for (const LintFinding& found : result.kept) {
    review.findings.push_back(finding_of(snapshot, found, sources));
  }
  for (const SuppressedFinding& one : result.suppressed) {
    review.findings.push_back(finding_of(snapshot, one.finding, sources));
    review.findings.back().state = ReviewFinding::State::allowed;
    review.findings.back().reason = one.reason;
  }
  return review;
}

std::size_t leave_out_milder(SuppressionResult& result, Review& review, Severity minimum) {
  std::size_t count = 0;
  std::vector<LintFinding> kept;
  std::vector<ReviewFinding> findings;
  for (std::size_t i = 0; i < review.findings.size(); ++i) {
    ReviewFinding& finding = review.findings[i];
    const bool is_kept = i < result.kept.size();
    if (is_kept && finding.severity < minimum) {
      count += finding.state == ReviewFinding::State::open ? 1 : 0;
      continue;
    }
    if (is_kept) kept.push_back(std::move(result.kept[i]));
    findings.push_back(std::move(finding));
  }
  result.kept = std::move(kept);
  review.findings = std::move(findings);
  return count;
}

}  // namespace halfopen
