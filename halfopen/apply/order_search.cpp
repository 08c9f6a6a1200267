// SPDX-License-Identifier: Apache-2.0
#include "halfopen/apply/order_search.hpp"

#include <algorithm>
#include <functional>
#include <queue>
#include <set>
#include <string>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace halfopen {
namespace {

std::string state_key(const AclState& state) {
  return list_key(state.lists[0]) + '|' + list_key(state.lists[1]);
}

/// What a call does to the packets of its direction.
enum class Effect : std::uint8_t { frees, none, shrinks, mixed, grows, fills };

Effect effect_of(const ListView& from, const ListView& to) {
  bool lost = false;
  bool gained = false;
  for (std::size_t word = 0; word < from.allowed.size(); ++word) {
    lost = lost || (from.allowed[word] & ~to.allowed[word]) != 0;
    gained = gained || (to.allowed[word] & ~from.allowed[word]) != 0;
  }
  if (lost && gained) return Effect::mixed;
  if (lost) return Effect::shrinks;
  if (gained) return Effect::grows;
  const std::size_t before = from.entries[0] + from.entries[1];
  const std::size_t after = to.entries[0] + to.entries[1];
  return after < before ? Effect::frees : after > before ? Effect::fills : Effect::none;
}

/// Depth-first search over "which changed numbers are done".
class DirectSearch {
 public:
  DirectSearch(StateJudge& judge, SafetyForm form, std::size_t effort)
      : judge_(judge), form_(form), effort_(effort), state_(judge.before()) {
    for (const ChangedNumber& change : changed_numbers(judge.before(), judge.after())) {
      left_.push_back({change.direction, change.number, change.after});
    }
  }

  OrderOutcome run() {
    OrderOutcome outcome;
    if (step()) outcome.moves = made_;
    outcome.exhausted = !outcome.moves && states_ < effort_;
    outcome.states = states_;
    return outcome;
  }

 private:
  struct Option {
    Effect effect;
    std::size_t index;
  };

  std::vector<Option> options() {
    std::vector<Option> found;
    // Copies: a view may be forgotten while others are made.
    const ListView in = judge_.view(Direction::ingress, state_.list(Direction::ingress));
    const ListView out = judge_.view(Direction::egress, state_.list(Direction::egress));
    for (std::size_t i = 0; i < left_.size(); ++i) {
      const AclMove& move = left_[i];
      const bool entering = move.direction == Direction::ingress;
      RuleList list = state_.list(move.direction);
      apply_move(list, move);
      const ListView& next = judge_.view(move.direction, list);
      ++states_;
      if (!accepts(form_, entering ? judge_.fit(next, out) : judge_.fit(in, next))) continue;
      found.push_back({effect_of(entering ? in : out, next), i});
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Option& a, const Option& b) { return a.effect < b.effect; });
    return found;
  }

  bool step() {
    if (left_.empty()) return true;
    if (states_ >= effort_) return false;
    if (!seen_.insert(state_key(state_)).second) return false;
    for (const Option& option : options()) {
      const AclMove move = left_[option.index];
      const AclState kept = state_;
      apply_move(state_.list(move.direction), move);
      left_.erase(left_.begin() + static_cast<std::ptrdiff_t>(option.index));
      made_.push_back(move);
      if (step()) return true;
      made_.pop_back();
      left_.insert(left_.begin() + static_cast<std::ptrdiff_t>(option.index), move);
      state_ = kept;
      if (states_ >= effort_) return false;
    }
    return false;
  }

  StateJudge& judge_;
  SafetyForm form_;
  std::size_t effort_;
  std::size_t states_ = 0;
  AclState state_;
  std::vector<AclMove> left_;
  std::vector<AclMove> made_;
  std::unordered_set<std::string> seen_;
};

/// The numbers that bound gaps: those of the list, of OLD and of NEW.
std::set<RuleNumber> bounds_of(const StateJudge& judge, const AclState& state,
                               Direction direction) {
  std::set<RuleNumber> bounds;
  for (const AclState* known : {&judge.before(), &judge.after(), &state}) {
    for (const NumberedRule& rule : known->list(direction)) bounds.insert(rule.number);
  }
  return bounds;
}

/// The middle of the gap right before (or behind) a number; 0 if there is no room.
RuleNumber gap_beside(const std::set<RuleNumber>& bounds, RuleNumber number, bool before) {
  const auto place = bounds.lower_bound(number);
  RuleNumber low = 0;
  RuleNumber high = kLastUserRuleNumber + 1;
  if (before) {
    if (place != bounds.begin()) low = *std::prev(place);
    high = number;
  } else {
    low = number;
    const auto behind = bounds.upper_bound(number);
    if (behind != bounds.end()) high = *behind;
  }
  const RuleNumber middle = low + (high - low) / 2;
  return middle > low && middle < high ? middle : 0;
}

struct ReachedState {
  AclState state;
  std::size_t parent = 0;
  AclMove move;
  std::size_t calls = 0;
};

std::size_t distance(const StateJudge& judge, const AclState& state) {
  return changed_numbers(state, judge.after()).size();
}

}  // namespace

bool accepts(SafetyForm form, const StateFit& fit) {
  return fit.safe() && (form == SafetyForm::connections || fit.packets);
}

std::vector<ChangedNumber> changed_numbers(const AclState& before, const AclState& after) {
  std::vector<ChangedNumber> changes;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    const RuleList& old_list = before.list(direction);
    const RuleList& new_list = after.list(direction);
    auto a = old_list.begin();
    auto b = new_list.begin();
    while (a != old_list.end() || b != new_list.end()) {
      ChangedNumber change{direction, 0, std::nullopt, std::nullopt};
      const bool take_a = a != old_list.end() && (b == new_list.end() || a->number <= b->number);
      const bool take_b = b != new_list.end() && (a == old_list.end() || b->number <= a->number);
      change.number = take_a ? a->number : b->number;
      if (take_a) change.before = (a++)->rule;
      if (take_b) change.after = (b++)->rule;
      if (change.before != change.after) changes.push_back(change);
    }
  }
  return changes;
}

OrderOutcome direct_order(StateJudge& judge, SafetyForm form, std::size_t effort) {
  return DirectSearch(judge, form, effort).run();
}

namespace {

/// Where the quota leaves no room, a number has to do for another: any rule may go for a while, or
/// hold the content of a rule that is still to change.
void add_where_full(StateJudge& judge, const AclState& state,
                    const std::vector<ChangedNumber>& left, std::vector<AclMove>& moves) {
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    const RuleList& list = state.list(direction);
    const ListView& view = judge.view(direction, list);
    bool full = false;
    for (const IpFamily family : kIpFamilies) {
      const std::size_t used = view.entries[static_cast<std::size_t>(family)] + 1;
      full = full || (used > 1 && used >= judge.quota().of(direction, family));
    }
    if (!full) continue;
    const auto add = [&](const AclMove& move) {
      if (std::find(moves.begin(), moves.end(), move) == moves.end()) moves.push_back(move);
    };
    for (const NumberedRule& rule : list) {
      add({direction, rule.number, std::nullopt});
      for (const ChangedNumber& change : left) {
        if (change.direction != direction) continue;
        for (const auto& content : {change.before, change.after}) {
          if (content && *content != rule.rule) add({direction, rule.number, *content});
        }
      }
    }
  }
}

}  // namespace

std::vector<AclMove> wide_moves(StateJudge& judge, const AclState& state) {
  std::vector<AclMove> moves;
  const auto add = [&](const AclMove& move) {
    if (std::find(moves.begin(), moves.end(), move) == moves.end()) moves.push_back(move);
  };
  const std::vector<ChangedNumber> left = changed_numbers(state, judge.after());
  for (const ChangedNumber& change : left) add({change.direction, change.number, change.after});
  for (const ChangedNumber& change : left) {
    if (change.before && change.after) add({change.direction, change.number, std::nullopt});
  }
  std::array<std::set<RuleNumber>, 2> bounds;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    bounds[static_cast<std::size_t>(direction)] = bounds_of(judge, state, direction);
  }
  for (const ChangedNumber& change : left) {
    const auto& gaps = bounds[static_cast<std::size_t>(change.direction)];
    const auto home = rule_at(judge.before().list(change.direction), change.number);
    const auto goal = rule_at(judge.after().list(change.direction), change.number);
    if (!home && !goal) continue;  // a temporary rule: it can only go
    if (change.before && judge.rules()[*change.before].action == RuleAction::allow) {
      NetworkAclEntry shut = judge.rules()[*change.before];
      shut.action = RuleAction::deny;
      if (const auto id = judge.admit(shut)) add({change.direction, change.number, *id});
    }
    for (const auto& rule : {goal, home}) {
      if (!rule) continue;
      for (const RuleNumber number :
           {gap_beside(gaps, change.number, true), gap_beside(gaps, change.number, false),
            gap_beside(gaps, *gaps.begin(), true), gap_beside(gaps, *gaps.rbegin(), false)}) {
        if (number != 0) add({change.direction, number, *rule});
      }
    }
  }
  add_where_full(judge, state, left, moves);
  return moves;
}

OrderOutcome wide_order(StateJudge& judge, SafetyForm form, std::size_t effort) {
  OrderOutcome outcome;
  std::vector<ReachedState> nodes{{judge.before(), 0, {}, 0}};
  std::unordered_set<std::string> seen{state_key(judge.before())};
  using Entry = std::tuple<std::size_t, std::size_t, std::size_t>;  // estimate, left, node
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
  open.emplace(0, distance(judge, judge.before()), 0);
  while (!open.empty() && outcome.states < effort) {
    const auto [estimate, left, at] = open.top();
    open.pop();
    if (left == 0) {
      std::vector<AclMove> moves;
      for (std::size_t i = at; i != 0; i = nodes[i].parent) moves.push_back(nodes[i].move);
      std::reverse(moves.begin(), moves.end());
      outcome.moves = std::move(moves);
      return outcome;
    }
    const AclState state = nodes[at].state;
    const ListView in = judge.view(Direction::ingress, state.list(Direction::ingress));
    const ListView out = judge.view(Direction::egress, state.list(Direction::egress));
    for (const AclMove& move : wide_moves(judge, state)) {
      AclState next = state;
      apply_move(next.list(move.direction), move);
      ++outcome.states;
      const ListView& view = judge.view(move.direction, next.list(move.direction));
      const bool entering = move.direction == Direction::ingress;
      if (!accepts(form, entering ? judge.fit(view, out) : judge.fit(in, view))) continue;
      if (!seen.insert(state_key(next)).second) continue;
      const std::size_t calls = nodes[at].calls + 1;
      const std::size_t ahead = distance(judge, next);
      nodes.push_back({std::move(next), at, move, calls});
      open.emplace(calls + 2 * ahead, ahead, nodes.size() - 1);
    }
  }
  outcome.exhausted = open.empty();
  return outcome;
}

}  // namespace halfopen
