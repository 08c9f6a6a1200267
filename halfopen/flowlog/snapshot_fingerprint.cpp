// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/snapshot_fingerprint.hpp"

#include "halfopen/base/fingerprint.hpp"
#include "halfopen/flowlog/partial_rows.hpp"
#include "halfopen/vpc/crossing.hpp"

namespace halfopen {
namespace {

void write_rules(PartialWriter& out, const NetworkAcl& acl) {
  out.row("rules").add(acl.id());
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    for (const NetworkAclEntry& entry : acl.entries(direction)) {
      out.row("rule").add(static_cast<int>(direction)).add(entry.number);
      out.add(static_cast<int>(entry.action)).add(entry.protocol);
      out.add(entry.icmp_type).add(entry.icmp_code).add(entry.ports.first).add(entry.ports.last);
      out.add(to_string(entry.cidr));
    }
  }
}

}  // namespace

std::string snapshot_fingerprint(const Snapshot& snapshot) {
  PartialWriter out;
  for (const NetworkAcl& acl : snapshot.acls()) write_rules(out, acl);
  for (std::uint32_t i = 0; i < snapshot.subnets().size(); ++i) {
    const Subnet& subnet = snapshot.subnets()[i];
    const auto acl = guarding_acl(snapshot, {Location::Kind::subnet, i});
    out.row("subnet").add(subnet.id).add(acl ? snapshot.acls()[*acl].id() : "");
    for (const CidrBlock& block : subnet.cidrs) out.add(to_string(block));
  }
  for (const GroupSet& groups : snapshot.topology().group_sets()) write_rules(out, groups.rules());
  for (const NetworkInterface& interface : snapshot.topology().objects().interfaces) {
    out.row("interface").add(interface.id).add(interface.kind).add(interface.subnet_id);
    for (const NetworkInterface::Address& own : interface.addresses) out.add(own.address);
  }
  return fingerprint(out.finish());
}

}  // namespace halfopen
