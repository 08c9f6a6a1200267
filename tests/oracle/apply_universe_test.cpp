// SPDX-License-Identifier: Apache-2.0
// A tiny universe in which every order of calls can be tried: two addresses, two ports, few rules.
// The search here shares no code with the planner. It confirms that what is said to be unavoidable
// is, and that no violation could have been smaller.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <vector>

#include "halfopen/apply/apply_plan.hpp"
#include "tests/oracle/first_match_oracle.hpp"
#include "tests/oracle/random_acl.hpp"

using namespace halfopen;
using namespace halfopen::oracle;

namespace {

using Rows = std::vector<NetworkAclEntry>;

const IpAddress kOne(IpFamily::v4, 0x0a000001);
const IpAddress kOther(IpFamily::v4, 0x0a000002);
const IpAddress kHere(IpFamily::v4, 0x0a090909);

/// Bit 2 * address + port: which packets a list lets through.
unsigned passing(const Rows& rows, Direction direction) {
  unsigned bits = 0;
  unsigned bit = 0;
  for (const IpAddress& remote : {kOne, kOther}) {
    for (const std::uint16_t port : {std::uint16_t{22}, std::uint16_t{443}}) {
      const bool in = direction == Direction::ingress;
      const Packet packet{in ? remote : kHere, in ? kHere : remote, kTcp, 0, port, {}};
      if (judge(rows, direction, packet).action == "allow") bits |= 1U << bit;
      ++bit;
    }
  }
  return bits;
}

/// Bit 8 * address + 4 * … : the pairs of a packet in and a packet out with one address.
unsigned working(unsigned in, unsigned out) {
  unsigned pairs = 0;
  for (unsigned address = 0; address < 2; ++address) {
    for (unsigned i = 0; i < 2; ++i) {
      for (unsigned e = 0; e < 2; ++e) {
        const bool works =
            (in >> (2 * address + i) & 1U) != 0 && (out >> (2 * address + e) & 1U) != 0;
        if (works) pairs |= 1U << (4 * address + 2 * i + e);
      }
    }
  }
  return pairs;
}

/// A list: what stands at each place, 0 for nothing, else 1 + an index of contents.
using Places = std::vector<std::uint8_t>;

/// Every list of one direction with at most so many rules.
struct Lists {
  std::vector<RuleNumber> numbers;
  Rows contents;
  std::vector<Places> all;
  std::map<Places, std::size_t> index;
  std::vector<unsigned> bits;
  std::vector<std::vector<std::size_t>> next;  ///< lists that one call leads to
  std::size_t start = 0;
  std::size_t goal = 0;

  Lists(Direction direction, const Rows& before, const Rows& after,
        std::vector<RuleNumber> known_numbers, std::size_t most)
      : numbers(std::move(known_numbers)) {
    for (const Rows* rows : {&before, &after}) {
      for (NetworkAclEntry row : *rows) {
        if (row.direction != direction) continue;
        for (const bool shut : {false, true}) {
          if (shut) row.action = RuleAction::deny;
          if (std::none_of(contents.begin(), contents.end(), [&](const auto& known) {
                return known.action == row.action && known.ports == row.ports &&
                       known.cidr == row.cidr;
              })) {
            contents.push_back(row);
          }
        }
      }
    }
    Places places(numbers.size(), 0);
    make(places, 0, most);
    for (const Places& list : all) bits.push_back(passing(rows_of(list), direction));
    for (const Places& list : all) next.push_back(neighbours(list));
    start = index.at(places_of(before, direction));
    goal = index.at(places_of(after, direction));
  }

  void make(Places& places, std::size_t at, std::size_t most) {
    if (at == places.size()) {
      index.emplace(places, all.size());
      all.push_back(places);
      return;
    }
    places[at] = 0;
    make(places, at + 1, most);
    for (std::size_t i = 0; most > 0 && i < contents.size(); ++i) {
      places[at] = static_cast<std::uint8_t>(i + 1);
      make(places, at + 1, most - 1);
    }
    places[at] = 0;
  }

  Rows rows_of(const Places& places) const {
    Rows rows;
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (places[i] == 0) continue;
      rows.push_back(contents[places[i] - 1U]);
      rows.back().number = numbers[i];
    }
    return rows;
  }

  Places places_of(const Rows& rows, Direction direction) const {
    Places places(numbers.size(), 0);
    for (const NetworkAclEntry& row : rows) {
      if (row.direction != direction) continue;
      const auto place = std::find(numbers.begin(), numbers.end(), row.number) - numbers.begin();
      for (std::size_t i = 0; i < contents.size(); ++i) {
        if (contents[i].action == row.action && contents[i].ports == row.ports &&
            contents[i].cidr == row.cidr) {
          places[static_cast<std::size_t>(place)] = static_cast<std::uint8_t>(i + 1);
        }
      }
    }
    return places;
  }

  std::vector<std::size_t> neighbours(Places list) const {
    std::vector<std::size_t> found;
    for (std::uint8_t& place : list) {
      const std::uint8_t kept = place;
      for (std::size_t i = 0; i <= contents.size(); ++i) {
        place = static_cast<std::uint8_t>(i);
        const auto known = index.find(list);
        if (i != kept && known != index.end()) found.push_back(known->second);
      }
      place = kept;
    }
    return found;
  }
};

/// The fewest states with a violation on any way from OLD to NEW.
std::size_t fewest_violating_states(const Lists& in, const Lists& out) {
  const unsigned before = working(in.bits[in.start], out.bits[out.start]);
  const unsigned after = working(in.bits[in.goal], out.bits[out.goal]);
  const std::size_t width = out.all.size();
  std::vector<std::size_t> cost(in.all.size() * width, SIZE_MAX);
  std::deque<std::size_t> open{in.start * width + out.start};
  cost[open.front()] = 0;
  while (!open.empty()) {
    const std::size_t at = open.front();
    open.pop_front();
    const std::size_t i = at / width;
    const std::size_t e = at % width;
    const auto go = [&](std::size_t to_i, std::size_t to_e) {
      const unsigned now = working(in.bits[to_i], out.bits[to_e]);
      const bool safe = (before & after & ~now) == 0 && (now & ~(before | after)) == 0;
      const std::size_t total = cost[at] + (safe ? 0 : 1);
      const std::size_t to = to_i * width + to_e;
      if (total >= cost[to]) return;
      cost[to] = total;
      if (safe) {
        open.push_front(to);
      } else {
        open.push_back(to);
      }
    };
    for (const std::size_t to : in.next[i]) go(to, e);
    for (const std::size_t to : out.next[e]) go(i, to);
  }
  return cost[in.goal * width + out.goal];
}

NetworkAclEntry tiny_row(Dice& dice, Direction direction, RuleNumber number) {
  NetworkAclEntry row;
  row.number = number;
  row.direction = direction;
  row.action = dice.roll(6) == 0 ? RuleAction::deny : RuleAction::allow;
  row.protocol = 6;
  row.ports = dice.one_of<PortRange>({{22, 22}, {443, 443}, {22, 443}, {22, 443}});
  row.cidr = dice.one_of<CidrBlock>(
      {CidrBlock(kOne, 32), CidrBlock(kOther, 32), CidrBlock(kOne, 30), CidrBlock(kOne, 30)});
  return row;
}

Rows tiny_rows(Dice& dice, const std::vector<RuleNumber>& in, const std::vector<RuleNumber>& out) {
  Rows rows;
  for (const RuleNumber number : in) rows.push_back(tiny_row(dice, Direction::ingress, number));
  for (const RuleNumber number : out) rows.push_back(tiny_row(dice, Direction::egress, number));
  return rows;
}

/// The two home numbers and room for two rules in each gap.
const std::vector<RuleNumber> kPlaces{3, 6, 10, 13, 16, 20, 23, 26};

ApplyPlan plan_of(const Rows& before, const Rows& after, std::size_t quota, std::size_t effort) {
  ApplyLimits limits;
  limits.quota = quota;
  limits.violation_effort = effort;
  auto plan = plan_apply(acl_of(before), acl_of(after), limits);
  REQUIRE(plan.has_value());
  return std::move(*plan);
}

}  // namespace

TEST_CASE("apply: with one rule a list, every claim is confirmed by trying all orders") {
  std::size_t unavoidable = 0;
  for (std::uint32_t seed = 1; seed <= 150; ++seed) {
    Dice dice(seed);
    const Rows before = tiny_rows(dice, {dice.one_of<RuleNumber>({10, 20})}, {10});
    const Rows after = tiny_rows(dice, {dice.one_of<RuleNumber>({10, 20})}, {10});
    const ApplyPlan plan = plan_of(before, after, 2, 400'000);
    const Lists in(Direction::ingress, before, after, kPlaces, 1);
    const Lists out(Direction::egress, before, after, {3, 10, 13}, 1);
    CAPTURE(seed);
    CHECK(plan.order.violating_states() == fewest_violating_states(in, out));
    CHECK(plan.proof != ApplyProof::searched);
    unavoidable += plan.proof == ApplyProof::exhausted ? 1U : 0U;
  }
  CHECK(unavoidable > 10);
}

TEST_CASE("apply: with two rules a list, a safe order is found wherever there is one") {
  std::size_t unavoidable = 0;
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    Dice dice(seed);
    const Rows before = tiny_rows(dice, {10, 20}, {10});
    Rows after = tiny_rows(dice, {10, 20}, {10});
    if (dice.coin()) {  // the same rules, one of them under another number
      after = before;
      after[dice.roll(2)].number = 16;
    }
    const ApplyPlan plan = plan_of(before, after, 3, 3000);
    const Lists in(Direction::ingress, before, after, kPlaces, 2);
    const Lists out(Direction::egress, before, after, {3, 6, 10, 13, 16}, 2);
    const std::size_t fewest = fewest_violating_states(in, out);
    CAPTURE(seed);
    CHECK(plan.order.safe() == (fewest == 0));
    CHECK(plan.order.violating_states() >= fewest);
    if (plan.proof == ApplyProof::unavoidable) CHECK(fewest == 1);
    if (plan.proof == ApplyProof::exhausted) CHECK(plan.order.violating_states() == fewest);
    unavoidable += fewest > 0 ? 1U : 0U;
  }
  CHECK(unavoidable > 0);
}
