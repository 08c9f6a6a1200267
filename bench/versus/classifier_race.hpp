// SPDX-License-Identifier: Apache-2.0
// One rule list, both classifiers.
#pragma once

#include <string>

#include "rule_sets.hpp"

namespace halfopen::bench {

/// How many times as long as Classifier the peer took on packets that match.
struct RaceResult {
  double rule_ratio = 1;
  double terminal_ratio = 1;
};

/// Compares all answers with a search rule by rule, then times both sides in turns: rule index and
/// verdict, on packets that match and on random ones, and compiling. Prints figures. `aim` is for
/// the rule index on packets that match. Ends the program if an answer is wrong.
RaceResult race_classifiers(const std::string& name, const Rules& rules, bool both_ends,
                            double aim);

}  // namespace halfopen::bench
