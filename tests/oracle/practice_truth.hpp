// SPDX-License-Identifier: Apache-2.0
// The truth about questions of practice: by the first-match oracle, packet by packet. Of the
// library it uses the plain values of a question, and none of the engine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "halfopen/practice/practice_question.hpp"

namespace halfopen::oracle {

/// What becomes of a probe.
struct ProbeTruth {
  std::string verdict;       ///< works, partial, half-open, denied
  std::string request_stop;  ///< "acl-1/in/100" of the first crossing that denies the request
  std::uint32_t open = 0;    ///< client ports (the gateway's, if only those are lost) with a reply
  std::uint32_t total = 0;
  std::uint32_t first_lost = 0;
  std::string reply_stop;  ///< the first crossing that denies the reply to `first_lost`
};

ProbeTruth truth_of(const PracticeScene& scene, const PracticeProbe& probe);

/// True if what the option claims is so.
bool is_true(const PracticeClaim& claim, const PracticeScene& scene, const PracticeFocus& focus);

}  // namespace halfopen::oracle
