// SPDX-License-Identifier: Apache-2.0
#include "halfopen/practice/broken_lab.hpp"

#include <algorithm>
#include <utility>

#include "halfopen/practice/lab_account.hpp"
#include "halfopen/practice/lab_fault.hpp"
#include "halfopen/practice/practice_table.hpp"
#include "halfopen/practice/practice_words.hpp"

namespace halfopen {
namespace {

constexpr std::size_t kMostLost = 3;

/// Goals that should work and do not.
std::vector<PracticeFact> lost_goals(const PracticeScene& scene) {
  std::vector<PracticeFact> lost;
  for (const PracticeFact& fact : facts_of(scene)) {
    if (scene.probes[fact.probe].must_work && fact.verdict != Verdict::works) lost.push_back(fact);
  }
  return lost;
}

/// From far to near: the connection, the list, the row.
std::vector<std::string> hints_of(const BrokenLab& lab, const LabFault& fault,
                                  const PracticeFact& lost) {
  const PracticePlace* stop = lost.request_stop ? &*lost.request_stop
                              : lost.reply_stop ? &*lost.reply_stop
                                                : nullptr;
  const std::string& label = lab.broken.probes[lost.probe].label;
  std::vector<std::string> hints = {words::hint_connection(label, lost)};
  hints.push_back(stop == nullptr ? words::fact(lab.broken, lost)
                                  : words::hint_list(label, lab.broken.acls[stop->acl].id,
                                                     stop->direction, lost));
  hints.push_back(
      words::hint_row(lab.broken.acls[fault.acl].id, fault.kind, fault.row, fault.added));
  return hints;
}

using Rows = std::vector<NetworkAclEntry>;

bool has_number(const Rows& rows, Direction direction, RuleNumber number) {
  return std::any_of(rows.begin(), rows.end(), [&](const NetworkAclEntry& row) {
    return row.direction == direction && row.number == number;
  });
}

/// The row allowed, on the highest free number below its own; nothing if none is free.
std::optional<NetworkAclEntry> allowed_before(const Rows& rows, NetworkAclEntry row) {
  row.action = RuleAction::allow;
  while (row.number > 0 && has_number(rows, row.direction, row.number)) --row.number;
  return row.number > 0 ? std::optional(row) : std::nullopt;
}

/// True if the last hint mends the lab: the added row gone, or the right row in its place, whatever
/// the fault left elsewhere; and as well with the faulty row left and the right one before it.
bool mends(const BrokenLab& lab, const LabFault& fault) {
  const auto repaired = [&](const Rows& rows) {
    PracticeScene account = lab.broken;
    account.acls[fault.acl].rows = rows;
    return judge_lab(lab, snapshot_of(account)).repaired();
  };
  const Rows& broken = lab.broken.acls[fault.acl].rows;
  Rows hinted = broken;
  std::erase_if(hinted, [&](const NetworkAclEntry& row) {
    return row.direction == fault.row.direction && row.number == fault.row.number;
  });
  if (!fault.added) hinted.push_back(fault.row);
  const auto right = allowed_before(broken, fault.row);
  Rows beside = broken;
  if (right) beside.push_back(*right);
  return right && repaired(hinted) && repaired(beside);
}

}  // namespace

BrokenLab broken_lab(std::uint64_t seed) {
  for (std::uint64_t attempt = 0;; ++attempt) {
    PracticeDice dice(seed, 0, attempt + 0x1ab);
    BrokenLab lab;
    lab.seed = seed;
    lab.sound = lab_account(dice);
    if (!reaches_goal(lab.sound, facts_of(lab.sound))) continue;
    lab.broken = lab.sound;
    const LabFault fault = plant_fault(dice, lab.broken);
    const std::vector<PracticeFact> lost = lost_goals(lab.broken);
    if (lost.empty() || lost.size() > kMostLost) continue;
    lab.faulty_acl = fault.acl;
    lab.fault = fault.kind;
    lab.story = words::lab_story(lab.broken, lost.front());
    lab.hints = hints_of(lab, fault, lost.front());
    if (!mends(lab, fault)) continue;
    return lab;
  }
}

std::vector<LabSource> lab_sources(const BrokenLab& lab) {
  std::vector<LabSource> sources;
  for (std::size_t acl = 0; acl < lab.broken.acls.size(); ++acl) {
    sources.push_back({lab.broken.acls[acl].id + ".txt", rule_table(lab.broken, acl)});
  }
  return sources;
}

}  // namespace halfopen
