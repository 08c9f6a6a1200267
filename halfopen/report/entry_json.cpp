// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/entry_json.hpp"

#include <utility>

namespace halfopen {

JsonValue entry_json(const NetworkAclEntry& entry, JsonValue item) {
  item.set("action", to_string(entry.action));
  if (entry.protocol == NetworkAclEntry::kEveryProtocol) {
    item.set("protocol", "all");
  } else {
    const IpProtocol protocol{static_cast<std::uint8_t>(entry.protocol)};
    item.set("protocol", to_string(protocol));
    if (filters_ports(protocol)) {
      JsonValue ports = JsonValue::object();
      ports.set("from", entry.ports.first).set("to", entry.ports.last);
      item.set("ports", std::move(ports));
    }
    if (is_icmp(protocol) && (protocol == kIcmp || entry.cidr.family() == IpFamily::v6)) {
      JsonValue icmp = JsonValue::object();
      icmp.set("type", int{entry.icmp_type}).set("code", int{entry.icmp_code});
      item.set("icmp", std::move(icmp));
    }
  }
  item.set("cidr", to_string(entry.cidr));
  return item;
}

}  // namespace halfopen
