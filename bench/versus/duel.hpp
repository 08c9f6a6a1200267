// SPDX-License-Identifier: Apache-2.0
// The engines against each other on one rule list.
#pragma once

#include <string>

#include "engine.hpp"

namespace halfopen::bench {

/// How many times as fast as the others this library is to be; 0: no aim.
struct DuelAims {
  double buddy;           ///< all questions but shadowed rules
  double buddy_shadowed;  ///< shadowed rules
  double z3_equality;
  double z3_shadowed;
  double z3_half_open;
};

/// Asks every engine every question, compares the answers (ends the program if they differ) and
/// prints times and ratios. Z3 takes part up to 1,000 rules. What takes seconds is done once, with
/// a cap; everything else in turns.
void duel(const std::string& set, const Questions& questions, const DuelAims& aims);

}  // namespace halfopen::bench
