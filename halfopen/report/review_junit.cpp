// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/review_junit.hpp"

#include <utility>

namespace halfopen {

JunitCase::Outcome usual_outcome(const ReviewFinding& finding) {
  using Outcome = JunitCase::Outcome;
  if (finding.id == "unknown" || finding.id == "not-compared") return Outcome::error;
  if (finding.id == "gained") return Outcome::passed;
  return finding.severity == Severity::note ? Outcome::passed : Outcome::failed;
}

std::string review_junit(const Review& review, const std::string& summary,
                         const JunitOutcome& outcome_of) {
  JunitSuite suite;
  suite.title = "halfopen " + review.verb;
  suite.name = review.file.empty() ? suite.title : review.file;
  suite.output = summary;
  for (const ReviewFinding& finding : review.findings) {
    JunitCase one;
    one.name = finding.message;
    one.type = finding.id;
    if (finding.place) {
      one.file = finding.place->file;
      one.line = finding.place->line;
    }
    one.message = finding.message;
    if (finding.state == ReviewFinding::State::open) {
      one.outcome = outcome_of(finding);
      for (const std::string& detail : finding.details) one.details += detail + '\n';
    } else {
      const bool known = finding.state == ReviewFinding::State::known;
      one.outcome = JunitCase::Outcome::skipped;
      one.message = known ? "known from the baseline" : "allowed: " + finding.reason;
    }
    suite.cases.push_back(std::move(one));
  }
  if (suite.cases.empty()) {
    JunitCase none;
    none.name = review.verb == "diff" ? "no change in behaviour" : "no findings";
    suite.cases.push_back(std::move(none));
  }
  return junit_xml(suite);
}

}  // namespace halfopen
