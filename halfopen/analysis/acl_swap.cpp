// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/acl_swap.hpp"

#include <algorithm>
#include <utility>

namespace halfopen {
namespace {

constexpr std::size_t kAclsPerVpc = 200;  ///< Amazon VPC quotas
/// Orders of up to so many subnets are all tried where none is safe.
constexpr std::size_t kMostTried = 12;

/// The lists of OLD and NEW as sets of cells, and the pairs of subnets.
class SwapJudge {
 public:
  SwapJudge(const Snapshot& snapshot, const std::vector<std::uint32_t>& subnets, RuleTable& rules,
            const AclState& before, const AclState& after)
      : count_(subnets.size()) {
    std::vector<AddressSet> sets;
    for (std::size_t i = 0; i < subnets.size(); ++i) {
      for (const IpFamily family : kIpFamilies) {
        AddressSet set = snapshot.subnets()[subnets[i]].addresses(family);
        if (set.empty()) continue;
        sets.push_back(std::move(set));
        owner_.push_back(i);
      }
    }
    judge_.emplace(rules, before, after, QuotaBound{}, sets);
    pairs_ = inside_pairs(judge_->cells(), sets, true);
    for (const Direction direction : {Direction::ingress, Direction::egress}) {
      lists_[0][static_cast<std::size_t>(direction)] =
          judge_->view(direction, before.list(direction)).allowed;
      lists_[1][static_cast<std::size_t>(direction)] =
          judge_->view(direction, after.list(direction)).allowed;
    }
    bad_.assign(count_, std::vector<bool>(count_, false));
    for (const InsidePair& pair : pairs_) {
      for (const bool client_moved : {true, false}) {
        const std::size_t c = owner_[pair.client_subnet];
        const std::size_t s = owner_[pair.server_subnet];
        if (!opens_inside(pair, lists(false, false), lists(true, true),
                          lists(client_moved, !client_moved))) {
          continue;
        }
        bad_[client_moved ? c : s][client_moved ? s : c] = true;
      }
    }
  }

  /// Something opens while `moved` has the new list and `other` the old one.
  bool bad(std::size_t moved, std::size_t other) const { return bad_[moved][other]; }

  std::vector<StateViolation> violations(const std::vector<bool>& moved) const {
    std::vector<StateViolation> found;
    for (const InsidePair& pair : pairs_) {
      const bool client = moved[owner_[pair.client_subnet]];
      const bool server = moved[owner_[pair.server_subnet]];
      if (client == server) continue;
      for (auto& opened :
           opened_inside(pair, lists(false, false), lists(true, true), lists(client, server))) {
        found.push_back(inside_violation(judge_->cells(), pair, std::move(opened)));
      }
    }
    return found;
  }

 private:
  InsideLists lists(bool client_moved, bool server_moved) const {
    const auto& client = lists_[client_moved ? 1 : 0];
    const auto& server = lists_[server_moved ? 1 : 0];
    return {&client[0], &client[1], &server[0], &server[1]};
  }

  std::size_t count_;
  std::vector<std::size_t> owner_;
  std::optional<StateJudge> judge_;
  std::vector<InsidePair> pairs_;
  std::array<std::array<CellBits, 2>, 2> lists_;
  std::vector<std::vector<bool>> bad_;
};

bool is_bad_state(const SwapJudge& judge, const std::vector<bool>& moved) {
  for (std::size_t i = 0; i < moved.size(); ++i) {
    for (std::size_t j = 0; moved[i] && j < moved.size(); ++j) {
      if (!moved[j] && judge.bad(i, j)) return true;
    }
  }
  return false;
}

/// Moves a subnet as soon as all that must move before it have; stops where there is a circle.
std::vector<std::size_t> safe_prefix(const SwapJudge& judge, std::size_t count) {
  std::vector<std::size_t> order;
  std::vector<bool> moved(count, false);
  for (bool found = true; found && order.size() < count;) {
    found = false;
    for (std::size_t i = 0; i < count && !found; ++i) {
      if (moved[i]) continue;
      bool waits = false;
      for (std::size_t j = 0; j < count; ++j) {
        waits = waits || (j != i && !moved[j] && judge.bad(i, j));
      }
      if (waits) continue;
      moved[i] = true;
      order.push_back(i);
      found = true;
    }
  }
  return order;
}

/// The order with the fewest bad states, over all subsets.
std::vector<std::size_t> best_order(const SwapJudge& judge, std::size_t count) {
  const std::size_t states = std::size_t{1} << count;
  std::vector<std::size_t> cost(states, states);
  std::vector<std::size_t> last(states, 0);
  cost[0] = 0;
  for (std::size_t state = 0; state < states; ++state) {
    std::vector<bool> moved(count);
    for (std::size_t i = 0; i < count; ++i) moved[i] = (state >> i & 1U) != 0;
    if (state != 0) cost[state] += is_bad_state(judge, moved) ? 1U : 0U;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t next = state | std::size_t{1} << i;
      if (next == state || cost[state] >= cost[next]) continue;
      cost[next] = cost[state];
      last[next] = i;
    }
  }
  std::vector<std::size_t> order;
  for (std::size_t state = states - 1; state != 0; state &= ~(std::size_t{1} << last[state])) {
    order.push_back(last[state]);
  }
  std::reverse(order.begin(), order.end());
  return order;
}

}  // namespace

bool SwapPlan::safe() const {
  return std::all_of(steps.begin(), steps.end(),
                     [](const SwapStep& step) { return step.violations.empty(); });
}

std::vector<std::uint32_t> subnets_of_acl(const Snapshot& snapshot, std::uint32_t acl) {
  std::vector<std::uint32_t> subnets;
  for (std::uint32_t i = 0; i < snapshot.subnets().size(); ++i) {
    if (snapshot.binding(i).known() && snapshot.binding(i).acl == acl) subnets.push_back(i);
  }
  return subnets;
}

Result<SwapPlan> plan_swap(const Snapshot& before, std::uint32_t old_acl, const NetworkAcl& after) {
  const NetworkAcl& acl = before.acls()[old_acl];
  const std::vector<std::uint32_t> subnets = subnets_of_acl(before, old_acl);
  if (subnets.empty()) {
    return fail("no subnet of " + acl.id() + " is loaded, so there is nothing to associate anew",
                "add the output of describe-network-acls with its Associations");
  }
  const auto in_vpc = std::count_if(before.acls().begin(), before.acls().end(),
                                    [&](const auto& a) { return a.vpc_id() == acl.vpc_id(); });
  if (static_cast<std::size_t>(in_vpc) >= kAclsPerVpc) {
    return fail("the VPC has 200 network ACLs, so no further one can be made",
                "delete an ACL that no subnet uses, or ask AWS for a higher quota");
  }
  if (acl.vpc_id().empty()) {
    return fail("the VPC of " + acl.id() + " is not known, so no ACL can be made in it",
                "add `vpc: ID` to the rule table, or use the output of describe-network-acls");
  }
  RuleTable rules;
  const AclState old_state = acl_state(acl, rules);
  const AclState new_state = acl_state(after, rules);
  const SwapJudge judge(before, subnets, rules, old_state, new_state);
  SwapPlan plan;
  plan.deletes_old = !acl.is_default();
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    const auto entries = after.entries(direction);
    plan.entries.insert(plan.entries.end(), entries.begin(), entries.end());
  }
  std::vector<std::size_t> order = safe_prefix(judge, subnets.size());
  if (order.size() < subnets.size() && subnets.size() <= kMostTried) {
    order = best_order(judge, subnets.size());
  } else if (order.size() < subnets.size()) {
    plan.exhaustive = false;
    for (std::size_t i = 0; i < subnets.size(); ++i) {
      if (std::find(order.begin(), order.end(), i) == order.end()) order.push_back(i);
    }
  }
  std::vector<bool> moved(subnets.size(), false);
  for (const std::size_t i : order) {
    moved[i] = true;
    plan.steps.push_back({subnets[i], judge.violations(moved)});
  }
  return plan;
}

}  // namespace halfopen
