// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/unknown_group_rules.hpp"

#include <utility>

namespace halfopen {

void add_unknown_rules(Direction direction, const Origin& origin,
                       std::vector<SecurityGroupRule>& rules) {
  for (const IpFamily family : kIpFamilies) {
    SecurityGroupRule rule;
    rule.direction = direction;
    rule.action = RuleAction::unknown;
    rule.cidr = CidrBlock::all(family);
    rule.origin = origin;
    rules.push_back(std::move(rule));
  }
}

}  // namespace halfopen
