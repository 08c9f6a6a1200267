// SPDX-License-Identifier: Apache-2.0
// An account in tiers with one planted fault, to be found and mended.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "halfopen/practice/practice_fact.hpp"
#include "halfopen/practice/practice_scene.hpp"

namespace halfopen {

/// The probes of both scenes are the goals: what must work, and what must stay denied.
struct BrokenLab {
  std::uint64_t seed = 0;
  std::string story;
  PracticeScene sound;   ///< every goal is reached
  PracticeScene broken;  ///< the same with one row changed, added or taken away
  std::size_t faulty_acl = 0;
  std::string fault;               ///< what was done: an id of words::misconception
  std::vector<std::string> hints;  ///< from "where to look" to what the rule must be
};

/// Depends on the seed alone. Invariant, by the engine: `sound` reaches every goal, `broken` does
/// not.
BrokenLab broken_lab(std::uint64_t seed);

/// A text that the learner works on: one rule table for each ACL.
struct LabSource {
  std::string name;
  std::string text;
};
std::vector<LabSource> lab_sources(const BrokenLab& lab);

/// How one goal fares.
struct LabGoal {
  const PracticeProbe* probe = nullptr;  ///< borrowed from the lab
  PracticeFact fact;
  bool reached = false;
  std::string reason;  ///< the fact as a sentence
};

/// What the engine says of a repair.
struct LabJudgement {
  std::vector<LabGoal> goals;
  std::vector<std::string> problems;  ///< why it is no repair of this account, whatever the goals
  bool repaired() const;
};

/// Judges an account as the learner left it: the same subnets with the same blocks, each with an
/// ACL that is known and within its quota, every goal, and nothing opened to everybody outside that
/// both accounts deny (some services of each tier are tried). Borrows from the lab.
LabJudgement judge_lab(const BrokenLab& lab, const Snapshot& account);

}  // namespace halfopen
