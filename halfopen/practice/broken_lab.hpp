// SPDX-License-Identifier: Apache-2.0
// An account in tiers with one planted fault, to be found and mended.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "halfopen/base/diagnostic.hpp"
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
/// not. What the last hint says mends it, by the judge: also where the faulty rule stays and the
/// right one is put before it.
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

/// Judges an account as the learner left it. Repaired is: the lab's subnets with the same blocks,
/// each with an ACL that is known and within its quota; nothing in it that cannot be read or judged
/// for certain (`diagnostics` that are errors count, if the caller has some); every goal; and by
/// the exact difference to the sound account nothing opened and nothing lost, see `compare_lab`.
/// Borrows from the lab.
LabJudgement judge_lab(const BrokenLab& lab, const Snapshot& account,
                       const Diagnostics& diagnostics = {});

}  // namespace halfopen
