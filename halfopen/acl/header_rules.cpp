// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/header_rules.hpp"

namespace halfopen {

static_assert(static_cast<int>(RuleAction::deny) == 0, "no match and deny are one terminal");

HeaderBox header_box(const NetworkAclEntry& entry) {
  HeaderBox box = HeaderBox::all(entry.cidr.family());
  (entry.direction == Direction::ingress ? box.source : box.destination) = entry.cidr;
  if (entry.protocol == NetworkAclEntry::kEveryProtocol) return box;
  box.protocol = IpProtocol{static_cast<std::uint8_t>(entry.protocol)};
  if (const auto selectors = matched_selectors(entry, *box.protocol)) box.selectors = *selectors;
  return box;
}

std::vector<HeaderRule> header_rules(std::span<const NetworkAclEntry> entries) {
  std::vector<HeaderRule> rules;
  rules.reserve(entries.size());
  for (const NetworkAclEntry& entry : entries) {
    rules.push_back({header_box(entry), static_cast<std::uint32_t>(entry.action)});
  }
  return rules;
}

std::vector<HeaderRule> numbered_header_rules(std::span<const NetworkAclEntry> entries) {
  std::vector<HeaderRule> rules = header_rules(entries);
  for (std::size_t i = 0; i < rules.size(); ++i) rules[i].terminal = static_cast<std::uint32_t>(i);
  return rules;
}

}  // namespace halfopen
