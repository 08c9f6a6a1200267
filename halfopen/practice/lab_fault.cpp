// SPDX-License-Identifier: Apache-2.0
#include "halfopen/practice/lab_fault.hpp"

#include <algorithm>
#include <array>

#include "halfopen/practice/practice_rows.hpp"

namespace halfopen {
namespace {

bool is_reply_row(const NetworkAclEntry& row) { return row.ports.size() > 1000; }

/// A row of the subnet's own block, or of a block that misses half of the peers.
CidrBlock other_block(PracticeDice& dice, const PracticeScene& scene, std::size_t acl,
                      const CidrBlock& block) {
  if (block.prefix_length() > 0 && dice.coin()) {
    const IpAddress upper(block.family(), block.last());
    return {dice.coin() ? upper : block.address(), block.prefix_length() + 1};
  }
  for (const PracticeSubnet& subnet : scene.subnets) {
    if (subnet.acl == acl) return subnet.cidrs.front();
  }
  return block;
}

/// A deny that takes ports of the row away, on a free number before it.
bool add_deny(PracticeDice& dice, std::vector<NetworkAclEntry>& rows, const NetworkAclEntry& row,
              LabFault& fault) {
  constexpr std::array kTaken = {PortRange{1024, 65535}, PortRange{40000, 49999},
                                 PortRange{1024, 49151}, PortRange{49152, 65535}};
  NetworkAclEntry denied = row;
  denied.action = RuleAction::deny;
  denied.number = row.number - dice.between(1, 9);
  if (is_reply_row(row)) denied.ports = kTaken[dice.roll(kTaken.size())];
  const bool taken = std::any_of(rows.begin(), rows.end(), [&](const NetworkAclEntry& other) {
    return other.direction == denied.direction && other.number == denied.number;
  });
  if (taken) return false;
  rows.push_back(denied);
  fault.row = denied;
  fault.added = true;
  return true;
}

bool change_row(PracticeDice& dice, const PracticeScene& scene, std::size_t acl,
                NetworkAclEntry& row, LabFault& fault) {
  switch (dice.roll(6)) {
    case 0:
      if (!is_reply_row(row)) return false;
      fault.kind = "wrong-range";
      row.ports =
          dice.one_of({PortRange{32768, 60999}, PortRange{49152, 65535}, PortRange{32768, 61000},
                       PortRange{1024, 49151}, PortRange{1024, 32767}});
      return true;
    case 1:
      if (!is_reply_row(row)) return false;
      fault.kind = "reply-to-server-port";
      row.ports =
          one_port(dice.one_of({std::uint16_t{443}, std::uint16_t{5432}, std::uint16_t{80}}));
      return true;
    case 2:
      fault.kind = "wrong-protocol";
      row.protocol = row.protocol == kTcp.number ? kUdp.number : kTcp.number;
      return true;
    case 3:
      fault.kind = "port-zero";
      row.ports = one_port(0);
      return true;
    case 4:
      fault.kind = "wrong-direction";
      row.direction = row.direction == kInbound ? kOutbound : kInbound;
      row.number += 5;
      return true;
    default:
      fault.kind = "wrong-address";
      row.cidr = other_block(dice, scene, acl, row.cidr);
      return true;
  }
}

}  // namespace

LabFault plant_fault(PracticeDice& dice, PracticeScene& scene) {
  LabFault fault;
  for (;;) {
    fault.acl = dice.roll(scene.acls.size());
    std::vector<NetworkAclEntry>& rows = scene.acls[fault.acl].rows;
    const std::size_t at = dice.roll(rows.size());
    fault.row = rows[at];
    const std::uint32_t shape = dice.roll(5);
    if (shape == 0) {
      fault.kind = "behind-the-deny";
      const NetworkAclEntry before = rows[at];
      if (before.action != RuleAction::allow || !add_deny(dice, rows, before, fault)) continue;
    } else if (shape == 1) {
      fault.kind = is_reply_row(rows[at]) ? "keeps-state" : "missing";
      rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(at));
    } else if (!change_row(dice, scene, fault.acl, rows[at], fault)) {
      continue;
    }
    sort_rows(scene);
    return fault;
  }
}

}  // namespace halfopen
