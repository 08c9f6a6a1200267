// SPDX-License-Identifier: Apache-2.0
// Network ACLs and subnets as a whole: quota, use, exposure.
#include <algorithm>
#include <set>
#include <string_view>

#include "halfopen/analysis/acl_edit.hpp"
#include "halfopen/analysis/exposure.hpp"
#include "halfopen/analysis/lint_context.hpp"

namespace halfopen {
namespace {

void lint_quota(const LintContext& context, Direction direction, IpFamily family) {
  const QuotaUse use = quota_use(context.model.snapshot(), context.index, direction, family);
  if (use.used <= QuotaUse::kLimit) return;
  const bool over = use.used > QuotaUse::kHardLimit;
  context.add_about_acl(
      over ? "quota-exceeded" : "quota-near", over ? Severity::error : Severity::warning, direction,
      std::to_string(use.used) + ' ' + std::string(to_string(family)) + ' ' +
          std::string(console_word(direction)) + " rules with the default deny: the quota is " +
          std::to_string(QuotaUse::kLimit) + ", at most " + std::to_string(QuotaUse::kHardLimit) +
          " on request",
      "merge rules (halfopen minimise), or ask AWS for a higher quota");
}

/// What rests on unknown rows is no finding; so it is said that there are some.
void lint_unknown(const LintContext& context, Direction direction) {
  const auto entries = context.acl().entries(direction);
  // Rows that contradict each other are found as duplicate-rule-number.
  const auto is_unknown = [&](const NetworkAclEntry& entry) {
    const auto twins = std::count_if(entries.begin(), entries.end(), [&](const auto& other) {
      return other.number == entry.number && other.cidr.family() == entry.cidr.family();
    });
    return entry.action == RuleAction::unknown && (twins == 1 || entry.number == 0);
  };
  const auto first = std::find_if(entries.begin(), entries.end(), is_unknown);
  if (first == entries.end()) return;
  const auto rows = std::count_if(first, entries.end(), is_unknown);
  context.add("unknown-rules", Severity::warning, direction, &*first,
              std::to_string(rows) + ' ' + std::string(console_word(direction)) +
                  (rows == 1 ? " row" : " rows") +
                  " could not be read: what they match is unknown, and no finding rests on them",
              "mend the rows that the diagnostics name");
}

std::size_t subnets_of(const LintContext& context) {
  const Snapshot& snapshot = context.model.snapshot();
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < snapshot.subnets().size(); ++i) {
    const AclBinding& binding = snapshot.binding(i);
    if (binding.known() && binding.acl == context.index) ++count;
  }
  return count;
}

/// True if a subnet of the ACL's VPC has an ACL that is not known: it may be this one.
bool may_guard_more(const LintContext& context) {
  const Snapshot& snapshot = context.model.snapshot();
  for (std::uint32_t i = 0; i < snapshot.subnets().size(); ++i) {
    const std::string& vpc = snapshot.subnets()[i].vpc_id;
    const bool same =
        vpc.empty() || context.acl().vpc_id().empty() || vpc == context.acl().vpc_id();
    if (same && !snapshot.binding(i).known()) return true;
  }
  return false;
}

void lint_denials(const LintContext& context) {
  std::string where;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    const auto entries = context.acl().entries(direction);
    const bool allows = std::any_of(entries.begin(), entries.end(), [](const auto& entry) {
      return entry.action != RuleAction::deny;
    });
    if (!allows) where += (where.empty() ? "" : " and ") + std::string(console_word(direction));
  }
  if (where.empty()) return;
  context.add_about_acl(
      "acl-denies-everything", Severity::warning, std::nullopt,
      "no rule allows anything " + where + ": no connection of the subnets behind it works",
      "add the rules that are missing, or associate the subnets with another ACL");
}

std::string listed(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) text += (i == 0 ? "" : ", ") + items[i];
  return text;
}

}  // namespace

void lint_acl(const LintContext& context) {
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    for (const IpFamily family : kIpFamilies) lint_quota(context, direction, family);
    lint_unknown(context, direction);
  }
  const std::size_t guarded = subnets_of(context);
  const bool subnets_loaded = !context.model.snapshot().subnets().empty();
  if (guarded > 0 || !subnets_loaded) lint_denials(context);
  const bool unused = guarded == 0 && subnets_loaded && !may_guard_more(context);
  if (unused && !context.acl().is_default()) {
    context.add_about_acl("acl-without-subnet", Severity::note, std::nullopt,
                          "no loaded subnet is associated with " + context.acl().id(),
                          "associate it, or delete it");
  }
}

void lint_exposure(const LintContext& context) {
  const std::uint32_t chosen[] = {context.index};
  const ExposureReport report = exposure(context.model, chosen);
  for (const AdminExposure& admin : report.admin) {
    if (!admin.whole_internet || admin.by_reply_rules) continue;
    const auto entries = context.acl().entries(Direction::ingress);
    const auto rule = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) {
      return rule_label(entry) == admin.rules.front() &&
             entry.cidr.family() == admin.sources.family;
    });
    // Every VPC has a default ACL that allows all; Security Hub does not count it either.
    const Severity severity = context.acl().is_default() ? Severity::note : Severity::warning;
    context.add(
        "admin-port-open", severity, Direction::ingress, rule == entries.end() ? nullptr : &*rule,
        std::string(admin.port == 22 ? "SSH (22)" : "RDP (3389)") + " is reached from the whole " +
            std::string(to_string(admin.sources.family)) + " internet, by rule" +
            (admin.rules.size() == 1 ? " " : "s ") + listed(admin.rules),
        "allow it from the addresses of administrators only");
  }
  for (const ReplyRange& range : report.replies) {
    if (range.services.empty()) continue;
    std::vector<std::string> names;
    for (const ReplyPrice& price : range.services) {
      names.push_back(std::string(price.service->name) + ' ' + std::to_string(price.service->port));
    }
    context.add("reply-range-exposes", Severity::note, Direction::ingress, range.rule,
                rule_phrase(*range.rule) +
                    " is room for replies, and reaches whatever listens on " + listed(names),
                "narrow it to the clients' own range, or see that security groups close these "
                "ports (halfopen exposure tells the price)");
  }
}

void lint_subnets(CompiledSnapshot& model, std::vector<LintFinding>& findings) {
  const Snapshot& snapshot = model.snapshot();
  std::set<std::string_view> own_acls;  // VPCs where some subnet has an ACL of its own
  for (std::uint32_t i = 0; i < snapshot.subnets().size(); ++i) {
    const AclBinding& binding = snapshot.binding(i);
    if (binding.known() && !snapshot.acls()[binding.acl].is_default()) {
      own_acls.insert(snapshot.subnets()[i].vpc_id);
    }
  }
  for (std::uint32_t i = 0; i < snapshot.subnets().size(); ++i) {
    const Subnet& subnet = snapshot.subnets()[i];
    const AclBinding& binding = snapshot.binding(i);
    if (!binding.known() || !snapshot.acls()[binding.acl].is_default()) continue;
    if (!own_acls.contains(subnet.vpc_id)) continue;
    findings.push_back({"subnet-on-default-acl", Severity::warning, binding.acl, std::nullopt, "",
                        subnet.id, subnet.origin,
                        subnet.id + " is guarded by the default network ACL " +
                            snapshot.acls()[binding.acl].id() +
                            ", while other subnets of its VPC have ACLs of their own",
                        "associate it with the ACL that is meant for it"});
  }
}

}  // namespace halfopen
