// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/apply_acls.hpp"

#include <algorithm>
#include <optional>

namespace halfopen {
namespace {

struct AclMatch {
  std::uint32_t old_acl = 0;
  std::uint32_t new_acl = 0;
};

const std::string& key_of(const NetworkAcl& acl, bool by_name) {
  return by_name ? acl.name() : acl.id();
}

/// The only ACL of that id or name; nothing if there is none or several.
std::optional<std::uint32_t> only_one(const Snapshot& snapshot, const std::string& key,
                                      bool by_name) {
  std::optional<std::uint32_t> found;
  for (std::uint32_t i = 0; i < snapshot.acls().size(); ++i) {
    if (key.empty() || key_of(snapshot.acls()[i], by_name) != key) continue;
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

/// By id; what is left by name, if the name is unique on both sides; the only one of each side.
std::vector<AclMatch> matched_acls(const Snapshot& before, const Snapshot& after) {
  std::vector<AclMatch> matches;
  std::vector<bool> old_taken(before.acls().size(), false);
  std::vector<bool> new_taken(after.acls().size(), false);
  const auto take = [&](std::uint32_t old_acl, std::uint32_t new_acl) {
    if (old_taken[old_acl] || new_taken[new_acl]) return;
    old_taken[old_acl] = new_taken[new_acl] = true;
    matches.push_back({old_acl, new_acl});
  };
  for (const bool by_name : {false, true}) {
    for (std::uint32_t i = 0; i < before.acls().size(); ++i) {
      const std::string& key = key_of(before.acls()[i], by_name);
      const auto same = only_one(after, key, by_name);
      if (same && only_one(before, key, by_name)) take(i, *same);
    }
  }
  if (before.acls().size() == 1 && after.acls().size() == 1) take(0, 0);
  std::sort(matches.begin(), matches.end(),
            [](const AclMatch& a, const AclMatch& b) { return a.old_acl < b.old_acl; });
  return matches;
}

std::string title(const NetworkAcl& acl) {
  return acl.name().empty() || acl.name() == acl.id() ? acl.id()
                                                      : acl.id() + " (" + acl.name() + ")";
}

/// ACLs that only one side has.
std::vector<std::string> left_over(const Snapshot& before, const Snapshot& after,
                                   const std::vector<AclMatch>& matches) {
  std::vector<std::string> notes;
  for (std::uint32_t i = 0; i < before.acls().size(); ++i) {
    const bool paired = std::any_of(matches.begin(), matches.end(),
                                    [&](const AclMatch& m) { return m.old_acl == i; });
    if (!paired) {
      notes.push_back(title(before.acls()[i]) +
                      " stands in OLD only: deleting a whole ACL is not planned");
    }
  }
  for (std::uint32_t i = 0; i < after.acls().size(); ++i) {
    const bool paired = std::any_of(matches.begin(), matches.end(),
                                    [&](const AclMatch& m) { return m.new_acl == i; });
    if (!paired) {
      notes.push_back(title(after.acls()[i]) +
                      " stands in NEW only: creating a whole ACL is not planned");
    }
  }
  return notes;
}

std::vector<std::string> subnet_ids(const Snapshot& snapshot, std::uint32_t acl) {
  std::vector<std::string> ids;
  for (const std::uint32_t subnet : subnets_of_acl(snapshot, acl)) {
    ids.push_back(snapshot.subnets()[subnet].id);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

void add_notes(const Snapshot& before, const Snapshot& after, const ApplyQuestion& question,
               AclApply& apply) {
  const NetworkAcl& acl = before.acls()[apply.old_acl];
  if (apply.subnets.empty()) {
    apply.notes.push_back(
        "no subnet of " + acl.id() +
        " is loaded: if it has none, it carries no traffic and any order will do");
  } else if (const auto ids = subnet_ids(after, apply.new_acl);
             !ids.empty() && ids != apply.subnets) {
    apply.notes.push_back("the subnets of " + acl.id() +
                          " differ between OLD and NEW: associations are not planned");
  }
  const bool unknown_addresses =
      std::any_of(before.subnets().begin(), before.subnets().end(), [&](const Subnet& subnet) {
        return subnet.cidrs.empty() && std::find(apply.subnets.begin(), apply.subnets.end(),
                                                 subnet.id) != apply.subnets.end();
      });
  if (apply.subnets.size() > 1 && unknown_addresses) {
    apply.notes.push_back(
        "addresses of some subnets are not known: connections between two subnets of this ACL are "
        "not judged; add the output of describe-subnets");
  }
  if (apply.plan.over_quota) {
    apply.notes.push_back("OLD or NEW has more rules than the quota of " +
                          std::to_string(question.limits.quota) +
                          " allows; no state has more than the larger of the two");
  }
}

/// Decides how the ACL is changed.
Result<void> choose_way(const Snapshot& before, const NetworkAcl& goal,
                        const ApplyQuestion& question, AclApply& apply) {
  apply.way = ApplyWay::in_place;
  const bool forced = question.way == ApplyWay::swap;
  if (!forced && (question.way == ApplyWay::in_place || apply.plan.order.safe())) return {};
  Result<SwapPlan> swap = plan_swap(before, apply.old_acl, goal);
  if (!swap) {
    if (forced) return tl::unexpected<Error>(swap.error());
    apply.notes.push_back("a swap of associations is not possible: " + swap.error().what);
    return {};
  }
  if (!forced && !swap->safe()) {
    apply.notes.push_back(
        "a swap of associations would open connections between subnets of this ACL as well");
    return {};
  }
  apply.way = ApplyWay::swap;
  apply.swap = std::move(*swap);
  const NetworkAcl& acl = before.acls()[apply.old_acl];
  apply.notes.push_back("the swap gives the ACL a new id; what names " + acl.id() +
                        " has to be changed");
  if (!apply.swap->deletes_old) {
    apply.notes.push_back(acl.id() +
                          " is the default ACL of its VPC: it cannot be deleted, and "
                          "subnets made later belong to it");
  }
  return {};
}

std::vector<AddressSet> addresses_of(const Snapshot& snapshot, std::uint32_t acl) {
  std::vector<AddressSet> sets;
  for (const std::uint32_t subnet : subnets_of_acl(snapshot, acl)) {
    for (const IpFamily family : kIpFamilies) {
      AddressSet set = snapshot.subnets()[subnet].addresses(family);
      if (!set.empty()) sets.push_back(std::move(set));
    }
  }
  return sets;
}

Result<AclApply> planned(const Snapshot& before, const Snapshot& after, const AclMatch& match,
                         const ApplyQuestion& question) {
  AclApply apply;
  apply.old_acl = match.old_acl;
  apply.new_acl = match.new_acl;
  const NetworkAcl& acl = before.acls()[match.old_acl];
  const NetworkAcl& goal = after.acls()[match.new_acl];
  auto plan = plan_apply(acl, goal, question.limits, addresses_of(before, match.old_acl));
  if (!plan) return tl::unexpected<Error>(plan.error());
  apply.plan = std::move(*plan);
  if (apply.plan.order.steps.empty()) return apply;
  apply.subnets = subnet_ids(before, match.old_acl);
  add_notes(before, after, question, apply);
  if (auto chosen = choose_way(before, goal, question, apply); !chosen) {
    return tl::unexpected<Error>(chosen.error());
  }
  return apply;
}

}  // namespace

bool AclApply::safe() const {
  if (way == ApplyWay::swap) return swap->safe();
  return way == ApplyWay::nothing || plan.order.safe();
}

std::size_t AclApply::calls() const {
  return way == ApplyWay::swap ? swap->calls() : plan.order.steps.size();
}

bool ApplyAnswer::safe() const {
  return std::all_of(acls.begin(), acls.end(), [](const AclApply& acl) { return acl.safe(); });
}

Result<ApplyAnswer> apply_acls(const Snapshot& before, const Snapshot& after,
                               const ApplyQuestion& question) {
  ApplyAnswer answer;
  std::vector<AclMatch> matches = matched_acls(before, after);
  if (question.acl.empty()) {
    answer.notes = left_over(before, after, matches);
  } else {
    auto wanted = only_one(before, question.acl, false);
    if (!wanted) wanted = only_one(before, question.acl, true);
    if (!wanted) {
      return fail("--acl: OLD has no network ACL, or several, called '" + question.acl + "'",
                  "use an id of OLD");
    }
    std::erase_if(matches, [&](const AclMatch& match) { return match.old_acl != *wanted; });
    if (matches.empty()) {
      return fail("NEW has no network ACL for " + title(before.acls()[*wanted]),
                  "ACLs are paired by id, then by name, then where each side has only one");
    }
  }
  if (matches.empty()) {
    return fail("OLD and NEW have no network ACL in common",
                "ACLs are paired by id, then by name, then where each side has only one");
  }
  for (const AclMatch& match : matches) {
    auto apply = planned(before, after, match, question);
    if (!apply) return tl::unexpected<Error>(apply.error());
    if (apply->way != ApplyWay::nothing || !question.acl.empty()) {
      answer.acls.push_back(std::move(*apply));
    }
  }
  return answer;
}

}  // namespace halfopen
