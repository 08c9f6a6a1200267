// SPDX-License-Identifier: Apache-2.0
#include "halfopen/minimise/widen.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/oracle/random_acl.hpp"
#include "tests/oracle/same_behaviour.hpp"

namespace halfopen {
namespace {

using Rows = std::vector<NetworkAclEntry>;

NetworkAcl allowing(const std::vector<std::pair<PortRange, std::string>>& rules) {
  Rows rows;
  for (const auto& [ports, cidr] : rules) {
    NetworkAclEntry entry;
    entry.number = static_cast<RuleNumber>(rows.size() + 1);
    entry.action = RuleAction::allow;
    entry.protocol = 6;
    entry.ports = ports;
    entry.cidr = *parse_cidr_block(cidr);
    rows.push_back(entry);
  }
  return oracle::acl_of(rows);
}

TEST_CASE("nothing is widened where the fewest are few enough") {
  const WidenResult result =
      widen_to(allowing({{{80, 80}, "0.0.0.0/0"}, {{81, 81}, "0.0.0.0/0"}}), 1);
  CHECK(result.all_reached());
  CHECK_FALSE(result.widened[0]);
  CHECK(result.rules.parts[0].proved);
}

TEST_CASE("the two that cost least are joined") {
  const NetworkAcl acl = allowing({{{443, 443}, "10.0.0.0/24"},
                                   {{443, 443}, "10.0.2.0/24"},
                                   {{443, 443}, "192.168.0.0/16"},
                                   {{22, 22}, "198.51.100.7/32"}});
  const WidenResult result = widen_to(acl, 3);
  REQUIRE(result.all_reached());
  CHECK(result.widened[0]);
  CHECK_FALSE(result.widened[1]);
  const MinimisePart& part = result.rules.parts[0];
  CHECK(part.before == 4);
  CHECK(part.after == 3);
  CHECK_FALSE(part.proved);
  bool joined = false;
  for (const NetworkAclEntry& entry : part.entries) {
    joined = joined || to_string(entry.cidr) == "10.0.0.0/22";
  }
  CHECK(joined);
}

TEST_CASE("deny rules are dropped where that lets in less, and one allow rule always remains") {
  Rows rows(3);
  for (std::size_t i = 0; i < 3; ++i) {
    rows[i].number = static_cast<RuleNumber>(i + 1);
    rows[i].protocol = static_cast<std::int16_t>(i == 2 ? -1 : 47 + static_cast<int>(i));
    rows[i].action = i == 2 ? RuleAction::allow : RuleAction::deny;
  }
  const WidenResult two = widen_to(oracle::acl_of(rows), 2);
  CHECK(two.all_reached());
  CHECK(two.rules.parts[0].after == 2);
  CHECK(widen_to(oracle::acl_of(rows), 1).rules.parts[0].after == 1);
  const WidenResult none = widen_to(oracle::acl_of(rows), 0);
  CHECK_FALSE(none.reached[0]);
  CHECK(none.rules.parts[0].after == 1);
}

TEST_CASE("random ACLs: nothing that was allowed is denied") {
  std::size_t widened = 0;
  for (std::uint32_t seed = 1; seed <= 25; ++seed) {
    CAPTURE(seed);
    oracle::Dice dice(seed);
    const NetworkAcl acl = oracle::acl_of(oracle::random_rows(dice, 24));
    const WidenResult result = widen_to(acl, 2, {1'000'000, 1'000'000});
    for (std::size_t i = 0; i < 4; ++i) {
      const MinimisePart& part = result.rules.parts[i];
      const auto found = oracle::differences(rows_of(acl, part.direction, part.family),
                                             part.entries, part.direction, part.family);
      REQUIRE(found.newly_denied == 0);
      REQUIRE((found.newly_allowed == 0 || result.widened[i]));
      REQUIRE(result.reached[i] == (part.after <= 2));
      if (result.widened[i]) ++widened;
    }
  }
  CHECK(widened > 20);
}

}  // namespace
}  // namespace halfopen
