// SPDX-License-Identifier: Apache-2.0
// Is the account repaired?
#include <algorithm>

#include "halfopen/analysis/acl_edit.hpp"
#include "halfopen/practice/broken_lab.hpp"
#include "halfopen/practice/lab_comparison.hpp"
#include "halfopen/practice/practice_words.hpp"

namespace halfopen {
namespace {

/// The subnet with the same id and the same blocks.
std::optional<std::uint32_t> same_subnet(const Snapshot& account, const PracticeSubnet& wanted) {
  for (std::uint32_t i = 0; i < account.subnets().size(); ++i) {
    const Subnet& subnet = account.subnets()[i];
    if (subnet.id != wanted.id) continue;
    std::vector<CidrBlock> blocks = subnet.cidrs;
    std::vector<CidrBlock> same = wanted.cidrs;
    std::sort(blocks.begin(), blocks.end());
    std::sort(same.begin(), same.end());
    if (blocks == same) return i;
  }
  return std::nullopt;
}

void check_quota(const Snapshot& account, std::vector<std::string>& problems) {
  for (std::uint32_t acl = 0; acl < account.acls().size(); ++acl) {
    for (const Direction direction : {Direction::ingress, Direction::egress}) {
      for (const IpFamily family : kIpFamilies) {
        const QuotaUse use = quota_use(account, acl, direction, family);
        if (use.used <= QuotaUse::kLimit) continue;
        problems.push_back(words::over_quota(account.acls()[acl].id(), use.used, QuotaUse::kLimit));
      }
    }
  }
}

/// Subnets that are not those of the lab, or that nobody knows the ACL of.
std::vector<std::string> subnet_problems(const BrokenLab& lab, const Snapshot& account) {
  std::vector<std::string> problems;
  for (const PracticeSubnet& wanted : lab.broken.subnets) {
    const auto found = same_subnet(account, wanted);
    if (!found) {
      problems.push_back(words::subnet_changed(wanted.id));
    } else if (!account.binding(*found).known()) {
      problems.push_back(words::subnet_without_acl(wanted.id));
    }
  }
  if (account.subnets().size() > lab.broken.subnets.size()) {
    problems.push_back(words::more_subnets());
  }
  return problems;
}

/// Rows that nobody can judge: unread in part, or two with one number. What the input's messages
/// tell is told once.
void check_readable(const Snapshot& account, const Diagnostics& diagnostics,
                    std::vector<std::string>& problems) {
  const std::size_t before = problems.size();
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity == Severity::error) problems.push_back(diagnostic.text);
  }
  if (problems.size() > before) return;
  for (const NetworkAcl& acl : account.acls()) {
    for (const Direction direction : {Direction::ingress, Direction::egress}) {
      std::string last;
      for (const NetworkAclEntry& row : acl.entries(direction)) {
        if (row.action != RuleAction::unknown || rule_label(row) == last) continue;
        last = rule_label(row);
        problems.push_back(words::unreadable_rule(acl.id(), direction, last));
      }
    }
  }
}

/// What the whole comparison finds against the account. Losses count for goals that are reached:
/// the others say it themselves.
void check_comparison(const BrokenLab& lab, CompiledSnapshot& model, LabJudgement& judgement) {
  const LabComparison found = compare_lab(lab, model);
  std::vector<std::string>& problems = judgement.problems;
  problems.insert(problems.end(), found.not_compared.begin(), found.not_compared.end());
  if (found.unknown) problems.push_back(words::not_judged());
  for (const LabOpening& opening : found.openings) {
    problems.push_back(words::opened(lab.broken, opening));
  }
  for (const LabLoss& loss : found.losses) {
    if (judgement.goals[loss.probe].reached) problems.push_back(words::lost(lab.broken, loss));
  }
}

/// The lab's goals, with the ACLs by the names that the account gives them.
PracticeScene named_after(const BrokenLab& lab, const Snapshot& account) {
  PracticeScene scene;
  scene.probes = lab.broken.probes;
  for (const NetworkAcl& acl : account.acls()) scene.acls.push_back({acl.id(), {}});
  return scene;
}

}  // namespace

bool LabJudgement::repaired() const {
  return problems.empty() &&
         std::all_of(goals.begin(), goals.end(), [](const LabGoal& goal) { return goal.reached; });
}

LabJudgement judge_lab(const BrokenLab& lab, const Snapshot& account,
                       const Diagnostics& diagnostics) {
  LabJudgement judgement;
  judgement.problems = subnet_problems(lab, account);
  check_readable(account, diagnostics, judgement.problems);
  const bool comparable = judgement.problems.empty();
  CompiledSnapshot model(account);
  const PracticeScene scene = named_after(lab, account);
  for (std::size_t i = 0; i < scene.probes.size(); ++i) {
    LabGoal goal;
    goal.probe = &lab.broken.probes[i];
    goal.fact = fact_of(model, scene.probes[i]);
    goal.fact.probe = i;
    const Verdict wanted = goal.probe->must_work ? Verdict::works : Verdict::denied;
    goal.reached = goal.fact.verdict == wanted;
    goal.reason = words::fact(scene, goal.fact);
    judgement.goals.push_back(std::move(goal));
  }
  if (comparable) check_comparison(lab, model, judgement);
  check_quota(account, judgement.problems);
  return judgement;
}

}  // namespace halfopen
