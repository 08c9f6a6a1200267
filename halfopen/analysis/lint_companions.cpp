// SPDX-License-Identifier: Apache-2.0
// What a rule needs beside it: echo replies, path MTU messages, its IPv6 twin.
#include <algorithm>

#include "halfopen/analysis/address_classes.hpp"
#include "halfopen/analysis/lint_context.hpp"
#include "halfopen/net/icmp.hpp"

namespace halfopen {
namespace {

Selector message(IpFamily family, std::uint8_t v4_type, std::uint8_t v4_code,
                 std::uint8_t v6_type) {
  return family == IpFamily::v4 ? icmp_selector({v4_type, v4_code}) : icmp_selector({v6_type, 0});
}

/// The addresses of the rule from which it lets echo requests pass, and to which no reply goes.
AddressSet unanswered(const LintContext& context, const NetworkAclEntry& rule) {
  const IpFamily family = rule.cidr.family();
  const IpProtocol icmp = icmp_of(family);
  const Direction back = opposite(rule.direction);
  const Selector request = message(family, 8, 0, 128);
  const Selector reply = message(family, 0, 0, 129);
  const AddressFilter filters[] = {{&context.compiled, rule.direction, icmp, request},
                                   {&context.compiled, back, icmp, reply}};
  AddressSet found{family, {}};
  for (const AddressSet& remotes : address_classes(AddressSet::of(rule.cidr), filters)) {
    const auto& there = context.compiled.decisions(rule.direction, remotes.first(), icmp);
    const auto& answer = context.compiled.decisions(back, remotes.first(), icmp);
    const bool decides =
        context.compiled.decision(rule.direction, there.at(request)).entry == &rule;
    if (decides && answer.at(reply).action == RuleAction::deny) {
      found.bits = found.bits | remotes.bits;
    }
  }
  return found;
}

/// Rules that allow echo requests by name, whose replies the other direction denies.
void lint_echo(const LintContext& context, Direction direction) {
  for (const NetworkAclEntry& rule : context.acl().entries(direction)) {
    const IpFamily family = rule.cidr.family();
    if (rule.action != RuleAction::allow || rule.protocol != icmp_of(family).number) continue;
    const AddressSet lost = unanswered(context, rule);
    if (lost.empty()) continue;
    const bool all = lost == AddressSet::of(rule.cidr);
    const std::string back(console_word(opposite(direction)));
    context.add("icmp-reply-blocked", Severity::warning, direction, &rule,
                rule_phrase(rule) + " lets echo requests pass, but no echo reply gets back " +
                    back + (all ? "" : " for " + to_string(lost)),
                "allow " + back +
                    (family == IpFamily::v4 ? " icmp type 0 code 0" : " icmpv6 type 129 code 0"));
  }
}

/// Path MTU discovery: "fragmentation needed" (3, 4), or "packet too big" (2, 0) in IPv6, from any
/// router (RFC 1191, RFC 8201; VPC User Guide, network ACLs and path MTU discovery).
void lint_path_mtu(const LintContext& context, IpFamily family) {
  const Selector too_big = message(family, 3, 4, 2);
  std::string where;
  const NetworkAclEntry* rule = nullptr;
  std::optional<Direction> first;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    const AddressFilter filters[] = {{&context.compiled, direction, kTcp, std::nullopt},
                                     {&context.compiled, direction, icmp_of(family), too_big}};
    for (const AddressSet& remotes :
         address_classes(AddressSet::of(CidrBlock::all(family)), filters)) {
      const auto& tcp = context.compiled.decisions(direction, remotes.first(), kTcp);
      const auto& icmp = context.compiled.decisions(direction, remotes.first(), icmp_of(family));
      if (tcp.selectors(RuleAction::allow).empty()) continue;
      const DecisionSegment& segment = icmp.at(too_big);
      if (segment.action != RuleAction::deny) continue;
      where += (where.empty() ? "" : " and ") + std::string(console_word(direction));
      if (!first) {
        first = direction;
        rule = context.compiled.decision(direction, segment).entry;
      }
      break;
    }
  }
  if (!first) return;
  const auto names_icmp = [&](Direction direction) {
    const auto entries = context.acl().entries(direction);
    return std::any_of(entries.begin(), entries.end(), [&](const NetworkAclEntry& entry) {
      return entry.protocol == icmp_of(family).number && entry.cidr.family() == family;
    });
  };
  // Somebody who wrote rules about ICMP and left these out has probably forgotten them.
  const bool thought_of = names_icmp(Direction::ingress) || names_icmp(Direction::egress);
  context.add("path-mtu-blocked", thought_of ? Severity::warning : Severity::note, *first, rule,
              std::string(to_string(family)) + " path MTU messages are denied " + where +
                  ": large transfers hang where a link on the way has a smaller MTU",
              std::string("allow ") +
                  (family == IpFamily::v4 ? "icmp type 3 code 4" : "icmpv6 type 2 code 0") + ' ' +
                  where);
}

/// True if some subnet of the ACL has IPv6 addresses.
bool guards_ipv6(const LintContext& context) {
  const Snapshot& snapshot = context.model.snapshot();
  for (std::uint32_t i = 0; i < snapshot.subnets().size(); ++i) {
    const AclBinding& binding = snapshot.binding(i);
    if (!binding.known() || binding.acl != context.index) continue;
    if (!snapshot.subnets()[i].addresses(IpFamily::v6).empty()) return true;
  }
  return false;
}

/// Rules for all of IPv4 whose packets IPv6 hosts may not send.
void lint_twins(const LintContext& context, Direction direction) {
  const IpAddress v4 = internet_addresses(IpFamily::v4).first();
  const IpAddress v6 = internet_addresses(IpFamily::v6).first();
  for (const NetworkAclEntry& rule : context.acl().entries(direction)) {
    if (rule.action != RuleAction::allow || rule.cidr != CidrBlock::all(IpFamily::v4)) continue;
    const bool icmp = rule.protocol == kIcmp.number;
    if (icmp || rule.protocol == kIcmpV6.number) continue;  // messages differ between the families
    const IpProtocol protocol = rule.protocol == NetworkAclEntry::kEveryProtocol
                                    ? kTcp
                                    : IpProtocol{static_cast<std::uint8_t>(rule.protocol)};
    const auto matched = matched_selectors(rule, protocol);
    const auto& twin = context.compiled.decisions(direction, v6, protocol);
    const PortSet served =
        port_set(*matched) &
        context.compiled.decisions(direction, v4, protocol).selectors(RuleAction::allow);
    const PortSet missing = served & twin.selectors(RuleAction::deny);
    if (missing.empty()) continue;
    context.add("ipv6-twin-missing", Severity::warning, direction, &rule,
                rule_phrase(rule) + " has no IPv6 twin, and the subnet has IPv6 addresses",
                "add the same rule for ::/0, if IPv6 clients are to be served");
  }
}

}  // namespace

void lint_companions(const LintContext& context) {
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    lint_echo(context, direction);
  }
  for (const IpFamily family : kIpFamilies) lint_path_mtu(context, family);
  if (!guards_ipv6(context)) return;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    lint_twins(context, direction);
  }
}

}  // namespace halfopen
