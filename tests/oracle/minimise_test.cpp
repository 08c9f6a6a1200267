// SPDX-License-Identifier: Apache-2.0
// Shortest rule lists: that they behave the same, by the judge from the wording; and that they are
// shortest, by trying all lists of a small universe.
#include "halfopen/minimise/minimise.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "halfopen/minimise/rule_bound.hpp"
#include "halfopen/minimise/rule_search.hpp"
#include "tests/oracle/random_acl.hpp"
#include "tests/oracle/rule_universe.hpp"
#include "tests/oracle/same_behaviour.hpp"

namespace halfopen::oracle {
namespace {

/// The part for these rows (in order), checked to behave the same.
MinimisePart minimised(Rows rows, const MinimiseLimits& limits = {}) {
  rows = numbered(std::move(rows));
  MinimisePart part = minimise_rows(rows, limits);
  part.entries = numbered(std::move(part.entries));
  REQUIRE(differences(rows, part.entries, rows.front().direction, rows.front().cidr.family()) ==
          Differences{});
  REQUIRE(part.after == part.entries.size());
  REQUIRE(part.after <= part.before);
  REQUIRE(part.lower_bound <= part.after);
  REQUIRE(part.proved == (part.lower_bound == part.after));
  return part;
}

/// Random lists of the universe: proved, right, and not one rule too many.
void check_minimality(const Universe& universe, std::uint32_t lists, std::size_t most,
                      std::size_t deepest) {
  std::size_t checked = 0;
  std::size_t shorter = 0;
  std::size_t quickly = 0;
  std::vector<std::size_t> sizes(most + 1);
  for (std::uint32_t seed = 1; seed <= lists; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const Rows rows = universe.random_list(dice, most);
    const MinimisePart part = minimised(rows);
    REQUIRE(part.proved);
    REQUIRE(universe.allowed(part.entries) == universe.allowed(rows));
    // Without the search: a bound that holds, and a list that is right.
    const MinimisePart quick = minimised(rows, {0, 1'000'000});
    REQUIRE(quick.lower_bound <= part.after);
    REQUIRE(quick.after >= part.after);
    if (quick.after == part.after) ++quickly;
    ++sizes[part.after];
    if (part.after < part.before) ++shorter;
    if (part.after == 0 || part.after > deepest) continue;
    REQUIRE_FALSE(some_list(universe, universe.allowed(rows), part.after - 1));
    REQUIRE(some_list(universe, universe.allowed(rows), part.after));
    ++checked;
  }
  CHECK(checked > lists / 2);
  CHECK(shorter > lists / 10);
  std::string counts;
  for (const std::size_t n : sizes) counts += std::to_string(n) + ' ';
  MESSAGE("checked ", checked, " of ", lists, ", without search ", quickly, ", by size: ", counts);
}

TEST_CASE("the exhaustive search finds shorter lists where there are some") {
  const Universe universe = ports_universe();
  const Rows padded =
      numbered({rule(kAllow, 6, "0.0.0.0/1", {80, 442}), rule(kAllow, 6, "128.0.0.0/1", {80, 442}),
                rule(kAllow, 6, "0.0.0.0/0", {443, 1023})});
  CHECK(some_list(universe, universe.allowed(padded), 2));
  CHECK(some_list(universe, universe.allowed(padded), 1));
  CHECK_FALSE(some_list(universe, universe.allowed(padded), 0));
  const Rows hole =
      numbered({rule(kDeny, 6, "64.0.0.0/2", {80, 442}), rule(kAllow, -1, "0.0.0.0/0")});
  CHECK(some_list(universe, universe.allowed(hole), 2));
  CHECK_FALSE(some_list(universe, universe.allowed(hole), 1));
}

/// The exact search alone, without a list that was found before: for every number of rules it finds
/// a list if and only if trying all lists does.
void check_search(const Universe& universe, std::uint32_t lists, std::size_t most,
                  std::size_t deepest) {
  std::size_t found = 0;
  std::size_t refuted = 0;
  for (std::uint32_t seed = 1001; seed <= 1000 + lists; ++seed) {
    Dice dice(seed);
    const Rows rows = universe.random_list(dice, most);
    const std::uint64_t allowed = universe.allowed(rows);
    const RulePicture picture = draw_rules(rows, IpFamily::v4);
    bool possible = false;
    for (std::size_t k = 0; k <= deepest && !possible; ++k) {
      CAPTURE(seed);
      CAPTURE(k);
      possible = some_list(universe, allowed, k);
      for (const bool smallest : {false, true}) {
        std::uint64_t effort = 100'000'000;
        const RuleGrid grid =
            smallest ? smallest_grid(picture, k, effort) : RuleGrid(picture, k, {});
        if (possible) REQUIRE(fewest_rules(grid) <= k);
        RuleSearch search(grid, effort);
        REQUIRE(search.search(k) == (possible ? SearchOutcome::found : SearchOutcome::refuted));
        if (!possible) continue;
        Rows entries;
        for (const GridRule& played : search.rules()) entries.push_back(grid.entry_of(played));
        REQUIRE(entries.size() <= k);
        REQUIRE(universe.allowed(numbered(entries)) == allowed);
      }
    }
    ++(possible ? found : refuted);
  }
  MESSAGE("search: found ", found, ", refuted ", refuted);
  CHECK(found > lists / 2);
}

SearchOutcome outcome(const Rows& rows, std::size_t k) {
  const RulePicture picture = draw_rules(rows, rows.front().cidr.family());
  std::uint64_t effort = 100'000'000;
  const RuleGrid grid = smallest_grid(picture, k, effort);
  RuleSearch search(grid, effort);
  return search.search(k);
}

TEST_CASE("the search uses rules for siblings where they are cheaper") {
  const Universe universe = protocols_universe();
  const Rows rows = numbered({rule(kDeny, -1, "64.0.0.0/2"), rule(kDeny, -1, "32.0.0.0/3"),
                              rule(kAllow, 47, "0.0.0.0/0"), rule(kAllow, 50, "0.0.0.0/0"),
                              rule(kAllow, 51, "0.0.0.0/0")});
  CHECK(outcome(rows, 5) == SearchOutcome::found);
  CHECK(outcome(rows, 4) == SearchOutcome::refuted);
  CHECK_FALSE(some_list(universe, universe.allowed(rows), 4));
}

TEST_CASE("the search commits to rules within rules") {
  const Rows rows = numbered({rule(kDeny, 6, "10.1.1.0/24"), rule(kAllow, 6, "10.1.0.0/16"),
                              rule(kDeny, 6, "10.0.0.0/8"), rule(kAllow, 6, "0.0.0.0/0")});
  CHECK(outcome(rows, 4) == SearchOutcome::found);
  CHECK(outcome(rows, 3) == SearchOutcome::refuted);
}

TEST_CASE("the search finds a list if and only if there is one") {
  check_search(ports_universe(), 60, 7, 4);
  check_search(blocks_universe(), 60, 7, 4);
  check_search(messages_universe(), 50, 7, 4);
  check_search(protocols_universe(), 50, 7, 4);
}

TEST_CASE("shortest lists of ports, protocols and blocks") {
  check_minimality(ports_universe(), 70, 6, 4);
}

TEST_CASE("shortest lists of deeply nested blocks") {
  check_minimality(blocks_universe(), 70, 6, 4);
}

/// Rules as people write them, over nested blocks.
Rows usual_rows(Dice& dice, std::size_t count) {
  const std::vector<std::string> blocks = {"10.0.0.0/8",     "10.1.0.0/16",     "10.1.0.0/24",
                                           "10.1.1.0/24",    "10.2.0.0/16",     "10.1.0.7/32",
                                           "192.168.0.0/16", "172.16.0.0/12",   "203.0.113.0/24",
                                           "100.64.0.0/10",  "198.51.100.7/32", "0.0.0.0/0"};
  const std::vector<PortRange> ranges = {{22, 22},   {80, 80}, {443, 443}, {1024, 65535},
                                         {0, 65535}, {53, 53}, {80, 443},  {32768, 60999}};
  Rows rows;
  while (rows.size() < count) {
    const std::string& block = blocks[dice.roll(static_cast<std::uint32_t>(blocks.size()))];
    const auto protocol = dice.one_of<std::int16_t>({6, 6, 6, 17, 17, 1, 47, -1});
    rows.push_back(rule(dice.roll(4) == 0 ? kDeny : kAllow, protocol, block,
                        ranges[dice.roll(static_cast<std::uint32_t>(ranges.size()))],
                        dice.one_of<std::int16_t>({-1, 3, 8})));
  }
  return numbered(rows);
}

TEST_CASE("lists of up to 24 usual rules behave the same and get shorter") {
  std::size_t before = 0;
  std::size_t after = 0;
  std::size_t proved = 0;
  for (std::uint32_t seed = 1; seed <= 25; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const MinimisePart part =
        minimised(usual_rows(dice, 4 + dice.roll(21)), {2'000'000, 2'000'000});
    before += part.before;
    after += part.after;
    if (part.proved) ++proved;
  }
  MESSAGE("rules: ", before, " -> ", after, ", proved ", proved, " of 25");
  CHECK(proved > 15);
  CHECK(after * 4 < before * 3);
}

TEST_CASE("random ACLs of both directions and families behave the same") {
  for (std::uint32_t seed = 1; seed <= 25; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const NetworkAcl acl = acl_of(random_rows(dice, 24));
    const MinimiseResult result = minimise(acl, {2'000'000, 2'000'000});
    Rows rows;
    for (const MinimisePart& part : result.parts) {
      REQUIRE(differences(rows_of(acl, part.direction, part.family), part.entries, part.direction,
                          part.family) == Differences{});
      rows.insert(rows.end(), part.entries.begin(), part.entries.end());
    }
    REQUIRE(result.after() == rows.size());
    // The whole is an ACL that EC2 would take, and nothing is left to do.
    std::set<std::pair<Direction, RuleNumber>> numbers;
    for (const NetworkAclEntry& row : rows) numbers.insert({row.direction, row.number});
    REQUIRE(numbers.size() == rows.size());
    REQUIRE(minimise(acl_of(rows), {2'000'000, 2'000'000}).after() == result.after());
  }
}

TEST_CASE("the comparison notices a planted fault") {
  Dice dice(7);
  Rows rows = usual_rows(dice, 10);
  rows.push_back(rule(kAllow, 132, "192.0.2.0/24"));
  rows = numbered(rows);
  Rows broken = rows;
  broken.back().action = kDeny;
  CHECK(differences(rows, broken, Direction::ingress, IpFamily::v4).newly_denied > 0);
  CHECK(differences(broken, rows, Direction::ingress, IpFamily::v4).newly_allowed > 0);
}

TEST_CASE("shortest lists of ICMP messages") { check_minimality(messages_universe(), 70, 6, 4); }

}  // namespace
}  // namespace halfopen::oracle
