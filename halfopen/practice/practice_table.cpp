// SPDX-License-Identifier: Apache-2.0
#include "halfopen/practice/practice_table.hpp"

#include <algorithm>

#include "halfopen/practice/practice_words.hpp"

namespace halfopen {
namespace {

/// Columns two spaces apart.
std::string aligned_table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& cells : rows) {
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], cells[i].size());
  }
  std::string text;
  for (const auto& cells : rows) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      text += cells[i];
      if (i + 1 < cells.size()) text.append(widths[i] + 2 - cells[i].size(), ' ');
    }
    text += '\n';
  }
  return text;
}

std::string section(const PracticeAcl& acl, Direction direction) {
  const bool in = direction == Direction::ingress;
  std::vector<std::vector<std::string>> rows = {
      {"Rule #", "Type", "Protocol", "Port range", in ? "Source" : "Destination", "Allow/Deny"}};
  for (auto& cells : table_rows(acl, direction)) rows.push_back(std::move(cells));
  return std::string("\n") + (in ? "Inbound" : "Outbound") + " rules\n" + aligned_table(rows);
}

}  // namespace

std::vector<std::vector<std::string>> table_rows(const PracticeAcl& acl, Direction direction) {
  std::vector<std::vector<std::string>> rows;
  for (const NetworkAclEntry& row : acl.rows) {
    if (row.direction != direction) continue;
    rows.push_back({std::to_string(row.number), words::row_type(row), words::row_protocol(row),
                    words::row_ports(row), to_string(row.cidr),
                    row.action == RuleAction::allow ? "ALLOW" : "DENY"});
  }
  rows.push_back({"*", "All traffic", "All", "All", "0.0.0.0/0", "DENY"});
  const bool v6 = std::any_of(acl.rows.begin(), acl.rows.end(), [](const NetworkAclEntry& row) {
    return row.cidr.family() == IpFamily::v6;
  });
  if (v6) rows.push_back({"*", "All traffic", "All", "All", "::/0", "DENY"});
  return rows;
}

std::string rule_table(const PracticeScene& scene, std::size_t acl) {
  std::string text = "acl: " + scene.acls[acl].id + "\nvpc: " + vpc_text(scene) + '\n';
  for (const PracticeSubnet& subnet : scene.subnets) {
    if (subnet.acl != acl) continue;
    text += "subnet: " + subnet.id;
    for (const CidrBlock& block : subnet.cidrs) text += ' ' + to_string(block);
    text += '\n';
  }
  return text + section(scene.acls[acl], Direction::ingress) +
         section(scene.acls[acl], Direction::egress);
}

}  // namespace halfopen
