// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/first_match.hpp"

namespace halfopen {

std::string rule_label(const Decision& decision) {
  return decision.entry == nullptr ? "*" : rule_label(*decision.entry);
}

std::optional<Mismatch> mismatch(const NetworkAclEntry& entry, const Packet& packet) {
  const IpAddress& remote =
      entry.direction == Direction::ingress ? packet.source : packet.destination;
  if (entry.cidr.family() != remote.family()) return Mismatch::family;
  if (!entry.cidr.contains(remote)) return Mismatch::address;
  const auto selectors = matched_selectors(entry, packet.protocol);
  if (!selectors) return Mismatch::protocol;
  if (!selectors->contains(selector(packet))) {
    return is_icmp(packet.protocol) ? Mismatch::icmp : Mismatch::port;
  }
  return std::nullopt;
}

Decision first_match(const NetworkAcl& acl, Direction direction, const Packet& packet) {
  for (const NetworkAclEntry& entry : acl.entries(direction)) {
    if (!mismatch(entry, packet)) return {entry.action, &entry};
  }
  return {};
}

}  // namespace halfopen
