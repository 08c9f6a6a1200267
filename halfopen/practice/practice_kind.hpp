// SPDX-License-Identifier: Apache-2.0
// The kinds of questions: how each is made.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "halfopen/practice/practice_dice.hpp"
#include "halfopen/practice/practice_question.hpp"

namespace halfopen {

/// Fills in scene, words and options. False if this throw of the dice makes no good question; then
/// it is thrown again.
struct PracticeKind {
  const char* name;
  PracticeTopic topic;
  int least;  ///< levels
  int most;
  bool (*make)(PracticeDice&, int level, PracticeQuestion&);
};

/// One list a file.
std::span<const PracticeKind> order_kinds();
std::span<const PracticeKind> reply_kinds();
std::span<const PracticeKind> range_kinds();
std::span<const PracticeKind> nat_kinds();
std::span<const PracticeKind> ipv6_kinds();
std::span<const PracticeKind> udp_kinds();
std::span<const PracticeKind> field_kinds();
std::span<const PracticeKind> scope_kinds();
std::span<const PracticeKind> numbering_kinds();

/// "Which of these connections work?": the set that works, that of the requests that arrive, and
/// others.
void add_set_options(PracticeDice& dice, PracticeQuestion& question, const char* misconception);

/// "What happens?": all verdicts that an ACL can bring about.
void add_verdict_options(PracticeQuestion& question);

/// "Which rule decides?": every rule of the list in focus, those that match first. `misconception`
/// is the thought behind a rule that fails because it is for the sender's port alone; what else
/// does not match needs no thought beside the reason.
void add_decider_options(PracticeDice& dice, PracticeQuestion& question, const char* misconception);

/// The first option stays where it is; the others come in random order.
void shuffle_wrong(PracticeDice& dice, std::vector<PracticeOption>& options);

}  // namespace halfopen
