// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/overview_acl_json.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "halfopen/analysis/acl_edit.hpp"
#include "halfopen/report/check_text.hpp"

namespace halfopen {
namespace {

/// "443", "1024-65535", of ICMP "8" or "3/4", or "all" where the row looks at none or at each.
std::string row_ports(const NetworkAclEntry& entry) {
  if (entry.protocol == NetworkAclEntry::kEveryProtocol) return "all";
  const IpProtocol protocol{static_cast<std::uint8_t>(entry.protocol)};
  if (is_icmp(protocol) && entry.icmp_type >= 0) {
    const std::string type = std::to_string(entry.icmp_type);
    return entry.icmp_code < 0 ? type : type + '/' + std::to_string(entry.icmp_code);
  }
  const bool filters = filters_ports(protocol);
  const bool all = entry.ports.first == 0 && entry.ports.last == 65535;
  return filters && !all ? to_string(entry.ports) : "all";
}

/// "tcp", "udp", "icmp", "all", or the number of the protocol.
std::string row_protocol(const NetworkAclEntry& entry) {
  if (entry.protocol == NetworkAclEntry::kEveryProtocol) return "all";
  return to_string(IpProtocol{static_cast<std::uint8_t>(entry.protocol)});
}

JsonValue row_json(const NetworkAclEntry& entry, const std::string& rule,
                   const SourceNames& sources) {
  JsonValue row = JsonValue::object();
  row.set("rule", rule).set("action", to_string(entry.action));
  row.set("protocol", row_protocol(entry)).set("ports", row_ports(entry));
  const bool any = entry.protocol == NetworkAclEntry::kEveryProtocol;
  if (!any && is_icmp(IpProtocol{static_cast<std::uint8_t>(entry.protocol)})) {
    JsonValue icmp = JsonValue::object();
    icmp.set("type", int{entry.icmp_type}).set("code", int{entry.icmp_code});
    row.set("icmp", std::move(icmp));
  }
  row.set("cidr", to_string(entry.cidr));
  row.set("text", entry_text(entry) + ' ' + to_string(entry.cidr));
  const std::string place = sources.place(entry.origin);
  if (!place.empty()) row.set("place", place);
  return row;
}

/// The default deny, which is no entry: for IPv4, and for IPv6 where the ACL knows of it.
JsonValue last_row(IpFamily family, const SourceNames& sources) {
  NetworkAclEntry entry;
  entry.cidr = CidrBlock::all(family);
  return row_json(entry, "*", sources);
}

JsonValue rows_json(const NetworkAcl& acl, Direction direction, const SourceNames& sources) {
  JsonValue rows = JsonValue::array();
  for (const NetworkAclEntry& entry : acl.entries(direction)) {
    rows.push(row_json(entry, rule_label(entry), sources));
  }
  rows.push(last_row(IpFamily::v4, sources));
  if (acl.mentions_v6()) rows.push(last_row(IpFamily::v6, sources));
  return rows;
}

JsonValue quotas_json(const Snapshot& snapshot, std::uint32_t acl) {
  JsonValue list = JsonValue::array();
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    for (const IpFamily family : kIpFamilies) {
      if (family == IpFamily::v6 && !snapshot.acls()[acl].mentions_v6()) continue;
      const QuotaUse use = quota_use(snapshot, acl, direction, family);
      JsonValue item = JsonValue::object();
      item.set("direction", to_string(direction)).set("family", to_string(family));
      item.set("entries", static_cast<std::int64_t>(use.used));
      item.set("limit", static_cast<std::int64_t>(QuotaUse::kLimit));
      item.set("hard_limit", static_cast<std::int64_t>(QuotaUse::kHardLimit));
      list.push(std::move(item));
    }
  }
  return list;
}

std::vector<std::vector<std::string>> subnets_of_acls(const Snapshot& snapshot) {
  std::vector<std::vector<std::string>> subnets(snapshot.acls().size());
  for (std::uint32_t i = 0; i < snapshot.subnets().size(); ++i) {
    const AclBinding& binding = snapshot.binding(i);
    if (binding.known()) subnets[binding.acl].push_back(snapshot.subnets()[i].id);
  }
  return subnets;
}

}  // namespace

JsonValue overview_acls_json(const Snapshot& snapshot, const SourceNames& sources) {
  const auto subnets = subnets_of_acls(snapshot);
  JsonValue list = JsonValue::array();
  for (std::uint32_t i = 0; i < snapshot.acls().size(); ++i) {
    const NetworkAcl& acl = snapshot.acls()[i];
    JsonValue item = JsonValue::object();
    item.set("id", acl.id()).set("name", acl.name()).set("vpc", acl.vpc_id());
    item.set("is_default", acl.is_default());
    JsonValue ids = JsonValue::array();
    for (const std::string& id : subnets[i]) ids.push(id);
    item.set("subnets", std::move(ids));
    item.set("inbound", rows_json(acl, Direction::ingress, sources));
    item.set("outbound", rows_json(acl, Direction::egress, sources));
    item.set("quota", quotas_json(snapshot, i));
    list.push(std::move(item));
  }
  return list;
}

}  // namespace halfopen
