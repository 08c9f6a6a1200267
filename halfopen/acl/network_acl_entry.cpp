// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/network_acl_entry.hpp"

namespace halfopen {

std::string_view to_string(Direction direction) {
  return direction == Direction::ingress ? "ingress" : "egress";
}

std::string_view to_string(RuleAction action) {
  switch (action) {
    case RuleAction::deny: return "deny";
    case RuleAction::allow: return "allow";
    case RuleAction::unknown: return "unknown";
  }
  return "unknown";
}

bool same_rule(const NetworkAclEntry& a, const NetworkAclEntry& b) {
  return a.number == b.number && a.direction == b.direction && a.action == b.action &&
         a.protocol == b.protocol && a.icmp_type == b.icmp_type && a.icmp_code == b.icmp_code &&
         a.ports == b.ports && a.cidr == b.cidr;
}

std::optional<PortRange> matched_selectors(const NetworkAclEntry& entry, IpProtocol protocol) {
  constexpr PortRange kAll{0, 65535};
  if (entry.protocol == NetworkAclEntry::kEveryProtocol) return kAll;
  if (entry.protocol != protocol.number) return std::nullopt;
  if (filters_ports(protocol)) return entry.ports;
  const bool looks_at_messages =
      protocol == kIcmp || (protocol == kIcmpV6 && entry.cidr.family() == IpFamily::v6);
  if (!looks_at_messages || entry.icmp_type == NetworkAclEntry::kEveryIcmp) return kAll;
  const auto type = static_cast<std::uint8_t>(entry.icmp_type);
  if (entry.icmp_code == NetworkAclEntry::kEveryIcmp) {
    return PortRange{icmp_selector({type, 0}), icmp_selector({type, 255})};
  }
  const Selector exact = icmp_selector({type, static_cast<std::uint8_t>(entry.icmp_code)});
  return PortRange{exact, exact};
}

std::string rule_label(const NetworkAclEntry& entry) {
  return entry.number == 0 ? "?" : std::to_string(entry.number);
}

}  // namespace halfopen
