// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/network_acl.hpp"

#include <algorithm>
#include <utility>

namespace halfopen {
namespace {

/// The row that EC2 adds to every direction: deny everything of one family, under a number above
/// those of users. Exports differ in whether IPv6 has 32767 or 32768.
bool is_default_deny(const NetworkAclEntry& row) {
  return row.number > kLastUserRuleNumber && row.number <= 32768 &&
         row.action == RuleAction::deny && row.protocol == NetworkAclEntry::kEveryProtocol &&
         row.cidr.prefix_length() == 0;
}

std::string row_name(const NetworkAcl::Identity& acl, const NetworkAclEntry& row) {
  return acl.id + ' ' + std::string(to_string(row.direction)) + " rule " + rule_label(row);
}

bool same_slot(const NetworkAclEntry& a, const NetworkAclEntry& b) {
  return a.number == b.number && a.cidr.family() == b.cidr.family();
}

}  // namespace

NetworkAcl::NetworkAcl(Identity identity, std::vector<NetworkAclEntry> rows,
                       Diagnostics& diagnostics)
    : identity_(std::move(identity)) {
  mentions_v6_ = std::any_of(rows.begin(), rows.end(), [](const NetworkAclEntry& row) {
    return row.cidr.family() == IpFamily::v6;
  });
  for (const NetworkAclEntry& row : rows) {
    if (!is_default_deny(row)) entries_[static_cast<std::size_t>(row.direction)].push_back(row);
  }
  for (auto& direction : entries_) settle(direction, diagnostics);
}

NetworkAcl NetworkAcl::ordered(Identity identity, std::vector<NetworkAclEntry> rows) {
  NetworkAcl list(std::move(identity));
  for (NetworkAclEntry& row : rows) {
    auto& side = list.entries_[static_cast<std::size_t>(row.direction)];
    row.number = static_cast<RuleNumber>(side.size() + 1);
    list.mentions_v6_ = list.mentions_v6_ || row.cidr.family() == IpFamily::v6;
    side.push_back(std::move(row));
  }
  return list;
}

void NetworkAcl::settle(std::vector<NetworkAclEntry>& rows, Diagnostics& diagnostics) {
  const auto before = [](const NetworkAclEntry& a, const NetworkAclEntry& b) {
    return a.number != b.number ? a.number < b.number : a.cidr.family() < b.cidr.family();
  };
  if (!std::is_sorted(rows.begin(), rows.end(), before)) {
    std::stable_sort(rows.begin(), rows.end(), before);
  }
  // The usual case: every slot has one row, with a number of a user. Nothing to settle.
  const bool odd = std::adjacent_find(rows.begin(), rows.end(), same_slot) != rows.end();
  if (!odd && (rows.empty() || rows.back().number <= kLastUserRuleNumber)) return;
  std::vector<NetworkAclEntry> kept;
  kept.reserve(rows.size());
  for (std::size_t slot = 0; slot < rows.size();) {
    const std::size_t begin = kept.size();
    const std::size_t first = slot;
    for (; slot < rows.size() && same_slot(rows[first], rows[slot]); ++slot) {
      const NetworkAclEntry& row = rows[slot];
      const bool repeated =
          std::any_of(kept.begin() + static_cast<std::ptrdiff_t>(begin), kept.end(),
                      [&](const auto& k) { return same_rule(k, row); });
      if (!repeated) {
        kept.push_back(row);
      } else if (row.number != 0) {
        diagnostics.push_back({DiagnosticCode::repeated_rule, Severity::warning, row.origin,
                               row_name(identity_, row) + " is listed twice with the same content",
                               "delete one of the two rows; the verdict is the same"});
      }
    }
    if (kept.size() - begin > 1 && rows[first].number != 0) {
      diagnostics.push_back(
          {DiagnosticCode::contradicting_rules, Severity::error, kept.back().origin,
           row_name(identity_, kept.back()) + " is listed " + std::to_string(kept.size() - begin) +
               " times with different content: what these rows match is unknown",
           "a rule number exists once in a direction; keep the row that is in force"});
      for (std::size_t i = begin; i < kept.size(); ++i) kept[i].action = RuleAction::unknown;
    }
    if (rows[first].number > kLastUserRuleNumber) {
      diagnostics.push_back({DiagnosticCode::bad_rule_number, Severity::error, rows[first].origin,
                             row_name(identity_, rows[first]) +
                                 " has a number that EC2 reserves: what it matches is unknown",
                             "rules of users have numbers 1 to 32766"});
      for (std::size_t i = begin; i < kept.size(); ++i) kept[i].action = RuleAction::unknown;
    }
  }
  rows = std::move(kept);
}

std::vector<NetworkAclEntry> unknown_rules(const Origin& origin) {
  std::vector<NetworkAclEntry> rows;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    for (const IpFamily family : kIpFamilies) {
      NetworkAclEntry row;
      row.direction = direction;
      row.action = RuleAction::unknown;
      row.cidr = CidrBlock::all(family);
      row.origin = origin;
      rows.push_back(row);
    }
  }
  return rows;
}

bool same_rules(const NetworkAcl& a, const NetworkAcl& b) {
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    const auto x = a.entries(direction);
    const auto y = b.entries(direction);
    if (!std::equal(x.begin(), x.end(), y.begin(), y.end(), same_rule)) return false;
  }
  return true;
}

}  // namespace halfopen
