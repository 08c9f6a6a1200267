// SPDX-License-Identifier: Apache-2.0
// The laws of sets, for random rule lists of both families under several field orders.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <map>

#include "halfopen/space/header_space.hpp"
#include "halfopen/space/rule_witnesses.hpp"
#include "tests/unit/space/box_world.hpp"

namespace halfopen::tests {
namespace {

using Rules = std::vector<HeaderRule>;

int any_below(int n) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, n)); }

rc::Gen<HeaderRule> any_rule(std::uint32_t terminals) {
  return rc::gen::exec([terminals] {
    return HeaderRule{random_box(any_below),
                      static_cast<std::uint32_t>(any_below(static_cast<int>(terminals)))};
  });
}

Rules any_rules(int most, std::uint32_t terminals = 2) {
  const auto count = static_cast<std::size_t>(any_below(most + 1));
  return *rc::gen::container<Rules>(count, any_rule(terminals));
}

const FieldOrder& any_order() {
  return kOrders[static_cast<std::size_t>(any_below(static_cast<int>(kOrders.size())))];
}

const std::vector<Packet>& packets() {
  static const std::vector<Packet> all = edge_packets();
  return all;
}

/// A law about three sets; `law` gets the store, too.
template <class Law>
bool holds(const Law& law) {
  return rc::check([&] {
    HeaderSpaces store(any_order());
    const HeaderSpace a = store.allowed(any_rules(10));
    const HeaderSpace b = store.allowed(any_rules(10));
    const HeaderSpace c = store.allowed(any_rules(8));
    law(store, a, b, c);
  });
}

TEST_CASE("laws: union in any order is one root") {
  CHECK(rc::check([] {
    HeaderSpaces store(any_order());
    Rules rules = any_rules(30);
    for (HeaderRule& rule : rules) rule.terminal = 1;
    HeaderSpace forward = store.none();
    HeaderSpace backward = store.none();
    for (std::size_t i = 0; i < rules.size(); ++i) {
      forward = forward | store.of(rules[i].box);
      backward = store.of(rules[rules.size() - 1 - i].box) | backward;
    }
    RC_ASSERT(forward == backward);
    RC_ASSERT(store.allowed(rules) == forward);
    for (std::size_t i = rules.size(); i > 1; --i) {
      std::swap(rules[i - 1], rules[static_cast<std::size_t>(any_below(static_cast<int>(i)))]);
    }
    RC_ASSERT(store.allowed(rules) == forward);
  }));
}

TEST_CASE("laws: a first-match list is what set algebra says") {
  CHECK(rc::check([] {
    HeaderSpaces store(any_order());
    const Rules rules = any_rules(8);
    HeaderSpace from_last = store.none();
    for (auto rule = rules.rbegin(); rule != rules.rend(); ++rule) {
      const HeaderSpace box = store.of(rule->box);
      from_last = rule->terminal != 0 ? box | from_last : from_last - box;
    }
    HeaderSpace taken = store.none();
    HeaderSpace from_first = store.none();
    for (const HeaderRule& rule : rules) {
      const HeaderSpace box = store.of(rule.box);
      if (rule.terminal != 0) from_first = from_first | (box - taken);
      taken = taken | box;
    }
    RC_ASSERT(from_last == from_first);
    RC_ASSERT(store.allowed(rules) == from_first);
  }));
}

TEST_CASE("laws: De Morgan, double complement, excluded middle") {
  CHECK(holds([](HeaderSpaces& store, const auto& a, const auto& b, const auto&) {
    RC_ASSERT(~(a | b) == (~a & ~b));
    RC_ASSERT(~(a & b) == (~a | ~b));
    RC_ASSERT(~~a == a);
    RC_ASSERT((a | ~a) == store.all());
    RC_ASSERT((a & ~a) == store.none());
    RC_ASSERT(!(a == ~a));
  }));
}

TEST_CASE("laws: idempotence, absorption, commutativity, units") {
  CHECK(holds([](HeaderSpaces& store, const auto& a, const auto& b, const auto&) {
    RC_ASSERT((a | a) == a);
    RC_ASSERT((a & a) == a);
    RC_ASSERT((a | (a & b)) == a);
    RC_ASSERT((a & (a | b)) == a);
    RC_ASSERT((a | b) == (b | a));
    RC_ASSERT((a & b) == (b & a));
    RC_ASSERT((a | store.none()) == a);
    RC_ASSERT((a & store.all()) == a);
    RC_ASSERT((a & store.none()) == store.none());
    RC_ASSERT((a | store.all()) == store.all());
  }));
}

TEST_CASE("laws: distributivity and associativity") {
  CHECK(holds([](HeaderSpaces&, const auto& a, const auto& b, const auto& c) {
    RC_ASSERT((a & (b | c)) == ((a & b) | (a & c)));
    RC_ASSERT((a | (b & c)) == ((a | b) & (a | c)));
    RC_ASSERT((a | (b | c)) == ((a | b) | c));
    RC_ASSERT((a & (b & c)) == ((a & b) & c));
  }));
}

TEST_CASE("laws: difference and subset are two sides of one thing") {
  CHECK(holds([](HeaderSpaces& store, const auto& a, const auto& b, const auto& c) {
    RC_ASSERT((a - b) == (a & ~b));
    RC_ASSERT(((a - b) | (a & b)) == a);
    RC_ASSERT((a - (b | c)) == ((a - b) - c));
    RC_ASSERT(a.is_subset_of(b) == ((a & b) == a));
    RC_ASSERT(a.is_subset_of(b) == ((a | b) == b));
    RC_ASSERT(a.is_subset_of(b) == (~b).is_subset_of(~a));
    RC_ASSERT((a & b).is_subset_of(a));
    RC_ASSERT(a.is_subset_of(a | b));
    RC_ASSERT((a == b) == (a.is_subset_of(b) && b.is_subset_of(a)));
    RC_ASSERT(store.none().is_subset_of(a));
    RC_ASSERT(a.is_subset_of(store.all()));
    RC_ASSERT(a.is_subset_of(store.none()) == a.empty());
  }));
}

TEST_CASE("laws: counts add up") {
  CHECK(holds([](HeaderSpaces& store, const auto& a, const auto& b, const auto&) {
    RC_ASSERT(a.count() + b.count() == (a | b).count() + (a & b).count());
    RC_ASSERT(a.count() + (~a).count() == store.all().count());
    RC_ASSERT((a.count() == HeaderCount{}) == a.empty());
    RC_ASSERT(!((a - b).count() > a.count()));
  }));
}

/// The size of the intersection of the boxes whose bit is set, without a diagram.
HeaderCount common_count(const Rules& rules, unsigned chosen) {
  HeaderBox common;
  bool first = true;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if ((chosen >> i & 1U) == 0) continue;
    const HeaderBox& box = rules[i].box;
    if (first) common = box;
    first = false;
    if (box.family != common.family) return {};
    if (box.protocol && common.protocol && *box.protocol != *common.protocol) return {};
    if (box.protocol) common.protocol = box.protocol;
    for (const auto field : {&HeaderBox::selectors, &HeaderBox::source_ports}) {
      PortRange& range = common.*field;
      range = {std::max(range.first, (box.*field).first), std::min(range.last, (box.*field).last)};
      if (range.first > range.last) return {};
    }
    for (const auto field : {&HeaderBox::source, &HeaderBox::destination}) {
      if ((box.*field).contains(common.*field)) continue;
      if (!(common.*field).contains(box.*field)) return {};
      common.*field = box.*field;
    }
  }
  HeaderCount count(std::uint64_t{common.protocol ? 1U : 256U} * common.selectors.size());
  count *= common.source_ports.size();
  for (const CidrBlock& block : {common.source, common.destination}) {
    const int host_bits = address_width(block.family()) - block.prefix_length();
    for (int bit = 0; bit < host_bits; ++bit) count *= 2;
  }
  return count;
}

TEST_CASE("laws: the count of a union is inclusion and exclusion of its boxes") {
  CHECK(rc::check([] {
    HeaderSpaces store(any_order());
    const Rules rules = any_rules(7);
    HeaderSpace all = store.none();
    for (const HeaderRule& rule : rules) all = all | store.of(rule.box);
    HeaderCount plus;
    HeaderCount minus = all.count();
    for (unsigned chosen = 1; chosen < 1U << rules.size(); ++chosen) {
      (__builtin_popcount(chosen) % 2 == 1 ? plus : minus) += common_count(rules, chosen);
    }
    RC_ASSERT(plus == minus);
  }));
}

TEST_CASE("laws: a witness is a member, and only the empty set has none") {
  CHECK(holds([](HeaderSpaces&, const auto& a, const auto& b, const auto&) {
    for (const HeaderSpace& set : {a, b, a & b, a - b, b - a, ~a, ~(a | b)}) {
      const auto witness = set.witness();
      RC_ASSERT(witness.has_value() == !set.empty());
      if (witness) RC_ASSERT(set.contains(*witness));
    }
  }));
}

TEST_CASE("laws: members are what the boxes say, and at() is the first match") {
  CHECK(rc::check([] {
    HeaderSpaces store(any_order());
    Rules rules = any_rules(30);
    const HeaderSpace allowed = store.allowed(rules);
    const Rules by_action = rules;
    for (std::uint32_t i = 0; i < rules.size(); ++i) rules[i].terminal = i;
    const RuleSpace decided = store.decide(rules, static_cast<std::uint32_t>(rules.size()));
    for (const Packet& packet : packets()) {
      const std::size_t by = first_match(rules, packet);
      RC_ASSERT(decided.at(packet) == by);
      RC_ASSERT(allowed.contains(packet) == (by < rules.size() && by_action[by].terminal != 0));
    }
  }));
}

TEST_CASE("laws: what each terminal decides is disjoint and covers everything") {
  CHECK(rc::check([] {
    HeaderSpaces store(any_order());
    const Rules rules = any_rules(10, 4);
    const RuleSpace decided = store.decide(rules, 4);
    HeaderSpace seen = store.none();
    HeaderCount total;
    for (std::uint32_t terminal = 0; terminal <= 4; ++terminal) {
      const HeaderSpace part = decided.decided_by(terminal);
      RC_ASSERT((seen & part).empty());
      if (const auto witness = part.witness()) RC_ASSERT(decided.at(*witness) == terminal);
      seen = seen | part;
      total += part.count();
    }
    RC_ASSERT(seen == store.all());
    RC_ASSERT(total == store.all().count());
    RC_ASSERT(decided.decided_by(5).empty());
    const auto allow = [](std::uint32_t terminal) { return terminal % 4 != 0; };
    RC_ASSERT(decided.where(allow) == store.allowed(rules));
    RC_ASSERT(decided == store.decide(rules, 4));
  }));
}

TEST_CASE("laws: the field order changes neither members nor counts nor shadowed rules") {
  CHECK(rc::check([] {
    const Rules rules = any_rules(10);
    HeaderSpaces usual;
    const HeaderSpace expected = usual.allowed(rules);
    const auto expected_witnesses = rule_witnesses(rules);
    for (const FieldOrder& order : kOrders) {
      HeaderSpaces store(order);
      const HeaderSpace set = store.allowed(rules);
      RC_ASSERT(set.count() == expected.count());
      for (const Packet& packet : packets()) {
        RC_ASSERT(set.contains(packet) == expected.contains(packet));
      }
      const auto witnesses = rule_witnesses(rules, order);
      for (std::size_t i = 0; i < rules.size(); ++i) {
        RC_ASSERT(witnesses[i].has_value() == expected_witnesses[i].has_value());
        if (witnesses[i]) RC_ASSERT(first_match(rules, *witnesses[i]) == i);
      }
    }
  }));
}

/// Beyond the length from which good_field_order tries orders.
Rules many_rules(std::uint32_t seed) {
  std::uint64_t state = seed;
  const auto roll = [&state](int n) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return static_cast<int>((state >> 33) % static_cast<std::uint64_t>(n));
  };
  Rules rules;
  while (rules.size() < 230) {
    HeaderBox box = random_box(roll);
    if (roll(4) != 0) box.source_ports = {};
    if (box.source.prefix_length() < 8 && box.destination.prefix_length() < 8) continue;
    rules.push_back({box, static_cast<std::uint32_t>(roll(2))});
  }
  return rules;
}

TEST_CASE("laws: a good field order gives the same results") {
  std::map<FieldOrder, int> chosen;
  for (const std::uint32_t seed : {1U, 2U, 3U}) {
    const Rules rules = many_rules(seed);
    const FieldOrder order = good_field_order(rules);
    ++chosen[order];
    HeaderSpaces usual;
    HeaderSpaces good(order);
    const HeaderSpace expected = usual.allowed(rules);
    const HeaderSpace set = good.allowed(rules);
    CHECK(set.count() == expected.count());
    CHECK((~set).count() == (~expected).count());
    for (const Packet& packet : packets()) {
      const std::size_t by = first_match(rules, packet);
      const bool member = by != rules.size() && rules[by].terminal != 0;
      REQUIRE(set.contains(packet) == member);
      REQUIRE(expected.contains(packet) == member);
    }
    CHECK(expected.contains(set.witness().value()));
    CHECK(set.contains(expected.witness().value()));
  }
  CHECK(chosen.count(kNetworkAclOrder) < 3);  // else this compares an order with itself
}

}  // namespace
}  // namespace halfopen::tests
