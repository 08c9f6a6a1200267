// SPDX-License-Identifier: Apache-2.0
// From a draft of a question to a question: judged, explained, shuffled.
#pragma once

#include <string>
#include <vector>

#include "halfopen/practice/practice_dice.hpp"
#include "halfopen/practice/practice_question.hpp"

namespace halfopen {

/// An option that claims something; `misconception` is the id of the error behind it if it is
/// wrong.
PracticeOption claim_edits(std::vector<PracticeEdit> edits, const char* misconception);
PracticeOption claim_edit(std::size_t acl, const NetworkAclEntry& row, const char* misconception);
PracticeOption claim_rule(const std::string& rule, const char* misconception);
PracticeOption claim_number(ClaimKind kind, std::uint32_t number, const char* misconception);
PracticeOption claim_verdict(Verdict verdict, const char* misconception);
PracticeOption claim_set(std::vector<std::size_t> works, const char* misconception);

/// Options whose claims or texts repeat an earlier one are dropped, then wrong ones from the end
/// until `count` are left. False if there are too few, or if not exactly one is right.
bool finish_question(PracticeDice& dice, PracticeQuestion& question, std::size_t count = 4);

}  // namespace halfopen
