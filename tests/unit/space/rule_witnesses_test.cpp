// SPDX-License-Identifier: Apache-2.0
// Shadowed rules against trying everything: boxes are cut along eight classes of ports and of
// addresses, so that one packet of each class stands for all of them.
#include "halfopen/space/rule_witnesses.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/oracle/random_acl.hpp"
#include "tests/unit/space/box_world.hpp"

namespace halfopen::tests {
namespace {

constexpr std::uint32_t kClasses = 8;
constexpr std::array<std::uint8_t, 3> kKinds = {6, 17, 47};

std::uint16_t class_port(std::uint32_t index) { return static_cast<std::uint16_t>(index * 8192); }

/// The classes are the blocks of three more bits below `outer` bits of zeros.
IpAddress class_address(IpFamily family, int outer, std::uint32_t index) {
  return {family, AddressBits{index} << (address_width(family) - outer - 3)};
}

/// Far down, the classes of IPv4 are single addresses, and those of IPv6 lie across two words.
int outer_bits(IpFamily family, bool far) {
  if (!far) return 0;
  return family == IpFamily::v4 ? 29 : 31;
}

PortRange class_range(oracle::Dice& dice) {
  if (dice.coin()) return {};
  const std::uint32_t a = dice.roll(kClasses);
  const std::uint32_t b = dice.coin() ? a : dice.roll(kClasses);
  return {class_port(std::min(a, b)),
          static_cast<std::uint16_t>(class_port(std::max(a, b)) + 8191)};
}

CidrBlock class_block(oracle::Dice& dice, IpFamily family, int outer) {
  return {class_address(family, outer, dice.roll(kClasses)),
          outer + static_cast<int>(dice.roll(4))};
}

std::vector<HeaderRule> class_rules(oracle::Dice& dice, std::size_t count, bool far) {
  std::vector<HeaderRule> rules;
  while (rules.size() < count) {
    HeaderBox box = HeaderBox::all(dice.coin() ? IpFamily::v4 : IpFamily::v6);
    const std::uint32_t kind = dice.roll(4);
    if (kind < kKinds.size()) box.protocol = IpProtocol{kKinds[kind]};
    if (kind < 2) box.selectors = class_range(dice);
    if (kind < 2 && dice.coin()) box.source_ports = class_range(dice);
    box.source = class_block(dice, box.family, outer_bits(box.family, far));
    box.destination = dice.coin() ? CidrBlock::all(box.family) : class_block(dice, box.family, 0);
    rules.push_back({box, dice.roll(2)});
  }
  return rules;
}

/// Which rules decide for some class: linear first match for every one.
std::vector<bool> deciders(const std::vector<HeaderRule>& rules, bool far) {
  std::vector<bool> decides(rules.size() + 1, false);
  Packet packet;
  for (const IpFamily family : {IpFamily::v4, IpFamily::v6}) {
    for (std::uint32_t i = 0; i < kKinds.size() * kClasses * kClasses * kClasses * kClasses; ++i) {
      std::uint32_t rest = i;
      const auto take = [&rest](std::uint32_t n) {
        const std::uint32_t digit = rest % n;
        rest /= n;
        return digit;
      };
      packet.source = class_address(family, outer_bits(family, far), take(kClasses));
      packet.destination = class_address(family, 0, take(kClasses));
      packet.destination_port = class_port(take(kClasses));
      packet.source_port = class_port(take(kClasses));
      packet.protocol = IpProtocol{kKinds[take(3)]};
      if (!filters_ports(packet.protocol)) packet.source_port = packet.destination_port = 0;
      decides[first_match(rules, packet)] = true;
    }
  }
  return decides;
}

TEST_CASE("rule witnesses: exactly the rules that decide for some class have one") {
  oracle::Dice dice(31);
  std::size_t shadowed = 0;
  for (const std::size_t count : {1U, 3U, 8U, 16U, 24U, 25U, 39U, 60U}) {
    CAPTURE(count);
    const bool far = count % 2 != 0;
    const auto rules = class_rules(dice, count, far);
    const auto decides = deciders(rules, far);
    for (const FieldOrder& order : kOrders) {
      const auto witnesses = rule_witnesses(rules, order);
      REQUIRE(witnesses.size() == count);
      for (std::size_t i = 0; i < count; ++i) {
        CAPTURE(i);
        CHECK(witnesses[i].has_value() == decides[i]);
        if (witnesses[i]) CHECK(first_match(rules, *witnesses[i]) == i);
        shadowed += witnesses[i] ? 0U : 1U;
      }
    }
  }
  CHECK(shadowed > 20);  // else nothing was compared
}

TEST_CASE("rule witnesses: no rules, one rule, a rule twice") {
  CHECK(rule_witnesses({}).empty());
  const std::vector<HeaderRule> twice(2, {HeaderBox::all(IpFamily::v6), 1});
  const auto witnesses = rule_witnesses(twice);
  REQUIRE(witnesses[0].has_value());
  CHECK(witnesses[0]->source.family() == IpFamily::v6);
  CHECK(!witnesses[1].has_value());
}

}  // namespace
}  // namespace halfopen::tests
