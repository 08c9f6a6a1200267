// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/world_edits.hpp"

#include <algorithm>

namespace halfopen::oracle {
namespace {

void change_rows(Dice& dice, Rows& rows) {
  if (rows.empty() || dice.roll(3) == 0) {
    NetworkAclEntry row = random_rule(dice, 0);
    row.number = unused_number(dice, rows, row.direction);
    rows.push_back(row);
    return;
  }
  const std::size_t at = dice.roll(static_cast<std::uint32_t>(rows.size()));
  switch (dice.roll(5)) {
    case 0: rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(at)); break;
    case 1: rows[at].number = unused_number(dice, rows, rows[at].direction); break;
    case 2:
      rows[at].action = rows[at].action == RuleAction::allow ? RuleAction::deny : RuleAction::allow;
      break;
    case 3: rows[at].ports = random_rule(dice, 0).ports; break;
    default: rows[at].protocol = dice.one_of<std::int16_t>({6, 17, -1, 47, 1, 58});
  }
}

/// Both halves of a block; nothing if it is a single address.
std::vector<CidrBlock> halves(const CidrBlock& block) {
  if (block.is_single()) return {};
  const int length = block.prefix_length() + 1;
  return {CidrBlock(block.address(), length),
          CidrBlock(IpAddress(block.family(), block.last()), length)};
}

/// The row as two: by address, by port, or twice the same.
std::vector<NetworkAclEntry> split(Dice& dice, const NetworkAclEntry& row) {
  NetworkAclEntry first = row;
  NetworkAclEntry second = row;
  const auto blocks = halves(row.cidr);
  if (dice.coin() && !blocks.empty()) {
    first.cidr = blocks[0];
    second.cidr = blocks[1];
  } else if ((row.protocol == 6 || row.protocol == 17) && row.ports.first < row.ports.last) {
    const std::uint32_t width = row.ports.size() - 1;
    first.ports.last = static_cast<std::uint16_t>(row.ports.first + dice.roll(width));
    second.ports.first = static_cast<std::uint16_t>(first.ports.last + 1);
  }
  if (dice.coin()) std::swap(first, second);
  return {first, second};
}

Rows rewritten(Dice& dice, Rows rows) {
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.number < b.number; });
  Rows result;
  RuleNumber number = 1;
  for (const NetworkAclEntry& row : rows) {
    const auto parts = dice.roll(4) == 0 ? split(dice, row) : std::vector{row};
    for (NetworkAclEntry part : parts) {
      number += 1 + dice.roll(20);
      part.number = number;
      result.push_back(part);
    }
  }
  return result;
}

}  // namespace

SmallWorld changed_world(Dice& dice, const SmallWorld& before) {
  SmallWorld after = before;
  const std::size_t changes = 1 + dice.roll(3);
  for (std::size_t i = 0; i < changes; ++i) {
    if (!after.subnets.empty() && dice.roll(6) == 0) {
      SmallSubnet& subnet =
          after.subnets[dice.roll(static_cast<std::uint32_t>(after.subnets.size()))];
      subnet.acl = dice.roll(static_cast<std::uint32_t>(after.acls.size()));
      subnet.by_default = false;
    } else {
      change_rows(dice, after.acls[dice.roll(static_cast<std::uint32_t>(after.acls.size()))]);
    }
  }
  return after;
}

SmallWorld rewritten_world(Dice& dice, const SmallWorld& before) {
  SmallWorld after = before;
  for (Rows& rows : after.acls) rows = rewritten(dice, rows);
  return after;
}

}  // namespace halfopen::oracle
