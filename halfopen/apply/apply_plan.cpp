// SPDX-License-Identifier: Apache-2.0
#include "halfopen/apply/apply_plan.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "halfopen/apply/layered_order.hpp"
#include "halfopen/apply/least_violation.hpp"

namespace halfopen {
namespace {

constexpr std::size_t kMostEntries = 200;
/// More changes than two full lists of 40 make: then only direct orders and layers are tried, and
/// of violations the naive order's are told.
constexpr std::size_t kMostSearched = 160;

/// Why an ACL cannot be planned for; empty if it can.
Error trouble_with(const NetworkAcl& acl, std::string_view which) {
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    const auto entries = acl.entries(direction);
    const auto where = [&](const NetworkAclEntry& entry) {
      return std::string(to_string(direction)) + " rule " + rule_label(entry) + " of " + acl.id() +
             " in " + std::string(which);
    };
    if (entries.size() > kMostEntries) {
      return {acl.id() + " has more than 200 rules in a direction", "EC2 allows 40 at most"};
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (entries[i].action == RuleAction::unknown) {
        return {where(entries[i]) + " could not be read for certain: what it does is unknown",
                "mend the input; the diagnostics name the row"};
      }
      if (i > 0 && entries[i - 1].number == entries[i].number) {
        return {where(entries[i]) + " stands twice, once for IPv4 and once for IPv6",
                "EC2 has a rule number once in a direction: give one of them another number"};
      }
    }
  }
  return {};
}

std::size_t entries_of(const NetworkAcl& acl, Direction direction, IpFamily family) {
  const auto entries = acl.entries(direction);
  return static_cast<std::size_t>(
      std::count_if(entries.begin(), entries.end(),
                    [&](const NetworkAclEntry& entry) { return entry.cidr.family() == family; }));
}

QuotaBound bound_of(const NetworkAcl& before, const NetworkAcl& after, std::size_t quota) {
  QuotaBound bound;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    for (const IpFamily family : kIpFamilies) {
      bound.most[static_cast<std::size_t>(direction)][static_cast<std::size_t>(family)] =
          std::max({quota, entries_of(before, direction, family) + 1,
                    entries_of(after, direction, family) + 1});
    }
  }
  return bound;
}

ApplyOrder described(StateJudge& judge, const std::vector<AclMove>& moves) {
  ApplyOrder order;
  AclState state = judge.before();
  for (const AclMove& move : moves) {
    ApplyStep step;
    const auto was = rule_at(state.list(move.direction), move.number);
    const RuleTable& rules = judge.rules();
    step.call = !move.rule ? ApplyStep::Call::remove
                : was      ? ApplyStep::Call::replace
                           : ApplyStep::Call::create;
    step.entry = rules.entry(move.direction, move.number, move.rule ? *move.rule : *was);
    if (move.rule && was) step.before = rules.entry(move.direction, move.number, *was);
    const RuleId content = move.rule ? *move.rule : *was;
    step.temporary = rule_at(judge.before().list(move.direction), move.number) != content &&
                     rule_at(judge.after().list(move.direction), move.number) != content;
    apply_move(state.list(move.direction), move);
    step.fit = judge.fit(state);
    if (!step.fit.keeps || !step.fit.closed) step.violations = judge.violations(state);
    for (const Direction direction : {Direction::ingress, Direction::egress}) {
      const ListView& view = judge.view(direction, state.list(direction));
      for (std::size_t family = 0; family < 2; ++family) {
        step.quota_used[static_cast<std::size_t>(direction)][family] = view.entries[family] + 1;
      }
    }
    order.steps.push_back(std::move(step));
  }
  return order;
}

/// A safe order in one form: touching each number once, else by search, else by construction.
std::optional<std::vector<AclMove>> safe_order(StateJudge& judge, SafetyForm form,
                                               const ApplyLimits& limits, std::size_t& states) {
  const OrderOutcome direct = direct_order(judge, form, limits.direct_effort);
  states += direct.states;
  if (direct.moves) return direct.moves;
  if (changed_numbers(judge.before(), judge.after()).size() > kMostSearched) {
    return layered_order(judge, form);
  }
  const OrderOutcome near = wide_order(judge, form, limits.wide_effort / 10);
  states += near.states;
  if (near.moves) return shortened(judge, form, *near.moves);
  if (auto layered = layered_order(judge, form)) return layered;
  return std::nullopt;
}

/// Few enough rules that trying every order may come to an end.
bool is_tiny(const StateJudge& judge) {
  constexpr std::size_t kFew = 8;
  std::size_t rules = 0;
  for (const AclState* state : {&judge.before(), &judge.after()}) {
    rules += state->lists[0].size() + state->lists[1].size();
  }
  return rules <= kFew;
}

std::vector<AclMove> planned(StateJudge& judge, const ApplyLimits& limits, ApplyPlan& plan) {
  for (const SafetyForm form : {SafetyForm::packets, SafetyForm::connections}) {
    if (auto moves = safe_order(judge, form, limits, plan.states)) return *moves;
  }
  if (changed_numbers(judge.before(), judge.after()).size() > kMostSearched) {
    plan.proof = ApplyProof::searched;
    return naive_moves(judge.before(), judge.after());
  }
  const OrderOutcome wide = wide_order(judge, SafetyForm::connections, limits.wide_effort);
  plan.states += wide.states;
  if (wide.moves) return shortened(judge, SafetyForm::connections, *wide.moves);
  OrderOutcome good = good_violation(judge, 24);
  plan.states += good.states;
  const auto cost = good.moves ? cost_of(judge, *good.moves) : std::nullopt;
  if (cost && cost->states == 1 && is_unavoidable(judge, limits.violation_effort, plan.states)) {
    plan.proof = ApplyProof::unavoidable;
    if (!is_tiny(judge)) return *good.moves;
  }
  OrderOutcome least;
  if (is_tiny(judge)) least = least_violation(judge, limits.violation_effort);
  plan.states += least.states;
  if (least.moves) {
    plan.proof = ApplyProof::exhausted;
    return *least.moves;
  }
  if (plan.proof == ApplyProof::safe) plan.proof = ApplyProof::searched;
  return good.moves ? std::move(*good.moves) : naive_moves(judge.before(), judge.after());
}

}  // namespace

bool ApplyOrder::safe() const {
  return std::all_of(steps.begin(), steps.end(),
                     [](const ApplyStep& step) { return step.fit.safe(); });
}

bool ApplyOrder::safe_by_packets() const {
  return std::all_of(steps.begin(), steps.end(),
                     [](const ApplyStep& step) { return step.fit.safe() && step.fit.packets; });
}

std::size_t ApplyOrder::violating_states() const {
  return static_cast<std::size_t>(std::count_if(
      steps.begin(), steps.end(), [](const ApplyStep& step) { return !step.fit.safe(); }));
}

std::size_t ApplyOrder::temporary_rules() const {
  return static_cast<std::size_t>(
      std::count_if(steps.begin(), steps.end(), [](const ApplyStep& step) {
        return step.temporary && step.call != ApplyStep::Call::remove;
      }));
}

std::size_t ApplyOrder::most_entries() const {
  std::size_t most = 0;
  for (const ApplyStep& step : steps) {
    for (const auto& families : step.quota_used) {
      most = std::max({most, families[0], families[1]});
    }
  }
  return most;
}

std::vector<AclMove> naive_moves(const AclState& before, const AclState& after) {
  std::vector<AclMove> moves;
  const std::vector<ChangedNumber> changes = changed_numbers(before, after);
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    for (const ChangedNumber& change : changes) {
      if (change.direction == direction && change.before) {
        moves.push_back({direction, change.number, std::nullopt});
      }
    }
    for (const ChangedNumber& change : changes) {
      if (change.direction == direction && change.after) {
        moves.push_back({direction, change.number, change.after});
      }
    }
  }
  return moves;
}

Result<ApplyPlan> plan_apply(const NetworkAcl& before, const NetworkAcl& after,
                             const ApplyLimits& limits, std::span<const AddressSet> subnets) {
  Error trouble = trouble_with(before, "OLD");
  if (trouble.what.empty()) trouble = trouble_with(after, "NEW");
  if (!trouble.what.empty()) return tl::unexpected<Error>(std::move(trouble));
  ApplyPlan plan;
  plan.quota = bound_of(before, after, limits.quota);
  for (const auto& families : plan.quota.most) {
    for (const std::size_t most : families)
      plan.over_quota = plan.over_quota || most > limits.quota;
  }
  RuleTable rules;
  const AclState old_state = acl_state(before, rules);
  const AclState new_state = acl_state(after, rules);
  StateJudge judge(rules, old_state, new_state, plan.quota, subnets);
  plan.order = described(judge, planned(judge, limits, plan));
  plan.naive = described(judge, naive_moves(old_state, new_state));
  if (!plan.order.safe() && plan.proof == ApplyProof::safe) plan.proof = ApplyProof::searched;
  return plan;
}

}  // namespace halfopen
