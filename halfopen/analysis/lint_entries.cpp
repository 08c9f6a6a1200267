// SPDX-License-Identifier: Apache-2.0
// Single rows that cannot mean what they say.
#include <algorithm>
#include <array>

#include "halfopen/analysis/lint_context.hpp"
#include "halfopen/ports/service_port.hpp"

namespace halfopen {
namespace {

/// Protocol numbers that are well-known ports and protocols that nobody filters by number (IANA
/// protocol numbers: 22 XNS-IDP, 23 TRUNK-1, 25 LEAF-1, 53 SWIPE, 80 ISO-IP, 110 COMPAQ-PEER, 123
/// PTP, 143 and 161 to 162 in the unassigned range, 179 unassigned).
constexpr std::array<int, 10> kPortsNotProtocols = {22, 23, 25, 53, 80, 110, 123, 143, 161, 179};

void lint_entry(const LintContext& context, const NetworkAclEntry& entry) {
  const Direction direction = entry.direction;
  if (entry.ports_ignored) {
    context.add(
        "ports-ignored", Severity::warning, direction, &entry,
        rule_phrase(entry) + " names ports, but its protocol ignores them: it matches every port",
        "name tcp (6) or udp (17) if the ports are meant");
  }
  if (entry.protocol == kTcp.number && entry.ports == PortRange{0, 0}) {
    context.add("tcp-port-zero", Severity::warning, direction, &entry,
                rule_phrase(entry) + " matches port 0 only, which nothing uses",
                "every port is 0-65535");
  }
  const bool v6 = entry.cidr.family() == IpFamily::v6;
  if (entry.protocol == kIcmpV6.number && !v6) {
    context.add("icmpv6-on-ipv4", Severity::warning, direction, &entry,
                rule_phrase(entry) + " is about ICMPv6, which IPv4 packets never carry",
                "use icmp (1), or an IPv6 block");
  }
  if (entry.protocol == kIcmp.number && v6) {
    context.add("icmp-on-ipv6", Severity::warning, direction, &entry,
                rule_phrase(entry) + " is about ICMP of IPv4, which IPv6 packets never carry",
                "use ICMPv6 (58)");
  }
  const bool port_like = std::find(kPortsNotProtocols.begin(), kPortsNotProtocols.end(),
                                   entry.protocol) != kPortsNotProtocols.end();
  if (port_like) {
    context.add("protocol-looks-like-port", Severity::warning, direction, &entry,
                rule_phrase(entry) + " matches IP protocol " + std::to_string(entry.protocol) +
                    ", not port " + std::to_string(entry.protocol),
                "write tcp (6) and port " + std::to_string(entry.protocol));
  }
}

/// Rows of one number and family; the loader has made their action unknown.
void lint_numbers(const LintContext& context, Direction direction) {
  const auto entries = context.acl().entries(direction);
  for (std::size_t i = 1; i < entries.size(); ++i) {
    const NetworkAclEntry& a = entries[i - 1];
    const NetworkAclEntry& b = entries[i];
    if (a.number != b.number || a.number == 0) continue;
    const std::string where = std::string(console_word(direction)) + " rule " + rule_label(b);
    if (a.cidr.family() == b.cidr.family()) {
      context.add("duplicate-rule-number", Severity::error, direction, &b,
                  where + " stands twice with different content: what it matches is unknown",
                  "a rule number exists once in a direction; keep the row that is in force");
    } else {
      context.add("rule-number-shared", Severity::note, direction, &b,
                  where + " is both an IPv4 and an IPv6 rule; EC2 takes a number once a direction",
                  "give the IPv6 rule a number of its own");
    }
  }
}

}  // namespace

void lint_entries(const LintContext& context) {
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    for (const NetworkAclEntry& entry : context.acl().entries(direction)) {
      // What an unknown row says is not known; a diagnostic tells of it.
      if (entry.action != RuleAction::unknown) lint_entry(context, entry);
    }
    lint_numbers(context, direction);
  }
}

}  // namespace halfopen
