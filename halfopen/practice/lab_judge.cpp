// SPDX-License-Identifier: Apache-2.0
// Is the account repaired?
#include <algorithm>

#include "halfopen/analysis/acl_edit.hpp"
#include "halfopen/practice/broken_lab.hpp"
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

void check_quota(const Snapshot& account, std::uint32_t acl, std::vector<std::string>& problems) {
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    for (const IpFamily family : kIpFamilies) {
      const QuotaUse use = quota_use(account, acl, direction, family);
      if (use.used <= QuotaUse::kLimit) continue;
      problems.push_back(words::over_quota(account.acls()[acl].id(), use.used, QuotaUse::kLimit));
    }
  }
}

std::vector<std::string> problems_of(const BrokenLab& lab, const Snapshot& account) {
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
  for (std::uint32_t acl = 0; acl < account.acls().size(); ++acl) {
    check_quota(account, acl, problems);
  }
  return problems;
}

/// From anywhere outside to a host of each tier: what the sound account denies, and no goal names.
std::vector<PracticeProbe> guarded_probes(const BrokenLab& lab) {
  std::vector<PracticeProbe> probes;
  const auto system = find_client_profile("linux");
  for (std::size_t i = 0; i < lab.sound.subnets.size(); ++i) {
    for (const CidrBlock& block : lab.sound.subnets[i].cidrs) {
      const bool v4 = block.family() == IpFamily::v4;
      const IpAddress outside(
          block.family(), v4 ? AddressBits{0x08080808U} : (AddressBits{0x26001234U} << 96U) + 1U);
      const PracticeHost server = {IpAddress(block.family(), block.address().bits() + 20U), i};
      for (const char* asked : {"22", "3389", "5432", "9000", "udp/53", "udp/161", "47/"}) {
        const auto services = parse_services(asked);
        probes.push_back({asked,
                          {outside, std::nullopt},
                          server,
                          services->front().in(block.family()),
                          *system,
                          false});
      }
    }
  }
  return probes;
}

/// What is denied to everybody outside, with the fault and without it, and is not any more.
void check_opened(const BrokenLab& lab, CompiledSnapshot& model,
                  std::vector<std::string>& problems) {
  const Snapshot sound = snapshot_of(lab.sound);
  const Snapshot broken = snapshot_of(lab.broken);
  CompiledSnapshot without(sound);
  CompiledSnapshot with(broken);
  for (const PracticeProbe& probe : guarded_probes(lab)) {
    if (fact_of(without, probe).verdict != Verdict::denied) continue;
    if (fact_of(with, probe).verdict != Verdict::denied) continue;
    const Verdict now = fact_of(model, probe).verdict;
    if (now == Verdict::denied || now == Verdict::unknown) continue;
    problems.push_back(words::opened(lab.broken.subnets[*probe.server.subnet].id, probe.service));
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

LabJudgement judge_lab(const BrokenLab& lab, const Snapshot& account) {
  LabJudgement judgement;
  judgement.problems = problems_of(lab, account);
  CompiledSnapshot model(account);
  check_opened(lab, model, judgement.problems);
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
  return judgement;
}

}  // namespace halfopen
