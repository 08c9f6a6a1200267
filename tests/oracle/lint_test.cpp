// SPDX-License-Identifier: Apache-2.0
// shadowed, partly shadowed and needless rules, and exposure, against first match on the packets at
// all bounds of the rules.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "halfopen/analysis/exposure.hpp"
#include "halfopen/analysis/lint.hpp"
#include "tests/oracle/first_match_oracle.hpp"
#include "tests/oracle/random_acl.hpp"
#include "tests/unit/analysis/lint_world.hpp"

namespace halfopen::oracle {
namespace {

using Rows = std::vector<NetworkAclEntry>;

/// A few rows of one direction, families apart, in a small world where they meet often.
Rows small_rows(Dice& dice, Direction direction) {
  Rows rows;
  for (NetworkAclEntry& row : random_rows(dice, 6 + dice.roll(9))) {
    if (row.direction == direction) rows.push_back(row);
  }
  std::sort(rows.begin(), rows.end(),
            [](const auto& a, const auto& b) { return a.number < b.number; });
  return rows;
}

void add_bounds(std::set<AddressBits>& bounds, const CidrBlock& block) {
  bounds.insert(block.first());
  if (block.last() != CidrBlock::all(block.family()).last()) bounds.insert(block.last() + 1);
}

/// One packet of every class that the rows can tell apart: remote address, protocol, selector.
std::vector<Packet> corner_packets(const Rows& rows, Direction direction) {
  std::vector<Packet> packets;
  for (const IpFamily family : {IpFamily::v4, IpFamily::v6}) {
    std::set<AddressBits> remotes{0};
    std::set<std::uint32_t> ports{0};
    std::set<std::uint8_t> protocols{254};
    std::set<std::pair<int, int>> messages;
    for (const NetworkAclEntry& row : rows) {
      if (row.cidr.family() == family) add_bounds(remotes, row.cidr);
      ports.insert({row.ports.first, row.ports.last + 1U});
      if (row.protocol >= 0) protocols.insert(static_cast<std::uint8_t>(row.protocol));
    }
    for (const int type : {0, 3, 7, 8, 128, 129, 255}) {
      for (const int code : {0, 3, 4}) messages.insert({type, code});
    }
    for (const AddressBits& bits : remotes) {
      Packet packet;
      const IpAddress other{family, 0};
      const IpAddress remote{family, bits};
      packet.source = direction == Direction::ingress ? remote : other;
      packet.destination = direction == Direction::ingress ? other : remote;
      for (const std::uint8_t protocol : protocols) {
        packet.protocol = IpProtocol{protocol};
        if (is_icmp(packet.protocol)) {
          for (const auto& [type, code] : messages) {
            packet.icmp = {static_cast<std::uint8_t>(type), static_cast<std::uint8_t>(code)};
            packets.push_back(packet);
          }
          continue;
        }
        for (const std::uint32_t port : ports) {
          if (port > 65535) continue;
          packet.destination_port = static_cast<std::uint16_t>(port);
          packets.push_back(packet);
        }
      }
    }
  }
  return packets;
}

/// What the packets say about a row.
struct Fate {
  bool decides = false;
  bool matters = false;  ///< without it some packet fares differently
  bool partly = false;   ///< an earlier row with the other action takes some of it
};

Fate fate_of(const Rows& rows, std::size_t index, const std::vector<Packet>& packets) {
  const Direction direction = rows[index].direction;
  const std::string label = std::to_string(rows[index].number);
  Rows rest = rows;
  rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(index));
  const Rows alone{rows[index]};
  Fate fate;
  for (const Packet& packet : packets) {
    if (judge(alone, direction, packet).rule != label) continue;  // does not match it
    const Judgement all = judge(rows, direction, packet);
    if (all.rule == label) {
      fate.decides = true;
      fate.matters = fate.matters || judge(rest, direction, packet).action != all.action;
    } else {
      fate.partly = fate.partly || all.action != to_string(rows[index].action);
    }
  }
  return fate;
}

std::string expected_kind(const Fate& fate) {
  if (!fate.decides) return "shadowed-rule";
  if (!fate.matters) return "rule-without-effect";
  return fate.partly ? "partially-shadowed-rule" : "";
}

/// The finding of those three kinds about a rule; they exclude each other.
std::string kind_found(const std::vector<LintFinding>& findings, const std::string& label) {
  std::string kinds;
  for (const LintFinding& finding : findings) {
    if (finding.rule != label) continue;
    for (const char* kind : {"shadowed-rule", "rule-without-effect", "partially-shadowed-rule"}) {
      if (finding.id == kind) kinds += kind;
    }
  }
  return kinds;
}

/// A snapshot of one ACL.
Snapshot snapshot_of(const Rows& rows) {
  Diagnostics ignored;
  tests::World world({"acl: a\ningress 1 allow tcp 1 any\n"});
  return world.snapshot().with_rows(0, rows, ignored);
}

TEST_CASE("shadowed, needless and partly shadowed rules are those of first match") {
  std::set<std::string> seen;
  for (std::uint32_t seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const Direction direction = dice.coin() ? Direction::ingress : Direction::egress;
    const Rows rows = small_rows(dice, direction);
    const Snapshot snapshot = snapshot_of(rows);
    CompiledSnapshot model(snapshot);
    const auto findings = lint(model, {});
    const auto packets = corner_packets(rows, direction);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      CAPTURE(rows[i].number);
      const std::string expected = expected_kind(fate_of(rows, i, packets));
      CHECK(kind_found(findings, std::to_string(rows[i].number)) == expected);
      seen.insert(expected);
    }
  }
  CHECK(seen.size() == 4);  // all kinds, and none, have occurred
}

TEST_CASE("the comparison fails where one side sees another list") {
  std::size_t differences = 0;
  for (std::uint32_t seed = 1; seed <= 30; ++seed) {
    Dice dice(seed);
    const Rows rows = small_rows(dice, Direction::ingress);
    Rows spoilt = rows;
    for (NetworkAclEntry& row : spoilt) {
      row.action = row.action == RuleAction::allow ? RuleAction::deny : RuleAction::allow;
    }
    const Snapshot snapshot = snapshot_of(spoilt);
    CompiledSnapshot model(snapshot);
    const auto findings = lint(model, {});
    const auto packets = corner_packets(rows, Direction::ingress);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string expected = expected_kind(fate_of(rows, i, packets));
      if (kind_found(findings, std::to_string(rows[i].number)) != expected) ++differences;
    }
  }
  CHECK(differences > 10);
}

/// True if some exposure of the report lets this packet in.
bool exposed(const ExposureReport& report, const Packet& packet) {
  return std::any_of(report.exposures.begin(), report.exposures.end(), [&](const Exposure& one) {
    return one.protocol == packet.protocol && one.sources.family == packet.source.family() &&
           one.sources.bits.contains(packet.source.bits()) &&
           (one.services.contains(packet.destination_port) ||
            one.reply_room.contains(packet.destination_port));
  });
}

std::size_t admins_with(const ExposureReport& report, const Packet& packet) {
  return static_cast<std::size_t>(
      std::count_if(report.admin.begin(), report.admin.end(), [&](const AdminExposure& one) {
        return one.port == packet.destination_port &&
               one.sources.family == packet.source.family() &&
               one.sources.bits.contains(packet.source.bits());
      }));
}

TEST_CASE("exposure is what first match lets in, at all bounds") {
  std::size_t let_in = 0;
  for (std::uint32_t seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const Rows rows = small_rows(dice, Direction::ingress);
    const Snapshot snapshot = snapshot_of(rows);
    CompiledSnapshot model(snapshot);
    const ExposureReport report = exposure(model, {});
    std::size_t wrong = 0;
    auto packets = corner_packets(rows, Direction::ingress);
    for (Packet packet : corner_packets(rows, Direction::ingress)) {
      for (const std::uint16_t port : {std::uint16_t{22}, std::uint16_t{3389}}) {
        packet.protocol = kTcp;
        packet.destination_port = port;
        packets.push_back(packet);
      }
    }
    for (const Packet& packet : packets) {
      if (!filters_ports(packet.protocol)) continue;
      const bool allowed = judge(rows, Direction::ingress, packet).action == "allow";
      let_in += allowed ? 1 : 0;
      if (exposed(report, packet) != allowed) ++wrong;
      const bool admin = packet.protocol == kTcp &&
                         (packet.destination_port == 22 || packet.destination_port == 3389);
      if (admin && admins_with(report, packet) != (allowed ? 1U : 0U)) ++wrong;
    }
    CHECK(wrong == 0);
  }
  CHECK(let_in > 1000);
}

}  // namespace
}  // namespace halfopen::oracle
