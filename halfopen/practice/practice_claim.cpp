// SPDX-License-Identifier: Apache-2.0
#include "halfopen/practice/practice_claim.hpp"

#include "halfopen/acl/first_match.hpp"
#include "halfopen/analysis/acl_edit.hpp"

namespace halfopen {
namespace {

bool same_edits(const std::vector<PracticeEdit>& a, const std::vector<PracticeEdit>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].acl != b[i].acl || a[i].rows.size() != b[i].rows.size()) return false;
    for (std::size_t row = 0; row < a[i].rows.size(); ++row) {
      if (!same_rule(a[i].rows[row], b[i].rows[row])) return false;
    }
  }
  return true;
}

std::vector<std::size_t> working(const std::vector<PracticeFact>& facts) {
  std::vector<std::size_t> works;
  for (const PracticeFact& fact : facts) {
    if (fact.verdict == Verdict::works) works.push_back(fact.probe);
  }
  return works;
}

std::string decider(const PracticeScene& scene, const PracticeFocus& focus) {
  const Snapshot snapshot = snapshot_of(scene);
  return rule_label(first_match(snapshot.acls()[focus.acl], focus.direction, focus.packet));
}

std::size_t room(const PracticeScene& scene, const PracticeFocus& focus) {
  const Snapshot snapshot = snapshot_of(scene);
  const QuotaUse use =
      quota_use(snapshot, static_cast<std::uint32_t>(focus.acl), focus.direction, focus.family);
  return use.used < QuotaUse::kLimit ? QuotaUse::kLimit - use.used : 0;
}

}  // namespace

bool operator==(const PracticeClaim& a, const PracticeClaim& b) {
  return a.kind == b.kind && a.works == b.works && a.verdict == b.verdict && a.number == b.number &&
         a.rule == b.rule && same_edits(a.edits, b.edits);
}

bool holds(const PracticeClaim& claim, const PracticeScene& scene, const PracticeFocus& focus,
           const std::vector<PracticeFact>& facts) {
  switch (claim.kind) {
    case ClaimKind::working_set: return working(facts) == claim.works;
    case ClaimKind::verdict: return facts.front().verdict == claim.verdict;
    case ClaimKind::share: return facts.front().total != 0 && facts.front().open == claim.number;
    case ClaimKind::decider: return decider(scene, focus) == claim.rule;
    case ClaimKind::edits: {
      const PracticeScene changed = with_edits(scene, claim.edits);
      return reaches_goal(changed, facts_of(changed));
    }
    case ClaimKind::room: return room(scene, focus) == claim.number;
  }
  return false;
}

}  // namespace halfopen
