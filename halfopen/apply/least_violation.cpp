// SPDX-License-Identifier: Apache-2.0
#include "halfopen/apply/least_violation.hpp"

#include <algorithm>
#include <compare>
#include <functional>
#include <queue>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace halfopen {
namespace {

struct CostedState {
  AclState state;
  std::size_t parent = 0;
  AclMove move;
  ViolationCost cost;
};

std::vector<AclMove> way_to(const std::vector<CostedState>& nodes, std::size_t at) {
  std::vector<AclMove> moves;
  for (std::size_t i = at; i != 0; i = nodes[i].parent) moves.push_back(nodes[i].move);
  std::reverse(moves.begin(), moves.end());
  return moves;
}

/// The cost of being in a state; nothing if the quota forbids it.
std::optional<ViolationCost> cost_of_state(StateJudge& judge, const AclState& state) {
  const ListView in = judge.view(Direction::ingress, state.list(Direction::ingress));
  const ListView& out = judge.view(Direction::egress, state.list(Direction::egress));
  const StateFit fit = judge.fit(in, out);
  if (!fit.quota) return std::nullopt;
  if (fit.safe()) return ViolationCost{0, 0, 1};
  return ViolationCost{1, judge.damage(in, out), 1};
}

ViolationCost sum(const ViolationCost& a, const ViolationCost& b) {
  return {a.states + b.states, a.connections + b.connections, a.calls + b.calls};
}

/// The rules of OLD and NEW of a direction, and denies in their place.
std::vector<RuleId> contents_of(StateJudge& judge, Direction direction) {
  std::set<RuleId> found;
  for (const AclState* known : {&judge.before(), &judge.after()}) {
    for (const NumberedRule& rule : known->list(direction)) {
      found.insert(rule.rule);
      NetworkAclEntry shut = judge.rules()[rule.rule];
      shut.action = RuleAction::deny;
      if (const auto id = judge.admit(shut)) found.insert(*id);
    }
  }
  return {found.begin(), found.end()};
}

}  // namespace

std::optional<ViolationCost> cost_of(StateJudge& judge, const std::vector<AclMove>& moves) {
  ViolationCost total;
  AclState state = judge.before();
  for (const AclMove& move : moves) {
    apply_move(state.list(move.direction), move);
    const auto cost = cost_of_state(judge, state);
    if (!cost) return std::nullopt;
    total = sum(total, *cost);
  }
  if (!(state == judge.after())) return std::nullopt;
  return total;
}

std::string shape_key(const StateJudge& judge, const AclState& state) {
  std::string key;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    RuleList shape = state.list(direction);
    for (NumberedRule& rule : shape) {
      const bool home = rule_at(judge.before().list(direction), rule.number) ||
                        rule_at(judge.after().list(direction), rule.number);
      if (!home) rule.number = 0;
    }
    // A temporary rule keeps its place among the others; which home numbers it stands between
    // matters as well, as rules may still come there.
    std::size_t at = 0;
    for (const NumberedRule& rule : state.list(direction)) {
      if (shape[at].number == 0) {
        std::size_t below = 0;
        for (const AclState* known : {&judge.before(), &judge.after()}) {
          for (const NumberedRule& other : known->list(direction)) {
            below += other.number < rule.number ? 1U : 0U;
          }
        }
        shape[at].number = static_cast<RuleNumber>(0x8000U + below);
      }
      ++at;
    }
    key += list_key(shape) + '|';
  }
  return key;
}

std::vector<AclMove> every_move(StateJudge& judge, const AclState& state) {
  std::vector<AclMove> moves;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    const std::vector<RuleId> contents = contents_of(judge, direction);
    std::set<RuleNumber> numbers{0, kLastUserRuleNumber + 1};
    for (const AclState* known : {&judge.before(), &judge.after(), &state}) {
      for (const NumberedRule& rule : known->list(direction)) numbers.insert(rule.number);
    }
    std::set<RuleNumber> places(std::next(numbers.begin()), std::prev(numbers.end()));
    for (auto low = numbers.begin(); std::next(low) != numbers.end(); ++low) {
      const RuleNumber high = *std::next(low);
      if (high - *low > 1) places.insert(*low + (high - *low) / 2);
    }
    for (const RuleNumber number : places) {
      const auto there = rule_at(state.list(direction), number);
      if (there) moves.push_back({direction, number, std::nullopt});
      for (const RuleId content : contents) {
        if (there != content) moves.push_back({direction, number, content});
      }
    }
  }
  return moves;
}

OrderOutcome least_violation(StateJudge& judge, std::size_t effort) {
  OrderOutcome outcome;
  std::vector<CostedState> nodes{{judge.before(), 0, {}, {}}};
  std::unordered_set<std::string> closed;
  using Entry = std::pair<ViolationCost, std::size_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
  open.emplace(ViolationCost{}, 0);
  std::unordered_map<std::string, ViolationCost> best{
      {shape_key(judge, judge.before()), ViolationCost{}}};
  while (!open.empty() && outcome.states < effort) {
    const auto [cost, at] = open.top();
    open.pop();
    if (nodes[at].state == judge.after()) {
      outcome.moves = way_to(nodes, at);
      outcome.exhausted = true;
      return outcome;
    }
    if (!closed.insert(shape_key(judge, nodes[at].state)).second) continue;
    const AclState state = nodes[at].state;
    for (const AclMove& move : every_move(judge, state)) {
      AclState next = state;
      apply_move(next.list(move.direction), move);
      ++outcome.states;
      const auto step = cost_of_state(judge, next);
      if (!step) continue;
      const ViolationCost total = sum(cost, *step);
      const auto [known, is_new] = best.emplace(shape_key(judge, next), total);
      if (!is_new && !(total < known->second)) continue;
      known->second = total;
      nodes.push_back({std::move(next), at, move, total});
      open.emplace(total, nodes.size() - 1);
    }
  }
  return outcome;
}

bool is_unavoidable(StateJudge& judge, std::size_t effort, std::size_t& states) {
  std::size_t used = 0;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    const RuleList& goal = judge.after().list(direction);
    bool reached = judge.before().list(direction) == goal;
    std::vector<AclState> open{judge.before()};
    std::unordered_set<std::string> seen{shape_key(judge, judge.before())};
    while (!open.empty() && !reached) {
      const AclState state = std::move(open.back());
      open.pop_back();
      for (const AclMove& move : every_move(judge, state)) {
        if (move.direction != direction) continue;
        if (++used > effort) return false;
        ++states;
        AclState next = state;
        apply_move(next.list(direction), move);
        const ListView& view = judge.view(direction, next.list(direction));
        if (!view.within_quota || !judge.keeps_alone(view)) continue;
        reached = reached || next.list(direction) == goal;
        if (seen.insert(shape_key(judge, next)).second) open.push_back(std::move(next));
      }
    }
    if (!reached) return true;
  }
  return false;
}

OrderOutcome good_violation(StateJudge& judge, std::size_t width) {
  OrderOutcome outcome;
  std::vector<CostedState> nodes{{judge.before(), 0, {}, {}}};
  std::vector<std::size_t> level{0};
  const std::size_t length = changed_numbers(judge.before(), judge.after()).size();
  for (std::size_t done = 0; done < length; ++done) {
    std::vector<std::size_t> next_level;
    std::unordered_map<std::string, std::size_t> known;
    for (const std::size_t at : level) {
      const AclState state = nodes[at].state;
      for (const ChangedNumber& change : changed_numbers(state, judge.after())) {
        AclState next = state;
        const AclMove move{change.direction, change.number, change.after};
        apply_move(next.list(move.direction), move);
        ++outcome.states;
        const auto step = cost_of_state(judge, next);
        if (!step) continue;
        const ViolationCost total = sum(nodes[at].cost, *step);
        const std::string key = list_key(next.lists[0]) + '|' + list_key(next.lists[1]);
        const auto [place, is_new] = known.emplace(key, nodes.size());
        if (is_new) {
          next_level.push_back(nodes.size());
          nodes.push_back({std::move(next), at, move, total});
        } else if (total < nodes[place->second].cost) {
          nodes[place->second] = {std::move(next), at, move, total};
        }
      }
    }
    std::stable_sort(next_level.begin(), next_level.end(),
                     [&](std::size_t a, std::size_t b) { return nodes[a].cost < nodes[b].cost; });
    if (next_level.size() > width) next_level.resize(width);
    level = std::move(next_level);
  }
  if (!level.empty()) outcome.moves = way_to(nodes, level.front());
  return outcome;
}

}  // namespace halfopen
