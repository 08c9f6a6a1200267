// SPDX-License-Identifier: Apache-2.0
// One judged expectation in words.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "halfopen/analysis/policy.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/report/style.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// What is reported: a policy and how it fares, in the same order.
struct PolicyReport {
  const Snapshot& snapshot;
  const SourceNames& sources;  ///< of the inputs
  const SourceNames& policy;   ///< of the policy file
  std::span<const PolicyExpectation> expectations;
  std::span<const PolicyResult> results;

  std::size_t count(PolicyOutcome outcome) const;
  /// What all answers together rest on, each once.
  std::vector<Assumption> assumptions() const;
};

/// "12 expectations: 11 hold, 1 fails".
std::string summary_text(const PolicyReport& report);

/// "expected works, found partial (1 of 2 answers)": why it fails, or why it cannot be judged.
std::string reason_text(const PolicyExpectation& expectation, const PolicyResult& result);

/// The witness and who decides, a line each; for an error how to mend it.
std::vector<std::string> detail_lines(const PolicyReport& report,
                                      const PolicyExpectation& expectation,
                                      const PolicyResult& result);

/// The ports, messages or protocols of an opening: "tcp/22,443", "icmp type 8".
std::string opening_text(const PolicyOpening& opening, const PortSet& selectors);

/// The legs of a witness that count: of an isolation the request alone.
std::span<const LegTrace> told_legs(const PolicyExpectation& expectation,
                                    const PolicyWitness& witness);

/// The whole report for a person: the summary, failures, errors, then what holds.
std::string policy_text(const PolicyReport& report, const Style& style);

}  // namespace halfopen
