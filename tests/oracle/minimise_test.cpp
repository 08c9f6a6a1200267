// SPDX-License-Identifier: Apache-2.0
// Shortest rule lists: that they behave the same, by the judge from the wording; and that they are
// shortest, by trying all lists of a small universe.
#include "halfopen/analysis/minimise.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <unordered_set>

#include "halfopen/analysis/rule_bound.hpp"
#include "halfopen/analysis/rule_search.hpp"
#include "tests/oracle/first_match_oracle.hpp"
#include "tests/oracle/random_acl.hpp"
#include "tests/oracle/same_behaviour.hpp"

namespace halfopen::oracle {
namespace {

using Rows = std::vector<NetworkAclEntry>;
template <class T>
using List = std::initializer_list<T>;

NetworkAclEntry rule(RuleAction action, std::int16_t protocol, const std::string& cidr,
                     PortRange ports = {}, std::int16_t type = -1, std::int16_t code = -1) {
  NetworkAclEntry entry;
  entry.action = action;
  entry.protocol = protocol;
  entry.cidr = *parse_cidr_block(cidr);
  entry.ports = ports;
  entry.icmp_type = type;
  entry.icmp_code = code;
  return entry;
}

constexpr RuleAction kAllow = RuleAction::allow;
constexpr RuleAction kDeny = RuleAction::deny;

Rows numbered(Rows rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].number = static_cast<RuleNumber>(i + 1);
  return rows;
}

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

/// At most 64 packets, and every rule that tells some of them apart.
struct Universe {
  std::vector<Packet> points;
  Rows vocabulary;
  std::vector<std::uint64_t> boxes;  ///< the points of each rule, without repetition

  void finish() {
    REQUIRE(points.size() <= 64);
    std::set<std::uint64_t> distinct;
    for (NetworkAclEntry entry : vocabulary) {
      entry.action = kAllow;
      distinct.insert(allowed({entry}));
    }
    boxes.assign(distinct.begin(), distinct.end());
  }

  std::uint64_t allowed(const Rows& rows) const {
    std::uint64_t mask = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const bool allow = judge(rows, Direction::ingress, points[i]).action == "allow";
      mask |= std::uint64_t{allow} << i;
    }
    return mask;
  }

  void add(std::uint64_t address, std::uint8_t protocol, std::uint16_t selector) {
    Packet packet;
    packet.source = IpAddress(IpFamily::v4, address);
    packet.protocol = IpProtocol{protocol};
    packet.destination_port = selector;
    packet.icmp = {static_cast<std::uint8_t>(selector >> 8), static_cast<std::uint8_t>(selector)};
    points.push_back(packet);
  }

  void add_blocks(int depth, const Rows& shapes) {
    for (int length = 0; length <= depth; ++length) {
      for (std::uint32_t i = 0; i < 1U << length; ++i) {
        for (NetworkAclEntry entry : shapes) {
          const std::uint64_t bits = length == 0 ? 0 : std::uint64_t{i} << (32 - length);
          entry.cidr = CidrBlock(IpAddress(IpFamily::v4, bits), length);
          vocabulary.push_back(entry);
        }
      }
    }
  }

  Rows random_list(Dice& dice, std::size_t most) const {
    Rows rows;
    const std::size_t count = 1 + dice.roll(static_cast<std::uint32_t>(most));
    while (rows.size() < count) {
      const auto& entry = vocabulary[dice.roll(static_cast<std::uint32_t>(vocabulary.size()))];
      // What nobody names must stay more than the rules, as it is in the large.
      if (entry.protocol > 50 || entry.icmp_code > 1) continue;
      if (entry.icmp_type != -1 && entry.icmp_type != 3 && entry.icmp_type != 8) continue;
      rows.push_back(entry);
      rows.back().action = dice.roll(3) == 0 ? kDeny : kAllow;
    }
    return numbered(rows);
  }
};

/// All lists of up to `k` rules, breadth first by the points that are decided: true if one of them
/// allows exactly `allowed`. Nothing is clever here but that a wrong decision ends a list.
bool some_list(const Universe& universe, std::uint64_t allowed, std::size_t k) {
  if (allowed == 0) return true;
  std::vector<std::uint64_t> decided = {0};
  for (std::size_t length = 1; length <= k; ++length) {
    std::unordered_set<std::uint64_t> next;
    for (const std::uint64_t before : decided) {
      for (const std::uint64_t box : universe.boxes) {
        const std::uint64_t fresh = box & ~before;
        if (fresh == 0 || ((fresh & allowed) != 0 && (fresh & ~allowed) != 0)) continue;
        if ((allowed & ~(before | box)) == 0) return true;
        if (length < k) next.insert(before | box);
      }
    }
    decided.assign(next.begin(), next.end());
  }
  return false;
}

/// Addresses of 2 bits, four port classes of TCP, two of UDP, and six other protocols.
Universe ports_universe() {
  Universe universe;
  for (std::uint64_t a = 0; a < 4; ++a) {
    for (const std::uint16_t port : List<std::uint16_t>{22, 80, 443, 1024})
      universe.add(a << 30, 6, port);
    for (const std::uint16_t port : List<std::uint16_t>{22, 1024}) universe.add(a << 30, 17, port);
    for (const std::uint8_t p : List<std::uint8_t>{47, 50, 51, 89, 112, 132})
      universe.add(a << 30, p, 0);
  }
  Rows shapes = {rule(kAllow, -1, "0.0.0.0/0")};
  const std::vector<std::uint16_t> lows = {0, 80, 443, 1024};
  const std::vector<std::uint16_t> highs = {79, 442, 1023, 65535};
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = i; j < 4; ++j) {
      shapes.push_back(rule(kAllow, 6, "0.0.0.0/0", {lows[i], highs[j]}));
    }
  }
  for (const PortRange& range : {PortRange{0, 1023}, PortRange{1024, 65535}, PortRange{}}) {
    shapes.push_back(rule(kAllow, 17, "0.0.0.0/0", range));
  }
  for (const std::int16_t p : List<std::int16_t>{47, 50, 51, 89, 112, 132}) {
    shapes.push_back(rule(kAllow, p, "0.0.0.0/0"));
  }
  universe.add_blocks(2, shapes);
  universe.finish();
  return universe;
}

/// Addresses of 5 bits, so that blocks nest deeply; two port classes. Other protocols are always
/// denied here, so nothing is lost by leaving them out.
Universe blocks_universe() {
  Universe universe;
  for (std::uint64_t a = 0; a < 32; ++a) {
    for (const std::uint16_t port : List<std::uint16_t>{22, 1024}) universe.add(a << 27, 6, port);
  }
  Rows shapes;
  for (const PortRange& range : {PortRange{0, 1023}, PortRange{1024, 65535}, PortRange{}}) {
    shapes.push_back(rule(kAllow, 6, "0.0.0.0/0", range));
  }
  universe.add_blocks(5, shapes);
  universe.finish();
  return universe;
}

/// Two halves of the addresses; messages of ICMP: types and codes with and without names.
Universe messages_universe() {
  Universe universe;
  for (const std::uint64_t a : {std::uint64_t{0}, std::uint64_t{1} << 31}) {
    for (std::uint16_t code = 0; code < 8; ++code)
      universe.add(a, 1, std::uint16_t(8 * 256 + code));
    for (const std::uint16_t type : List<std::uint16_t>{3, 0, 40, 41, 42, 43, 44, 45}) {
      universe.add(a, 1, std::uint16_t(type * 256));
    }
    for (const std::uint8_t p : List<std::uint8_t>{47, 50, 51, 89, 112, 132}) universe.add(a, p, 0);
  }
  Rows shapes = {rule(kAllow, -1, "0.0.0.0/0"), rule(kAllow, 1, "0.0.0.0/0"),
                 rule(kAllow, 1, "0.0.0.0/0", {}, 8)};
  for (std::int16_t code = 0; code < 8; ++code) {
    shapes.push_back(rule(kAllow, 1, "0.0.0.0/0", {}, 8, code));
  }
  for (const std::int16_t type : List<std::int16_t>{3, 0, 40, 41, 42, 43, 44, 45}) {
    shapes.push_back(rule(kAllow, 1, "0.0.0.0/0", {}, type));
  }
  for (const std::int16_t p : List<std::int16_t>{47, 50, 51, 89, 112, 132}) {
    shapes.push_back(rule(kAllow, p, "0.0.0.0/0"));
  }
  universe.add_blocks(1, shapes);
  universe.finish();
  return universe;
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
        const RuleGrid grid = smallest ? smallest_grid(picture, k) : RuleGrid(picture, k, {});
        if (possible) REQUIRE(fewest_rules(grid) <= k);
        std::uint64_t effort = 100'000'000;
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

TEST_CASE("the search finds a list if and only if there is one") {
  check_search(ports_universe(), 150, 7, 4);
  check_search(blocks_universe(), 150, 7, 4);
  check_search(messages_universe(), 100, 7, 4);
}

TEST_CASE("shortest lists of ports, protocols and blocks") {
  check_minimality(ports_universe(), 150, 6, 4);
}

TEST_CASE("shortest lists of deeply nested blocks") {
  check_minimality(blocks_universe(), 150, 6, 4);
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

TEST_CASE("shortest lists of ICMP messages") { check_minimality(messages_universe(), 150, 6, 4); }

}  // namespace
}  // namespace halfopen::oracle
