// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/first_match_oracle.hpp"

namespace halfopen::oracle {
namespace {

/// The first `length` bits of both addresses are the same.
bool same_prefix(const IpAddress& a, const IpAddress& b, int length) {
  const int width = a.family() == IpFamily::v4 ? 32 : 128;
  for (int bit = 0; bit < length; ++bit) {
    const int shift = width - 1 - bit;
    if ((a.bits() >> shift & 1) != (b.bits() >> shift & 1)) return false;
  }
  return true;
}

bool matches(const NetworkAclEntry& row, Direction direction, const Packet& packet) {
  if (row.direction != direction) return false;
  const IpAddress& remote = direction == Direction::ingress ? packet.source : packet.destination;
  if (row.cidr.address().family() != remote.family()) return false;
  if (!same_prefix(row.cidr.address(), remote, row.cidr.prefix_length())) return false;
  if (row.protocol == -1) return true;
  if (row.protocol != packet.protocol.number) return false;
  if (row.protocol == 6 || row.protocol == 17) {
    return packet.destination_port >= row.ports.first && packet.destination_port <= row.ports.last;
  }
  if (row.protocol == 1 || (row.protocol == 58 && remote.family() == IpFamily::v6)) {
    if (row.icmp_type == -1) return true;
    if (row.icmp_type != packet.icmp.type) return false;
    return row.icmp_code == -1 || row.icmp_code == packet.icmp.code;
  }
  return true;
}

}  // namespace

/// The wording: rules are tried from the lowest number up, and the first one that matches is
/// applied. So of all rules that match, the one with the lowest number decides.
Judgement judge(const std::vector<NetworkAclEntry>& rows, Direction direction,
                const Packet& packet) {
  const NetworkAclEntry* lowest = nullptr;
  for (const NetworkAclEntry& row : rows) {
    if (lowest != nullptr && lowest->number < row.number) continue;
    if (matches(row, direction, packet)) lowest = &row;
  }
  if (lowest == nullptr) return {"deny", "*"};
  return {lowest->action == RuleAction::allow ? "allow" : "deny", std::to_string(lowest->number)};
}

}  // namespace halfopen::oracle
