// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/space/checked_header_space.hpp"

#include <doctest/doctest.h>

#include <set>

#include "tests/oracle/random_acl.hpp"

namespace halfopen::tests {
namespace {

using Pool = std::vector<CheckedHeaderSpace>;

HeaderBox box_of(oracle::Dice& dice) {
  return random_box([&](int n) { return static_cast<int>(dice.roll(static_cast<unsigned>(n))); });
}

CheckedHeaderSpace fresh(oracle::Dice& dice, CheckedHeaderSpaces& store) {
  if (dice.coin()) return store.of(box_of(dice));
  std::vector<HeaderRule> rules;
  for (auto left = dice.roll(8); left > 0; --left) rules.push_back({box_of(dice), dice.roll(2)});
  return store.allowed(rules);
}

/// A random operation on sets of the pool. The queries are asked for what they check.
CheckedHeaderSpace step(oracle::Dice& dice, CheckedHeaderSpaces& store, const Pool& pool) {
  const auto pick = [&]() -> const CheckedHeaderSpace& {
    return pool[dice.roll(static_cast<std::uint32_t>(pool.size()))];
  };
  const CheckedHeaderSpace& a = pick();
  const CheckedHeaderSpace& b = pick();
  CHECK((a == b) == (a.is_subset_of(b) && b.is_subset_of(a)));
  CHECK(a.empty() == !a.witness().has_value());
  CHECK((a.count() == HeaderCount{}) == a.empty());
  const Packet& packet =
      store.packets()[dice.roll(static_cast<std::uint32_t>(store.packets().size()))];
  switch (dice.roll(7)) {
    case 0:
      CHECK((a | b).contains(packet) == (a.contains(packet) || b.contains(packet)));
      return a | b;
    case 1: CHECK((a & b).is_subset_of(a)); return a & b;
    case 2: CHECK(((a - b) & b).empty()); return a - b;
    case 3: CHECK(~~a == a); return ~a;
    case 4: return a | fresh(dice, store);
    case 5: return a - fresh(dice, store);
    default: return fresh(dice, store);
  }
}

TEST_CASE("checked header space: random operations do what the shadow does") {
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    CAPTURE(seed);
    oracle::Dice dice(seed);
    CheckedHeaderSpaces store(kOrders[seed % kOrders.size()]);
    Pool pool = {store.none(), store.all()};
    while (pool.size() < 8) pool.push_back(fresh(dice, store));
    for (int i = 0; i < 60; ++i) {
      const std::size_t edges = store.bare().diagram().edge_count();
      CheckedHeaderSpace result = step(dice, store, pool);
      const bool large = store.bare().diagram().edge_count() - edges > 20000;
      pool[dice.roll(8)] = large ? fresh(dice, store) : std::move(result);
    }
  }
}

TEST_CASE("checked header space: the packets are many, distinct, and of all kinds") {
  const auto packets = edge_packets();
  const HeaderLayout layout(kNetworkAclOrder);
  std::set<HeaderLayout::Values> seen;
  std::set<std::pair<IpFamily, int>> kinds;
  for (const Packet& packet : packets) {
    seen.insert(layout.values(packet));
    kinds.insert({packet.source.family(), packet.protocol.number});
    CHECK(layout.packet(layout.values(packet)) == packet);
  }
  CHECK(seen.size() >= 300);
  CHECK(kinds.size() == 2 * kProtocols.size());
}

TEST_CASE("checked header space: a spoilt shadow is noticed by every operation") {
  oracle::Dice dice(7);
  CheckedHeaderSpaces store;
  const CheckedHeaderSpace good = fresh(dice, store) | store.of(box_of(dice));
  const CheckedHeaderSpace none = store.none();
  for (std::size_t packet = 0; packet < store.packets().size(); ++packet) {
    CheckedHeaderSpace spoilt = good;
    CHECK_NOTHROW((void)~spoilt);
    spoilt.spoil(packet);
    CHECK_THROWS_AS((void)~spoilt, ShadowMismatch);
    CHECK_THROWS_AS((void)(spoilt | none), ShadowMismatch);
    CHECK_THROWS_AS((void)(none & spoilt), ShadowMismatch);  // even where the result hides it
    CHECK_THROWS_AS((void)(none - spoilt), ShadowMismatch);
    CHECK_THROWS_AS((void)(spoilt == good), ShadowMismatch);
    CHECK_THROWS_AS((void)spoilt.is_subset_of(good), ShadowMismatch);
    CHECK_THROWS_AS((void)good.is_subset_of(spoilt), ShadowMismatch);
    CHECK_THROWS_AS((void)spoilt.empty(), ShadowMismatch);
    CHECK_THROWS_AS((void)spoilt.count(), ShadowMismatch);
    CHECK_THROWS_AS((void)spoilt.witness(), ShadowMismatch);
    CHECK_THROWS_AS((void)spoilt.contains(store.packets()[0]), ShadowMismatch);
    spoilt.spoil(packet);
    CHECK_NOTHROW((void)~spoilt);
  }
}

}  // namespace
}  // namespace halfopen::tests
