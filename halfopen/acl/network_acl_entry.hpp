// SPDX-License-Identifier: Apache-2.0
// One entry of a network ACL: what `aws ec2 describe-network-acls` lists under Entries.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "halfopen/base/origin.hpp"
#include "halfopen/net/cidr_block.hpp"
#include "halfopen/net/ip_protocol.hpp"
#include "halfopen/net/packet.hpp"
#include "halfopen/net/port_range.hpp"

namespace halfopen {

/// Seen from the subnet: ingress enters it, egress leaves it (EC2's `Egress` flag).
enum class Direction : std::uint8_t { ingress, egress };

/// `unknown` is the action of a row that could not be read whole, or that contradicts another row
/// of its number: whatever matches it may be allowed or denied, and nobody may guess.
enum class RuleAction : std::uint8_t { deny, allow, unknown };

std::string_view to_string(Direction direction);
std::string_view to_string(RuleAction action);

/// 1 to 32766 for rules of users. 32767 (IPv4) and 32768 (IPv6) are the default deny, shown as `*`
/// (Amazon VPC quotas; EC2 API, CreateNetworkAclEntry).
using RuleNumber = std::uint32_t;
inline constexpr RuleNumber kLastUserRuleNumber = 32766;

/// One rule. It matches the *remote* address (source on ingress, destination on egress), the
/// protocol, and the packet's destination port or ICMP message. There is no source port in it.
struct NetworkAclEntry {
  static constexpr int kEveryProtocol = -1;
  static constexpr int kEveryIcmp = -1;

  RuleNumber number = 0;
  Direction direction = Direction::ingress;
  RuleAction action = RuleAction::deny;
  std::int16_t protocol = kEveryProtocol;  ///< -1 or 0 to 255
  std::int16_t icmp_type = kEveryIcmp;     ///< ICMP and ICMPv6 only
  std::int16_t icmp_code = kEveryIcmp;     ///< -1 if icmp_type is -1
  PortRange ports;                         ///< TCP and UDP only
  bool ports_ignored = false;              ///< the row names ports though its protocol ignores them
  CidrBlock cidr;
  Origin origin;
};

/// Equal in meaning: everything but the origin.
bool same_rule(const NetworkAclEntry& a, const NetworkAclEntry& b);

/// The selectors (see Packet) of `protocol` that the entry matches, or nothing if it does not match
/// that protocol at all. Source: EC2 API, CreateNetworkAclEntry:
/// * protocol -1, or any number but 6, 17, 1 (and 58 on IPv6), ignores ports, types and codes;
/// * 58 with an IPv4 CIDR means all ICMPv6 types and codes;
/// * type -1 means all types (and all codes), code -1 all codes.
std::optional<PortRange> matched_selectors(const NetworkAclEntry& entry, IpProtocol protocol);

/// "100", the number as the user wrote it; "?" for a row whose number is not known.
std::string rule_label(const NetworkAclEntry& entry);

}  // namespace halfopen
