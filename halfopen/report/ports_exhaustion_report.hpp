// SPDX-License-Identifier: Apache-2.0
// What `ports exhaust` prints.
#pragma once

#include <string>

#include "halfopen/ports/port_exhaustion.hpp"
#include "halfopen/report/style.hpp"

namespace halfopen {

/// A question with its answers.
struct ExhaustionReport {
  std::string client;           ///< as the user named it
  bool algorithm_known = true;  ///< false: the count of ports is known, the order is not
  bool client_closes = true;
  ExhaustionQuestion question;
  PortExhaustion answer;
  std::optional<ExhaustionCheck> check;

  /// True if the asked rate is too much, or replies to some ports are lost.
  bool has_finding() const {
    const bool lost = answer.narrowed && answer.narrowed->open < answer.narrowed->total;
    const bool gives_up = check && check->refused_as_asked > 0;
    return answer.exhausted_after.has_value() || lost || gives_up;
  }
};

/// The verdict in one sentence, the sums behind it, what the simulator says, what helps.
std::string exhaustion_text(const ExhaustionReport& report, const Style& style);

/// Schema halfopen.ports-exhaust/1.
std::string exhaustion_json_text(const ExhaustionReport& report);

}  // namespace halfopen
