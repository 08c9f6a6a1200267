// SPDX-License-Identifier: Apache-2.0
// Expectations as code: what must work, what must not, and whether it is so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/analysis/explain.hpp"
#include "halfopen/analysis/policy_exception.hpp"
#include "halfopen/analysis/service.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/base/result.hpp"
#include "halfopen/ports/client_profile.hpp"

namespace halfopen {

/// One sentence of a policy. Invariant: either `isolated`, or services and accepted verdicts.
struct PolicyExpectation {
  std::string name;
  std::string reason;             ///< may be empty
  std::vector<std::string> from;  ///< as WHERE of the command line; not empty
  std::vector<std::string> to;
  std::vector<std::string> ports;  ///< the services as they were written
  std::vector<ServiceSpec> services;
  std::optional<IpFamily> family;
  std::vector<ClientProfile> clients;   ///< empty: the default set
  std::vector<Verdict> accepted;        ///< in the order of kVerdicts
  bool isolated = false;                ///< no request gets there, of any protocol and port
  std::vector<PolicyException> except;  ///< of an isolated one: what may get there
  Origin origin;
};

/// "works or partial", "isolated".
std::string expected_text(const PolicyExpectation& expectation);

/// A name from the content: "internet -> subnet-web tcp/443: works". Expectations that differ in
/// what they demand have different names.
std::string made_name(const PolicyExpectation& expectation);

enum class PolicyOutcome : std::uint8_t {
  holds,
  fails,
  error,  ///< it cannot be judged: an end that is not loaded, ends that never meet
};

/// holds, fails, error.
std::string_view to_string(PolicyOutcome outcome);

/// Requests of one family and protocol that break an isolation.
struct PolicyOpening {
  IpFamily family = IpFamily::v4;
  std::optional<IpProtocol> protocol;  ///< none: every protocol that no rule names
  PortSet passes;                      ///< selectors (see Packet) that get there from somewhere
  PortSet unknown;                     ///< others of which that cannot be excluded
};

/// One concrete packet pair that shows why an expectation fails.
struct PolicyWitness {
  Verdict verdict = Verdict::unknown;  ///< what check() answers for the class it belongs to; of an
                                       ///< isolation: of this packet pair
  Explanation walk;
};

/// How an expectation fares. Borrows from the CompiledSnapshot that it was judged with.
struct PolicyResult {
  PolicyOutcome outcome = PolicyOutcome::holds;
  std::vector<Verdict> verdicts;        ///< all that were found, in the order of kVerdicts
  std::size_t answers = 0;              ///< connections that were judged; of an isolation: pairs of
                                        ///< address classes and protocols
  std::size_t violations = 0;           ///< those of them that are not as expected
  std::vector<PolicyOpening> openings;  ///< of an isolation
  std::optional<PolicyWitness> witness;  ///< if it fails
  std::vector<Error> errors;             ///< if it is an error
  std::vector<Assumption> assumptions;   ///< what the answers rest on, each once
};

/// Judges one expectation: it holds if every connection between every `from` and every `to` has an
/// accepted verdict. `isolated` is exact for all ports, messages and protocols at once; what is
/// unknown never satisfies it. Addresses of services that network ACLs do not filter are left out
/// of it.
PolicyResult judge(CompiledSnapshot& model, const PolicyExpectation& expectation);

/// All of them, in the same order.
std::vector<PolicyResult> judge_policy(CompiledSnapshot& model,
                                       std::span<const PolicyExpectation> expectations);

}  // namespace halfopen
