// SPDX-License-Identifier: Apache-2.0
#include "halfopen/apply/acl_state.hpp"

#include <algorithm>

namespace halfopen {
namespace {

auto place_of(const RuleList& list, RuleNumber number) {
  return std::lower_bound(list.begin(), list.end(), number,
                          [](const NumberedRule& rule, RuleNumber n) { return rule.number < n; });
}

}  // namespace

RuleId RuleTable::intern(const NetworkAclEntry& entry) {
  NetworkAclEntry content = entry;
  content.number = 0;
  content.direction = Direction::ingress;
  content.origin = {};
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    if (same_rule(rules_[i], content)) return static_cast<RuleId>(i);
  }
  rules_.push_back(content);
  return static_cast<RuleId>(rules_.size() - 1);
}

NetworkAclEntry RuleTable::entry(Direction direction, RuleNumber number, RuleId id) const {
  NetworkAclEntry entry = rules_[id];
  entry.direction = direction;
  entry.number = number;
  return entry;
}

std::optional<RuleId> rule_at(const RuleList& list, RuleNumber number) {
  const auto place = place_of(list, number);
  if (place == list.end() || place->number != number) return std::nullopt;
  return place->rule;
}

AclState acl_state(const NetworkAcl& acl, RuleTable& rules) {
  AclState state;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    for (const NetworkAclEntry& entry : acl.entries(direction)) {
      state.list(direction).push_back({entry.number, rules.intern(entry)});
    }
  }
  return state;
}

void apply_move(RuleList& list, const AclMove& move) {
  const auto place = list.begin() + (place_of(list, move.number) - list.begin());
  const bool there = place != list.end() && place->number == move.number;
  if (!move.rule) {
    if (there) list.erase(place);
  } else if (there) {
    place->rule = *move.rule;
  } else {
    list.insert(place, {move.number, *move.rule});
  }
}

std::string list_key(const RuleList& list) {
  std::string key;
  key.reserve(list.size() * 4);
  for (const NumberedRule& rule : list) {
    key += static_cast<char>(rule.number >> 8);
    key += static_cast<char>(rule.number & 0xff);
    key += static_cast<char>(rule.rule >> 8);
    key += static_cast<char>(rule.rule & 0xff);
  }
  return key;
}

}  // namespace halfopen
