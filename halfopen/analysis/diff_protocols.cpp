// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/diff_protocols.hpp"

#include <set>

#include "halfopen/net/icmp.hpp"

namespace halfopen {
namespace {

void add_numbers(const NetworkAcl& rules, IpFamily family, std::set<std::uint8_t>& numbers) {
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    for (const NetworkAclEntry& entry : rules.entries(direction)) {
      if (entry.protocol < 0 || entry.cidr.family() != family) continue;
      numbers.insert(static_cast<std::uint8_t>(entry.protocol));
    }
  }
}

}  // namespace

OtherProtocols other_protocols(const Snapshot& before, const Snapshot& after, IpFamily family) {
  std::set<std::uint8_t> numbers;
  for (const Snapshot* snapshot : {&before, &after}) {
    for (const NetworkAcl& acl : snapshot->acls()) add_numbers(acl, family, numbers);
    for (const GroupSet& groups : snapshot->topology().group_sets()) {
      add_numbers(groups.rules(), family, numbers);
    }
  }
  OtherProtocols found;
  for (const std::uint8_t number : numbers) {
    const IpProtocol protocol{number};
    if (!filters_ports(protocol) && !(protocol == icmp_of(family))) found.named.push_back(protocol);
  }
  for (const IpProtocol usual : {kTcp, kUdp, kIcmp, kIcmpV6}) numbers.insert(usual.number);
  int free = 255;
  while (free >= 0 && numbers.contains(static_cast<std::uint8_t>(free))) --free;
  if (free >= 0) found.unnamed = IpProtocol{static_cast<std::uint8_t>(free)};
  return found;
}

}  // namespace halfopen
