// SPDX-License-Identifier: Apache-2.0
// The sound account behind a broken lab.
#pragma once

#include "halfopen/practice/practice_dice.hpp"
#include "halfopen/practice/practice_scene.hpp"

namespace halfopen {

/// Two or three tiers, each a subnet with an ACL of its own, and goals: customers, administrators,
/// tiers that talk to each other, updates, DNS; and what must stay denied.
PracticeScene lab_account(PracticeDice& dice);

}  // namespace halfopen
