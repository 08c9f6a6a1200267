// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/lint.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "halfopen/analysis/lint_context.hpp"
#include "halfopen/base/fingerprint.hpp"

namespace halfopen {
namespace {

constexpr std::array kRules = {
    LintRule{"acl-denies-everything", Severity::warning, "No allow rule in a direction"},
    LintRule{"acl-without-subnet", Severity::note, "The network ACL guards no subnet"},
    LintRule{"admin-port-open", Severity::warning,
             "SSH or RDP is open to the whole internet (CIS 5.1, Security Hub EC2.21)"},
    LintRule{"conflicting-overlap", Severity::note,
             "Allow and deny overlap crosswise: only the order decides"},
    LintRule{"duplicate-rule-number", Severity::error,
             "Different rules under one number of a direction"},
    LintRule{"ephemeral-range-hole", Severity::warning,
             "A hole in the ephemeral port range: a few connections hang"},
    LintRule{"icmp-on-ipv6", Severity::warning, "ICMP of IPv4 with an IPv6 block matches nothing"},
    LintRule{"icmp-reply-blocked", Severity::warning, "Echo requests pass, echo replies do not"},
    LintRule{"icmpv6-on-ipv4", Severity::warning, "ICMPv6 with an IPv4 block matches nothing"},
    LintRule{"ipv6-twin-missing", Severity::warning,
             "Allowed for all of IPv4 and not for IPv6, which the subnet has"},
    LintRule{"orphan-reply-rule", Severity::warning, "Room for replies that nothing asks for"},
    LintRule{"partially-shadowed-rule", Severity::note,
             "Earlier rules with the other action take part of it"},
    LintRule{"path-mtu-blocked", Severity::note,
             "Path MTU messages are denied: large transfers may hang"},
    LintRule{"ports-ignored", Severity::warning, "Ports on a protocol that ignores them"},
    LintRule{"protocol-looks-like-port", Severity::warning, "A protocol number that is a port"},
    LintRule{"quota-exceeded", Severity::error, "More rules than AWS allows"},
    LintRule{"quota-near", Severity::warning, "More rules than the default quota"},
    LintRule{"reply-blocked", Severity::error, "Requests pass and no client gets a reply"},
    LintRule{"reply-partly-blocked", Severity::warning,
             "Requests pass and some clients get no reply"},
    LintRule{"reply-range-exposes", Severity::note, "Room for replies reaches services, too"},
    LintRule{"rule-number-shared", Severity::note, "IPv4 and IPv6 share a rule number"},
    LintRule{"rule-without-effect", Severity::note, "Without the rule nothing changes"},
    LintRule{"shadowed-rule", Severity::warning, "The rule never decides"},
    LintRule{"subnet-on-default-acl", Severity::warning,
             "The subnet fell to the default network ACL"},
    LintRule{"tcp-port-zero", Severity::warning, "0-0 is port 0, not every port"},
    LintRule{"udp-reply-blocked", Severity::warning,
             "UDP requests pass, replies do not for some clients"},
    LintRule{"unknown-rules", Severity::warning,
             "Rows that could not be read: what they match is unknown"},
};

/// Those named, or all that somebody wrote.
std::vector<std::uint32_t> chosen_acls(const Snapshot& snapshot, const LintScope& scope) {
  if (!scope.acls.empty()) return scope.acls;
  std::vector<std::uint32_t> all;
  for (std::uint32_t i = 0; i < snapshot.acls().size(); ++i) {
    if (!snapshot.acls()[i].is_implied()) all.push_back(i);
  }
  return all;
}

/// The worst first; then the ACL as a whole, inbound, outbound; rules by number, "*" last.
bool before(const LintFinding& a, const LintFinding& b) {
  const auto place = [](const LintFinding& finding) {
    std::uint32_t number = finding.rule == "*" ? kLastUserRuleNumber + 1 : 0;
    for (const char c : finding.rule) {
      if (c >= '0' && c <= '9') number = number * 10 + static_cast<std::uint32_t>(c - '0');
    }
    return std::tuple(-static_cast<int>(finding.severity), finding.direction, number, finding.id);
  };
  return place(a) < place(b);
}

void put_fingerprints(const Snapshot& snapshot, std::vector<LintFinding>& findings) {
  FingerprintCounter fingerprints;
  for (LintFinding& finding : findings) {
    std::string text = "lint\n" + std::string(finding.id) + '\n';
    if (finding.acl) text += snapshot.acls()[*finding.acl].id();
    text += '\n';
    if (finding.direction) text += to_string(*finding.direction);
    text += '\n' + finding.rule + '\n' + finding.subnet;
    // Where no rule of a number is named, only the text says which rules and services it is about.
    if (finding.rule.empty() || finding.rule == "*") text += '\n' + finding.text;
    finding.fingerprint = fingerprints.next(text);
  }
}

}  // namespace

std::span<const LintRule> lint_rules() { return kRules; }

const LintRule* find_lint_rule(std::string_view id) {
  const auto* found =
      std::find_if(kRules.begin(), kRules.end(), [&](const LintRule& r) { return r.id == id; });
  return found == kRules.end() ? nullptr : &*found;
}

std::string_view console_word(Direction direction) {
  return direction == Direction::ingress ? "inbound" : "outbound";
}

std::string rule_phrase(const NetworkAclEntry& entry) {
  std::string text = "rule " + rule_label(entry) + " (" + std::string(to_string(entry.action));
  if (entry.protocol == NetworkAclEntry::kEveryProtocol) {
    text += " all traffic";
  } else {
    const IpProtocol protocol{static_cast<std::uint8_t>(entry.protocol)};
    text += ' ' + to_string(protocol);
    if (filters_ports(protocol)) text += ' ' + to_string(entry.ports);
    if (is_icmp(protocol) && entry.icmp_type >= 0) {
      text += " type " + std::to_string(entry.icmp_type);
      if (entry.icmp_code >= 0) text += " code " + std::to_string(entry.icmp_code);
    }
  }
  return text + (entry.direction == Direction::ingress ? " from " : " to ") +
         to_string(entry.cidr) + ')';
}

std::vector<LintFinding> lint(CompiledSnapshot& model, const LintScope& scope) {
  const auto clients = scope.clients.empty() ? default_client_profiles() : scope.clients;
  std::vector<LintFinding> findings;
  for (const std::uint32_t index : chosen_acls(model.snapshot(), scope)) {
    std::vector<LintFinding> own;
    const LintContext context{model, index, model.acl(index), clients, own};
    lint_acl(context);
    lint_replies(context);
    lint_companions(context);
    lint_shadowing(context);
    lint_entries(context);
    lint_exposure(context);
    std::stable_sort(own.begin(), own.end(), before);
    findings.insert(findings.end(), own.begin(), own.end());
  }
  if (scope.acls.empty()) lint_subnets(model, findings);
  put_fingerprints(model.snapshot(), findings);
  return findings;
}

}  // namespace halfopen
