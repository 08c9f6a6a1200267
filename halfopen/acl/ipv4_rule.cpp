// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/ipv4_rule.hpp"

namespace halfopen {
namespace {

AddressTest address_test(const CidrBlock& block) {
  const auto first = static_cast<std::uint32_t>(block.first());
  return {first, ~(first ^ static_cast<std::uint32_t>(block.last()))};
}

Ipv4Rule ipv4_rule(const HeaderBox& box, std::uint32_t answer) {
  return {address_test(box.source),
          address_test(box.destination),
          box.source_ports,
          box.selectors,
          box.protocol ? box.protocol->number : std::uint8_t{0},
          !box.protocol,
          answer};
}

}  // namespace

Ipv4RuleList ipv4_rule_list(std::span<const HeaderRule> rules, ClassifierAnswer answer,
                            std::uint32_t no_rule) {
  const bool by_rule = answer == ClassifierAnswer::rule;
  Ipv4RuleList list{{}, by_rule ? no_rule : 0};
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].box.family != IpFamily::v4) continue;
    const Ipv4Rule rule =
        ipv4_rule(rules[i].box, by_rule ? static_cast<std::uint32_t>(i) : rules[i].terminal);
    if (rule.is_full()) {
      list.otherwise = rule.answer;
      break;
    }
    list.rules.push_back(rule);
  }
  while (!list.rules.empty() && list.rules.back().answer == list.otherwise) list.rules.pop_back();
  return list;
}

}  // namespace halfopen
