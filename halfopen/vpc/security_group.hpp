// SPDX-License-Identifier: Apache-2.0
// Security groups: stateful allow lists on network interfaces.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "halfopen/acl/network_acl_entry.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/net/cidr_block.hpp"
#include "halfopen/net/port_range.hpp"

namespace halfopen {

/// One rule: protocol, ports or ICMP message, and exactly one peer. What could not be read is
/// widened, and `action` is unknown; there are no deny rules (EC2 API, IpPermission).
struct SecurityGroupRule {
  std::string id;  ///< sgr-…, where the per-rule view is loaded; may be empty
  Direction direction = Direction::ingress;
  RuleAction action = RuleAction::allow;  ///< allow or unknown
  std::int16_t protocol = NetworkAclEntry::kEveryProtocol;
  std::int16_t icmp_type = NetworkAclEntry::kEveryIcmp;
  std::int16_t icmp_code = NetworkAclEntry::kEveryIcmp;
  PortRange ports;  ///< TCP and UDP only
  std::optional<CidrBlock> cidr;
  std::string prefix_list;  ///< pl-…
  std::string group;        ///< sg-…: the private addresses of its members
  std::string description;
  Origin origin;
};

/// What a rule says, without its id, its description and its place; to compare.
inline auto rule_meaning(const SecurityGroupRule& rule) {
  return std::tie(rule.direction, rule.action, rule.protocol, rule.icmp_type, rule.icmp_code,
                  rule.ports, rule.cidr, rule.prefix_list, rule.group);
}

/// A security group. The rules of both views (`describe-security-groups` and
/// `describe-security-group-rules`) are joined; repeated ones do no harm.
struct SecurityGroup {
  std::string id;
  std::string name;
  std::string vpc_id;
  std::vector<SecurityGroupRule> rules;
  bool from_rules = false;  ///< put together from `describe-security-group-rules` alone
  /// False: interfaces that are not loaded may belong to it, anywhere in the loaded VPCs. A text
  /// declares groups, and leaves to others who gets them.
  bool members_known = true;
  Origin origin;
};

}  // namespace halfopen
