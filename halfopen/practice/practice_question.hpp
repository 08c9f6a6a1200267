// SPDX-License-Identifier: Apache-2.0
// A question with one right answer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "halfopen/practice/practice_claim.hpp"
#include "halfopen/practice/practice_topic.hpp"

namespace halfopen {

struct PracticeOption {
  std::string text;
  PracticeClaim claim;
  bool right = false;
  std::string misconception;        ///< the error of thought behind it; empty for the right one
  std::string explanation;          ///< why it is right or wrong; figures and rules by the engine
  std::vector<PracticeFact> facts;  ///< what the explanation says of probes: with its edits made
};

/// Invariant: exactly one option is right, and it is the only one whose claim holds. No two options
/// have the same text.
struct PracticeQuestion {
  std::uint64_t seed = 0;
  std::uint64_t index = 0;  ///< within the seed; both together name the question
  PracticeTopic topic = PracticeTopic::order;
  int level = 1;
  std::string kind;   ///< how it was made: "which-work", "decider" …
  std::string story;  ///< who is who; may be empty
  std::string text;
  std::string lesson;  ///< the rule to keep in mind
  PracticeScene scene;
  PracticeFocus focus;
  std::vector<PracticeOption> options;

  std::size_t right_option() const {
    std::size_t at = 0;
    while (at + 1 < options.size() && !options[at].right) ++at;
    return at;
  }
};

}  // namespace halfopen
