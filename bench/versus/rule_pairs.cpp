// SPDX-License-Identifier: Apache-2.0
#include "rule_pairs.hpp"

#include <array>
#include <utility>

#include "bench/generate_export.hpp"

namespace halfopen::bench {
namespace {

bool disjoint(const PortRange& a, const PortRange& b) {
  return a.last < b.first || b.last < a.first;
}

bool disjoint(const CidrBlock& a, const CidrBlock& b) { return !a.contains(b) && !b.contains(a); }

bool disjoint(const HeaderBox& a, const HeaderBox& b) {
  return (a.protocol && b.protocol && *a.protocol != *b.protocol) ||
         disjoint(a.selectors, b.selectors) || disjoint(a.source_ports, b.source_ports) ||
         disjoint(a.source, b.source) || disjoint(a.destination, b.destination);
}

HeaderBox swapped(HeaderBox box) {
  std::swap(box.source, box.destination);
  std::swap(box.selectors, box.source_ports);
  return box;
}

}  // namespace

Rules equal_rules(const Rules& rules, std::uint32_t seed) {
  Dice dice(seed);
  Rules other = rules;
  for (std::size_t i = 0; i < 4 * rules.size(); ++i) {
    HeaderRule& a = other[dice.below(static_cast<std::uint32_t>(other.size() - 1))];
    HeaderRule& b = *(&a + 1);
    if (a.terminal == b.terminal || disjoint(a.box, b.box)) std::swap(a, b);
  }
  return other;
}

Rules reply_rules(const Rules& rules, std::uint32_t seed) {
  constexpr std::array<PortRange, 3> kClientPorts = {
      {{1024, 65535}, {32768, 60999}, {49152, 65535}}};
  Dice dice(seed);
  Rules replies;
  for (const HeaderRule& rule : rules) {
    if (&rule == &rules.back()) break;
    if (rule.terminal != 0 && dice.below(100) < 15) continue;
    HeaderRule reply{swapped(rule.box), rule.terminal};
    const bool ports = reply.box.protocol && filters_ports(*reply.box.protocol);
    if (ports && reply.box.selectors == PortRange{}) {
      reply.box.selectors = kClientPorts[dice.below(kClientPorts.size())];
    }
    replies.push_back(reply);
  }
  replies.push_back(rules.back());
  return replies;
}

Rules swapped_ends(const Rules& rules) {
  Rules result = rules;
  for (HeaderRule& rule : result) rule.box = swapped(rule.box);
  return result;
}

}  // namespace halfopen::bench
