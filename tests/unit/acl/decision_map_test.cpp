// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/decision_map.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <optional>
#include <vector>

namespace halfopen {
namespace {

struct Rule {
  PortRange range;
  RuleAction action;
};

rc::Gen<Rule> any_rule() {
  return rc::gen::exec([] {
    const auto edge = rc::gen::element<std::uint16_t>(0, 1, 22, 1023, 1024, 32768, 60999, 65535);
    const std::uint16_t a = *edge;
    const std::uint16_t b = *edge;
    const bool allow = *rc::gen::arbitrary<bool>();
    return Rule{{std::min(a, b), std::max(a, b)}, allow ? RuleAction::allow : RuleAction::deny};
  });
}

TEST_CASE("each selector belongs to the first rule that covers it, by brute force") {
  CHECK(rc::check([] {
    const auto rules = *rc::gen::container<std::vector<Rule>>(any_rule());
    DecisionMapBuilder builder;
    builder.reset();
    for (std::uint32_t i = 0; i < rules.size(); ++i) {
      builder.add(rules[i].range, i, rules[i].action);
    }
    const DecisionMap map = builder.build();
    for (std::uint32_t port = 0; port <= 65535; ++port) {
      const auto selector = static_cast<Selector>(port);
      std::uint32_t first = DecisionSegment::kDefaultDeny;
      for (std::uint32_t i = 0; i < rules.size(); ++i) {
        if (!rules[i].range.contains(selector)) continue;
        first = i;
        break;
      }
      RC_ASSERT(map.at(selector).entry == first);
    }
    std::uint32_t next = 0;
    for (const DecisionSegment& segment : map.segments()) {
      RC_ASSERT(segment.first == next);
      next = segment.last + 1U;
    }
    RC_ASSERT(next == 65536U);
  }));
}

TEST_CASE("without rules everything is denied by default") {
  const DecisionMap map;
  CHECK(to_string(map.selectors(RuleAction::deny)) == "0-65535");
  CHECK(map.selectors(RuleAction::allow).empty());
}

}  // namespace
}  // namespace halfopen
