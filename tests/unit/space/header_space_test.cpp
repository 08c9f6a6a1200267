// SPDX-License-Identifier: Apache-2.0
#include "halfopen/space/header_space.hpp"

#include <doctest/doctest.h>

#include "halfopen/acl/header_rules.hpp"
#include "halfopen/space/rule_witnesses.hpp"
#include "tests/oracle/first_match_oracle.hpp"
#include "tests/oracle/random_acl.hpp"

namespace halfopen::tests {
namespace {

TEST_CASE("header space: what rules allow is what first match says, for random rules") {
  oracle::Dice dice(20261121);
  for (int round = 0; round < 60; ++round) {
    // Up to 64 rules a list is one word, beyond it is a list: see DiagramBuilder.
    const auto rows = oracle::random_rows(dice, dice.roll(round % 4 == 0 ? 300 : 30));
    const NetworkAcl acl = oracle::acl_of(rows);
    for (const Direction direction : {Direction::ingress, Direction::egress}) {
      HeaderSpaces store;
      const auto entries = acl.entries(direction);
      const RuleSpace decided = store.decide(numbered_header_rules(entries), 1000);
      const HeaderSpace allowed = store.allowed(header_rules(entries));
      for (int i = 0; i < 300; ++i) {
        const Packet packet = oracle::random_packet(dice);
        const auto judged = oracle::judge(rows, direction, packet);
        CHECK(allowed.contains(packet) == (judged.action == "allow"));
        const std::uint32_t by = decided.at(packet);
        CHECK((by == 1000 ? "*" : std::to_string(entries[by].number)) == judged.rule);
      }
      const auto witnesses = rule_witnesses(header_rules(entries));
      for (std::uint32_t i = 0; i < witnesses.size(); ++i) {
        CHECK(witnesses[i].has_value() == !decided.decided_by(i).empty());
        if (witnesses[i]) CHECK(decided.at(*witnesses[i]) == i);
      }
    }
  }
}

TEST_CASE("header space: counts are exact") {
  HeaderSpaces store;
  CHECK(to_string(store.none().count()) == "0");
  const HeaderSpace v4 = store.of(HeaderBox::all(IpFamily::v4));
  CHECK(to_string(v4.count()) == "20282409603651670423947251286016");  // 2^104
  HeaderBox box = HeaderBox::all(IpFamily::v6);
  CHECK((v4 | store.of(box)) == store.all());
  box.protocol = kTcp;
  box.selectors = {443, 443};
  box.source = parse_cidr_block("2001:db8::/40").value();
  box.destination = parse_cidr_block("2001:db8::1/128").value();
  CHECK(to_string(store.of(box).count()) == "20282409603651670423947251286016");  // 2^(88+16)
}

TEST_CASE("header space: the witness of a range of SCTP source ports is in it") {
  HeaderSpaces store;
  HeaderBox box = HeaderBox::all(IpFamily::v4);
  box.protocol = kSctp;
  box.source_ports = {2905, 3000};
  const HeaderSpace set = store.of(box);
  CHECK(set.witness().value().source_port == 2905);
  CHECK(set.contains(set.witness().value()));
  const HeaderRule rule{box, 1};
  CHECK(set.contains(rule_witnesses({&rule, 1})[0].value()));
}

}  // namespace
}  // namespace halfopen::tests
