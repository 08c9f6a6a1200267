// SPDX-License-Identifier: Apache-2.0
// The library's first match and its compiled form against the wording.
#include <doctest/doctest.h>

#include <algorithm>

#include "halfopen/acl/compiled_acl.hpp"
#include "tests/oracle/first_match_oracle.hpp"
#include "tests/oracle/random_acl.hpp"

namespace halfopen::oracle {
namespace {

Judgement of(const Decision& decision) {
  return {std::string(to_string(decision.action)), rule_label(decision)};
}

/// How often the library and the oracle differ over random ACLs and packets. `plant` may spoil the
/// rows that the library sees.
template <class Plant>
std::size_t disagreements(std::uint32_t seeds, const Plant& plant) {
  std::size_t found = 0;
  for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
    Dice dice(seed);
    const auto rows = random_rows(dice, 1 + dice.roll(40));
    auto seen = rows;
    plant(seen);
    const NetworkAcl acl = acl_of(seen);
    const CompiledAcl compiled(acl);
    for (int i = 0; i < 400; ++i) {
      const Packet packet = random_packet(dice);
      const Direction direction = dice.coin() ? Direction::ingress : Direction::egress;
      const Judgement truth = judge(rows, direction, packet);
      const bool agree = of(first_match(acl, direction, packet)) == truth &&
                         of(compiled.decide(direction, packet)) == truth;
      if (!agree) ++found;
      if (!agree) INFO("seed " << seed);
    }
  }
  return found;
}

TEST_CASE("first match and compiled form agree with the wording on 120,000 packets") {
  CHECK(disagreements(300, [](auto&) {}) == 0);
}

TEST_CASE("the comparison can fail: a swapped rule number is noticed") {
  CHECK(disagreements(50, [](std::vector<NetworkAclEntry>& rows) {
          if (rows.size() > 1 && rows[0].direction == rows[1].direction) {
            std::swap(rows[0].number, rows[1].number);
          }
        }) > 0);
}

TEST_CASE("the comparison can fail: a port range that is one too short is noticed") {
  CHECK(disagreements(50, [](std::vector<NetworkAclEntry>& rows) {
          for (auto& row : rows) {
            if (row.ports.last > row.ports.first) --row.ports.last;
          }
        }) > 0);
}

TEST_CASE("the order of rows in the file changes nothing") {
  for (std::uint32_t seed = 1; seed <= 100; ++seed) {
    Dice dice(seed);
    auto rows = random_rows(dice, 1 + dice.roll(30));
    const NetworkAcl before = acl_of(rows);
    std::reverse(rows.begin(), rows.end());
    CHECK(same_rules(before, acl_of(rows)));
    std::rotate(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(rows.size() / 2),
                rows.end());
    CHECK(same_rules(before, acl_of(rows)));
  }
}

TEST_CASE("every selector of every address class agrees with the wording") {
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    Dice dice(seed);
    const auto rows = random_rows(dice, 12);
    const NetworkAcl acl = acl_of(rows);
    const CompiledAcl compiled(acl);
    for (const IpProtocol protocol : {kTcp, kUdp, kIcmp, kSctp}) {
      const IpAddress remote = random_address(dice, IpFamily::v4);
      const DecisionMap& map = compiled.decisions(Direction::egress, remote, protocol);
      for (std::uint32_t value = 0; value <= 65535; ++value) {
        Packet packet;
        packet.destination = remote;
        packet.protocol = protocol;
        packet.destination_port = static_cast<std::uint16_t>(value);
        packet.icmp = {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
        const auto& segment = map.at(static_cast<Selector>(value));
        REQUIRE(of(compiled.decision(Direction::egress, segment)) ==
                judge(rows, Direction::egress, packet));
      }
    }
  }
}

}  // namespace
}  // namespace halfopen::oracle
