// SPDX-License-Identifier: Apache-2.0
#include "halfopen/apply/layered_order.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace halfopen {
namespace {

Direction other_of(Direction direction) {
  return direction == Direction::ingress ? Direction::egress : Direction::ingress;
}

const CellRange& side_of(const ConnectionClass& connection, Direction direction) {
  return direction == Direction::ingress ? connection.in : connection.out;
}

bool is_subset(const CellBits& a, const CellBits& b) {
  for (std::size_t word = 0; word < a.size(); ++word) {
    if ((a[word] & ~b[word]) != 0) return false;
  }
  return true;
}

std::size_t common(const CellBits& a, const CellBits& b) {
  std::size_t count = 0;
  for (std::size_t word = 0; word < a.size(); ++word) {
    count += static_cast<std::size_t>(__builtin_popcountll(a[word] & b[word]));
  }
  return count;
}

/// Makes calls one after the other, only such that lead to accepted states.
class Layers {
 public:
  Layers(StateJudge& judge, SafetyForm form, bool backwards)
      : judge_(judge),
        form_(form),
        backwards_(backwards),
        state_(backwards ? judge.after() : judge.before()),
        goal_(backwards ? judge.before() : judge.after()) {}

  bool transit(Direction direction);
  bool draw_curtain(Direction direction);
  bool open_curtain(Direction direction);

  /// The calls from OLD to NEW, if the goal is reached.
  std::optional<std::vector<AclMove>> moves() const;

 private:
  bool call(const AclMove& move);
  bool call_or_free(const AclMove& move);
  bool free_one(Direction direction, bool also_final);
  bool place_layer(Direction direction, std::vector<RuleNumber>& numbers);
  bool raise(Direction direction, RuleNumber room);
  bool is_final(Direction direction, const NumberedRule& rule) const {
    return rule_at(goal_.list(direction), rule.number) == rule.rule;
  }
  RuleNumber curtain_end(Direction direction) const {
    const auto& curtain = curtains_[static_cast<std::size_t>(direction)];
    return curtain.empty() ? 0 : curtain.back();
  }
  /// The first number behind the curtain that is in use.
  RuleNumber first_used(Direction direction) const;
  std::vector<NetworkAclEntry> curtain_for(Direction direction);

  StateJudge& judge_;
  SafetyForm form_;
  bool backwards_;
  AclState state_;
  AclState goal_;
  std::vector<AclState> passed_;
  std::vector<AclMove> made_;
  std::array<std::vector<RuleNumber>, 2> curtains_;
  std::set<RuleNumber> layer_;  ///< numbers of the rules put in front, in the direction at hand
};

bool Layers::call(const AclMove& move) {
  AclState next = state_;
  apply_move(next.list(move.direction), move);
  if (!accepts(form_, judge_.fit(next))) return false;
  passed_.push_back(std::exchange(state_, std::move(next)));
  made_.push_back(move);
  return true;
}

/// Takes away one rule of the old layer, the last one that may go.
bool Layers::free_one(Direction direction, bool also_final) {
  const RuleList list = state_.list(direction);
  for (auto rule = list.rbegin(); rule != list.rend(); ++rule) {
    if (rule->number <= curtain_end(direction) || layer_.contains(rule->number)) continue;
    if (!also_final && is_final(direction, *rule)) continue;
    if (call({direction, rule->number, std::nullopt})) return true;
  }
  return false;
}

bool Layers::call_or_free(const AclMove& move) {
  while (!call(move)) {
    if (!free_one(move.direction, false) && !free_one(move.direction, true)) return false;
  }
  return true;
}

RuleNumber Layers::first_used(Direction direction) const {
  for (const NumberedRule& rule : state_.list(direction)) {
    if (rule.number > curtain_end(direction)) return rule.number;
  }
  return kLastUserRuleNumber + 1;
}

/// Numbers for a copy of the goal's list in front of everything: the final ones as far as they
/// stand in front, then free ones that all final numbers still to come are behind.
bool Layers::place_layer(Direction direction, std::vector<RuleNumber>& numbers) {
  const RuleList& goal = goal_.list(direction);
  const RuleNumber used = first_used(direction);
  for (std::size_t direct = goal.size() + 1; direct-- > 0;) {
    const RuleNumber low =
        std::max(curtain_end(direction), direct > 0 ? goal[direct - 1].number : RuleNumber{0});
    const RuleNumber high = direct < goal.size() ? std::min(used, goal[direct].number) : used;
    const std::size_t temporary = goal.size() - direct;
    if (direct > 0 && goal[0].number <= curtain_end(direction)) continue;
    if (high <= low || high - low - 1 < temporary) continue;
    const auto step = static_cast<RuleNumber>((high - low) / (temporary + 1));
    for (std::size_t i = 0; i < direct; ++i) numbers.push_back(goal[i].number);
    for (std::size_t i = 0; i < temporary; ++i) {
      numbers.push_back(low + static_cast<RuleNumber>(i + 1) * step);
    }
    return true;
  }
  return false;
}

/// Moves the first rules up until `room` numbers in front are free: from the last that has to move,
/// so that the order stays.
bool Layers::raise(Direction direction, RuleNumber room) {
  const RuleList list = state_.list(direction);
  const RuleNumber low = curtain_end(direction) + room;
  std::vector<RuleNumber> places;
  std::size_t moving = 0;
  RuleNumber previous = low;
  for (const NumberedRule& rule : list) {
    if (rule.number <= curtain_end(direction)) {
      places.push_back(rule.number);
      continue;
    }
    previous = std::max(rule.number, previous + 1);
    places.push_back(previous);
    if (previous != rule.number) moving = places.size();
  }
  if (previous > kLastUserRuleNumber) return false;
  for (std::size_t i = moving; i-- > 0;) {
    if (places[i] == list[i].number) continue;
    if (!call({direction, places[i], list[i].rule})) return false;
    if (!call({direction, list[i].number, std::nullopt})) return false;
  }
  return true;
}

bool Layers::transit(Direction direction) {
  const RuleList goal = goal_.list(direction);
  layer_.clear();
  const auto is_done = [&] {
    RuleList rest = state_.list(direction);
    std::erase_if(rest,
                  [&](const NumberedRule& rule) { return rule.number <= curtain_end(direction); });
    return rest == goal;
  };
  if (is_done()) return true;
  std::vector<RuleNumber> numbers;
  if (!place_layer(direction, numbers)) {
    if (!raise(direction, static_cast<RuleNumber>(goal.size()))) return false;
    if (!place_layer(direction, numbers)) return false;
  }
  for (std::size_t i = 0; i < goal.size(); ++i) {
    if (!call_or_free({direction, numbers[i], goal[i].rule})) return false;
    layer_.insert(numbers[i]);
  }
  while (free_one(direction, false)) {
  }
  for (std::size_t i = goal.size(); i-- > 0;) {
    if (numbers[i] == goal[i].number) continue;
    if (rule_at(state_.list(direction), goal[i].number) != goal[i].rule &&
        !call({direction, goal[i].number, goal[i].rule})) {
      return false;
    }
    if (!call({direction, numbers[i], std::nullopt})) return false;
    layer_.erase(numbers[i]);
  }
  while (free_one(direction, false)) {
  }
  return is_done();
}

/// Denies that take everything that only the start lets through, where the other direction is to
/// let through what only the goal does, and nothing that has to stay.
std::vector<NetworkAclEntry> Layers::curtain_for(Direction direction) {
  const PacketCells& cells = judge_.cells();
  const unsigned mine = backwards_ ? 2 : 1;
  const CellBits& leaving = judge_.of_kind(direction, mine);
  const CellBits& coming = judge_.of_kind(other_of(direction), 3 - mine);
  const CellBits& kept = judge_.of_kind(direction, 3);
  CellBits wanted(cells.words(), 0);
  CellBits free(cells.words(), 0);
  for (std::size_t word = 0; word < free.size(); ++word) free[word] = ~kept[word];
  for (const ConnectionClass& connection : cells.connections()) {
    bool comes = false;
    const CellRange& there = side_of(connection, other_of(direction));
    for (std::uint32_t at = there.first; at < there.last; ++at) comes = comes || has(coming, at);
    const CellRange& here = side_of(connection, direction);
    for (std::uint32_t at = here.first; comes && at < here.last; ++at) {
      if (has(leaving, at)) wanted[at / 64] |= std::uint64_t{1} << (at % 64);
    }
  }
  std::vector<std::pair<NetworkAclEntry, CellBits>> offers;
  const auto offer = [&](NetworkAclEntry rule) {
    rule.action = RuleAction::deny;
    CellBits bits;
    if (!cells.matched(rule, bits) || !is_subset(bits, free) || common(bits, wanted) == 0) return;
    offers.emplace_back(rule, std::move(bits));
  };
  const std::size_t known = judge_.rules().size();
  for (std::size_t i = 0; i < known; ++i) {
    NetworkAclEntry rule = judge_.rules()[static_cast<RuleId>(i)];
    offer(rule);
    rule.ports = {};
    rule.icmp_type = rule.icmp_code = NetworkAclEntry::kEveryIcmp;
    offer(rule);
    rule.protocol = NetworkAclEntry::kEveryProtocol;
    offer(rule);
  }
  // Beside those: what one class wants of its ports, over the block of any rule.
  for (std::uint32_t at = 0; at < cells.cells().size(); ++at) {
    const PacketCell& cell = cells.cells()[at];
    if (!has(wanted, at) || !filters_ports(cell.protocol)) continue;
    std::uint32_t last = at;
    while (last + 1 < cells.cells().size() && has(free, last + 1) &&
           cells.cells()[last + 1].addresses == cell.addresses &&
           cells.cells()[last + 1].protocol == cell.protocol) {
      ++last;
    }
    for (std::size_t i = 0; i < known; ++i) {
      NetworkAclEntry rule = judge_.rules()[static_cast<RuleId>(i)];
      rule.protocol = cell.protocol.number;
      rule.icmp_type = rule.icmp_code = NetworkAclEntry::kEveryIcmp;
      rule.ports = {cell.selectors.first, cells.cells()[last].selectors.last};
      offer(rule);
    }
  }
  std::vector<NetworkAclEntry> curtain;
  while (common(wanted, wanted) > 0) {
    const auto best =
        std::max_element(offers.begin(), offers.end(), [&](const auto& x, const auto& y) {
          return common(x.second, wanted) < common(y.second, wanted);
        });
    if (best == offers.end() || common(best->second, wanted) == 0) return {};
    curtain.push_back(best->first);
    for (std::size_t word = 0; word < wanted.size(); ++word) wanted[word] &= ~best->second[word];
  }
  return curtain;
}

bool Layers::draw_curtain(Direction direction) {
  const std::vector<NetworkAclEntry> rules = curtain_for(direction);
  const auto size = static_cast<RuleNumber>(rules.size());
  if (rules.empty()) return false;
  const auto room = static_cast<RuleNumber>(goal_.list(direction).size());
  RuleNumber end = first_used(direction);
  for (const NumberedRule& rule : goal_.list(direction)) end = std::min(end, rule.number);
  if (end <= size + room && !raise(direction, size + room)) return false;
  for (RuleNumber i = 0; i < size; ++i) {
    const auto id = judge_.admit(rules[i]);
    if (!id || !call({direction, i + 1, *id})) return false;
    curtains_[static_cast<std::size_t>(direction)].push_back(i + 1);
  }
  return true;
}

bool Layers::open_curtain(Direction direction) {
  auto& curtain = curtains_[static_cast<std::size_t>(direction)];
  for (; !curtain.empty(); curtain.pop_back()) {
    if (!call({direction, curtain.back(), std::nullopt})) return false;
  }
  return true;
}

std::optional<std::vector<AclMove>> Layers::moves() const {
  if (!(state_ == goal_)) return std::nullopt;
  if (!backwards_) return made_;
  // A call backwards puts back what stood there before it.
  std::vector<AclMove> moves;
  for (std::size_t i = made_.size(); i-- > 0;) {
    const AclMove& move = made_[i];
    moves.push_back(
        {move.direction, move.number, rule_at(passed_[i].list(move.direction), move.number)});
  }
  return moves;
}

std::optional<std::vector<AclMove>> built(StateJudge& judge, SafetyForm form, bool backwards,
                                          Direction first, bool curtain) {
  Layers layers(judge, form, backwards);
  const Direction second = other_of(first);
  if (curtain && !layers.draw_curtain(second)) return std::nullopt;
  if (!layers.transit(first) || !layers.transit(second)) return std::nullopt;
  if (curtain && !layers.open_curtain(second)) return std::nullopt;
  return layers.moves();
}

/// The order without the chosen calls of a number, or with its last call at the place of another.
std::vector<AclMove> with_one_call(const std::vector<AclMove>& moves,
                                   const std::vector<std::size_t>& calls, std::size_t place) {
  std::vector<AclMove> result;
  for (std::size_t i = 0; i < moves.size(); ++i) {
    if (std::find(calls.begin(), calls.end(), i) == calls.end()) {
      result.push_back(moves[i]);
    } else if (i == place) {
      result.push_back(moves[calls.back()]);
    }
  }
  return result;
}

/// A shorter accepted order that touches one number less often; nothing if there is none.
std::optional<std::vector<AclMove>> shorter(StateJudge& judge, SafetyForm form,
                                            const std::vector<AclMove>& moves) {
  for (std::size_t i = 0; i < moves.size(); ++i) {
    std::vector<std::size_t> calls;
    for (std::size_t j = 0; j < moves.size(); ++j) {
      if (moves[j].direction == moves[i].direction && moves[j].number == moves[i].number) {
        calls.push_back(j);
      }
    }
    if (calls.front() != i) continue;
    const auto& before = judge.before().list(moves[i].direction);
    if (rule_at(before, moves[i].number) == moves[calls.back()].rule) {
      auto without = with_one_call(moves, calls, moves.size());
      if (is_accepted(judge, form, without)) return without;
    }
    if (calls.size() < 2) continue;
    for (const std::size_t place : calls) {
      auto fewer = with_one_call(moves, calls, place);
      if (is_accepted(judge, form, fewer)) return fewer;
    }
    // A temporary copy whose final rule may come at once.
    for (std::size_t j = i + 1; j < moves.size(); ++j) {
      if (moves[j].rule != moves[i].rule || !moves[i].rule) continue;
      if (moves[j].direction != moves[i].direction) continue;
      std::vector<AclMove> sooner = moves;
      std::swap(sooner[i], sooner[j]);
      sooner.erase(sooner.begin() + static_cast<std::ptrdiff_t>(j));
      for (std::size_t k = sooner.size(); k-- > i + 1;) {
        if (sooner[k].direction == moves[i].direction && sooner[k].number == moves[i].number) {
          sooner.erase(sooner.begin() + static_cast<std::ptrdiff_t>(k));
        }
      }
      if (is_accepted(judge, form, sooner)) return sooner;
    }
  }
  return std::nullopt;
}

}  // namespace

bool is_accepted(StateJudge& judge, SafetyForm form, const std::vector<AclMove>& moves) {
  AclState state = judge.before();
  for (const AclMove& move : moves) {
    if (rule_at(state.list(move.direction), move.number) == move.rule) return false;
    apply_move(state.list(move.direction), move);
    if (!accepts(form, judge.fit(state))) return false;
  }
  return state == judge.after();
}

std::vector<AclMove> shortened(StateJudge& judge, SafetyForm form, std::vector<AclMove> moves) {
  // Quadratic in the calls, each time: only for lists as EC2 has them.
  constexpr std::size_t kMostCalls = 200;
  if (moves.size() > kMostCalls) return moves;
  while (auto fewer = shorter(judge, form, moves)) moves = std::move(*fewer);
  return moves;
}

std::optional<std::vector<AclMove>> layered_order(StateJudge& judge, SafetyForm form) {
  std::optional<std::vector<AclMove>> best;
  for (const bool curtain : {false, true}) {
    for (const bool backwards : {false, true}) {
      for (const Direction first : {Direction::ingress, Direction::egress}) {
        auto moves = built(judge, form, backwards, first, curtain);
        if (moves && (!best || moves->size() < best->size())) best = std::move(moves);
      }
    }
    if (best) break;
  }
  if (best) best = shortened(judge, form, std::move(*best));
  return best;
}

}  // namespace halfopen
