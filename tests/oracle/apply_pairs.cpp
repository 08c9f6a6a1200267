// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/apply_pairs.hpp"

#include <algorithm>
#include <set>

namespace halfopen::oracle {
namespace {

using Rows = std::vector<NetworkAclEntry>;

NetworkAclEntry row_of(RuleNumber number, Direction direction, RuleAction action,
                       std::int16_t protocol, PortRange ports, const CidrBlock& cidr) {
  NetworkAclEntry row;
  row.number = number;
  row.direction = direction;
  row.action = action;
  row.protocol = protocol;
  row.ports = ports;
  row.cidr = cidr;
  return row;
}

CidrBlock some_block(Dice& dice, bool v6) {
  if (v6) {
    return dice.coin() ? CidrBlock::all(IpFamily::v6)
                       : CidrBlock(random_address(dice, IpFamily::v6), dice.one_of({32, 64, 128}));
  }
  return dice.roll(3) != 0
             ? CidrBlock::all(IpFamily::v4)
             : CidrBlock(random_address(dice, IpFamily::v4), dice.one_of({8, 16, 24, 32}));
}

/// A row as people write it.
NetworkAclEntry usual_row(Dice& dice, RuleNumber number, Direction direction) {
  const bool v6 = dice.roll(5) == 0;
  const RuleAction action = dice.roll(4) == 0 ? RuleAction::deny : RuleAction::allow;
  if (dice.roll(7) == 0) {
    NetworkAclEntry row = row_of(number, direction, action, v6 ? std::int16_t{58} : std::int16_t{1},
                                 {}, some_block(dice, v6));
    row.icmp_type = dice.one_of<std::int16_t>({-1, 8, 0, 3, 128, 129, 11});
    row.icmp_code = row.icmp_type == -1 ? std::int16_t{-1} : dice.one_of<std::int16_t>({-1, 0, 4});
    return row;
  }
  if (dice.roll(9) == 0) return row_of(number, direction, action, -1, {}, some_block(dice, v6));
  const auto service = dice.one_of<std::uint16_t>({22, 53, 80, 123, 443, 3306, 3389, 5432, 8080});
  const PortRange ephemeral =
      dice.one_of<PortRange>({{1024, 65535}, {32768, 60999}, {49152, 65535}, {32768, 65535}});
  const bool replies = dice.coin();
  return row_of(number, direction, action, dice.roll(4) == 0 ? std::int16_t{17} : std::int16_t{6},
                replies ? ephemeral : PortRange{service, service}, some_block(dice, v6));
}

Rows usual_rows(Dice& dice, std::size_t ingress, std::size_t egress) {
  Rows rows;
  for (std::size_t i = 0; i < ingress; ++i) {
    rows.push_back(usual_row(dice, static_cast<RuleNumber>(100 + 10 * i), Direction::ingress));
  }
  for (std::size_t i = 0; i < egress; ++i) {
    rows.push_back(usual_row(dice, static_cast<RuleNumber>(100 + 10 * i), Direction::egress));
  }
  return rows;
}

bool is_free(const Rows& rows, Direction direction, RuleNumber number) {
  return std::none_of(rows.begin(), rows.end(), [&](const NetworkAclEntry& row) {
    return row.direction == direction && row.number == number;
  });
}

/// Changes, adds or deletes a few rows.
Rows edited_rows(Dice& dice, Rows rows, bool may_add) {
  const std::uint32_t edits = 1 + dice.roll(4);
  for (std::uint32_t i = 0; i < edits; ++i) {
    const std::uint32_t what = dice.roll(may_add ? 3 : 2);
    if (what == 2 && rows.size() < 20) {
      const Direction direction = dice.coin() ? Direction::ingress : Direction::egress;
      const RuleNumber number = 95 + dice.roll(120);
      if (is_free(rows, direction, number)) rows.push_back(usual_row(dice, number, direction));
    } else if (!rows.empty()) {
      const std::size_t at = dice.roll(static_cast<std::uint32_t>(rows.size()));
      if (what == 0) {
        rows[at] = usual_row(dice, rows[at].number, rows[at].direction);
      } else if (may_add) {
        rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(at));
      } else {
        rows[at].action =
            rows[at].action == RuleAction::allow ? RuleAction::deny : RuleAction::allow;
      }
    }
  }
  return rows;
}

/// Swaps the numbers of a few rows of one direction.
Rows reordered_rows(Dice& dice, Rows rows) {
  for (std::uint32_t i = 0; i < 1 + dice.roll(3); ++i) {
    const auto size = static_cast<std::uint32_t>(rows.size());
    NetworkAclEntry& a = rows[dice.roll(size)];
    NetworkAclEntry& b = rows[dice.roll(size)];
    if (a.direction == b.direction) std::swap(a.number, b.number);
  }
  return rows;
}

/// The same order under other numbers.
Rows renumbered_rows(Dice& dice, Rows rows) {
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    std::vector<NetworkAclEntry*> list;
    for (NetworkAclEntry& row : rows) {
      if (row.direction == direction) list.push_back(&row);
    }
    std::sort(list.begin(), list.end(), [](auto* a, auto* b) { return a->number < b->number; });
    RuleNumber number = dice.roll(90);
    for (NetworkAclEntry* row : list) row->number = number += 1 + dice.roll(30);
  }
  return rows;
}

/// 19 rows of IPv4 in one direction: 20 of 20 with the default deny.
Rows full_rows(Dice& dice) {
  Rows rows;
  const Direction direction = dice.coin() ? Direction::ingress : Direction::egress;
  while (rows.size() < 19) {
    NetworkAclEntry row =
        usual_row(dice, static_cast<RuleNumber>(100 + 10 * rows.size()), direction);
    if (row.cidr.family() == IpFamily::v4) rows.push_back(row);
  }
  rows.push_back(row_of(100,
                        direction == Direction::ingress ? Direction::egress : Direction::ingress,
                        RuleAction::allow, dice.coin() ? std::int16_t{6} : std::int16_t{-1},
                        {1024, 65535}, CidrBlock::all(IpFamily::v4)));
  return rows;
}

/// 20 of 20 again, and every rule is needed: distinct services from everywhere, replies open. What
/// changes places or numbers here cannot do so unseen.
Rows full_needed_rows() {
  Rows rows;
  for (RuleNumber i = 0; i < 19; ++i) {
    const auto port = static_cast<std::uint16_t>(1000 + 10 * i);
    rows.push_back(row_of(100 + 10 * i, Direction::ingress, RuleAction::allow, 6, {port, port},
                          CidrBlock::all(IpFamily::v4)));
  }
  rows.push_back(row_of(100, Direction::egress, RuleAction::allow, 6, {1024, 65535},
                        CidrBlock::all(IpFamily::v4)));
  return rows;
}

/// Changes a service, swaps two rules, or gives one another number.
Rows full_needed_edit(Dice& dice, Rows rows) {
  NetworkAclEntry& row = rows[dice.roll(19)];
  switch (dice.roll(3)) {
    case 0: row.ports = {2000, static_cast<std::uint16_t>(2000 + dice.roll(9))}; break;
    case 1: std::swap(row.number, rows[dice.roll(19)].number); break;
    default: row.number += 5; break;
  }
  return rows;
}

}  // namespace

std::vector<std::string> apply_pair_kinds() {
  return {"edited",         "reordered", "renumbered", "full",
          "full reordered", "unrelated", "usual",      "full and needed"};
}

ApplyPair random_apply_pair(Dice& dice) {
  const std::vector<std::string> kinds = apply_pair_kinds();
  ApplyPair pair;
  pair.kind = kinds[dice.roll(static_cast<std::uint32_t>(kinds.size()))];
  const std::size_t ingress = 1 + dice.roll(10);
  const std::size_t egress = 1 + dice.roll(10);
  if (pair.kind == "unrelated") {
    pair.before = random_rows(dice, dice.roll(21));
    pair.after = random_rows(dice, dice.roll(21));
  } else if (pair.kind == "full and needed") {
    pair.before = full_needed_rows();
    pair.after = full_needed_edit(dice, pair.before);
  } else if (pair.kind == "full" || pair.kind == "full reordered") {
    pair.before = full_rows(dice);
    pair.after = pair.kind == "full" ? edited_rows(dice, pair.before, false)
                                     : reordered_rows(dice, pair.before);
  } else {
    pair.before = usual_rows(dice, ingress, egress);
    pair.after = pair.kind == "edited"       ? edited_rows(dice, pair.before, true)
                 : pair.kind == "reordered"  ? reordered_rows(dice, pair.before)
                 : pair.kind == "renumbered" ? renumbered_rows(dice, pair.before)
                                             : usual_rows(dice, egress, ingress);
  }
  return pair;
}

}  // namespace halfopen::oracle
