// SPDX-License-Identifier: Apache-2.0
// Header spaces against an SMT solver: first match is written once more, as a formula over bit
// vectors, straight from the entries. Where the library compares two roots, Z3 looks for a packet
// on which the two lists differ.
#include <doctest/doctest.h>
#include <z3++.h>

#include <optional>
#include <string>
#include <vector>

#include "halfopen/acl/header_rules.hpp"
#include "halfopen/space/header_space.hpp"
#include "halfopen/space/rule_witnesses.hpp"
#include "tests/oracle/random_acl.hpp"

namespace halfopen::tests {
namespace {

using oracle::Dice;
using Entries = std::vector<NetworkAclEntry>;

/// The packet as the solver sees it: one variable a field, in the numbers of the wire.
class Wire {
 public:
  explicit Wire(z3::context& context)
      : context_(context),
        v6_(context.bool_const("v6")),
        protocol_(context.bv_const("protocol", 8)),
        port_(context.bv_const("port", 16)),
        type_(context.bv_const("type", 8)),
        code_(context.bv_const("code", 8)),
        remote4_(context.bv_const("remote4", 32)),
        remote6_(context.bv_const("remote6", 128)) {}

  z3::expr matches(const NetworkAclEntry& entry) const {
    const bool v6 = entry.cidr.family() == IpFamily::v6;
    z3::expr match = (v6 ? v6_ : !v6_) && in_block(entry.cidr);
    if (entry.protocol == -1) return match;
    match = match && is(protocol_, entry.protocol);
    if (entry.protocol == 6 || entry.protocol == 17) {
      match = match && z3::uge(port_, number(entry.ports.first, 16)) &&
              z3::ule(port_, number(entry.ports.last, 16));
    } else if (entry.protocol == 1 || (entry.protocol == 58 && v6)) {
      if (entry.icmp_type != -1) match = match && is(type_, entry.icmp_type);
      if (entry.icmp_code != -1) match = match && is(code_, entry.icmp_code);
    }
    return match;
  }

  /// What the list permits; the implicit last rule denies.
  z3::expr permits(const Entries& entries) const {
    z3::expr permit = context_.bool_val(false);
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
      const bool allow = entry->action == RuleAction::allow;
      permit = z3::ite(matches(*entry), context_.bool_val(allow), permit);
    }
    return permit;
  }

  /// The packet of a model, its remote address on the side that `direction` looks at.
  Packet packet(const z3::model& model, Direction direction) const {
    const bool v6 = model.eval(v6_, true).is_true();
    const IpFamily family = v6 ? IpFamily::v6 : IpFamily::v4;
    const IpAddress remote(family, v6 ? wide(model) : AddressBits{value(model, remote4_)});
    const IpAddress local(family, 0);
    const bool in = direction == Direction::ingress;
    Packet packet{in ? remote : local, in ? local : remote, {}, 0, 0, {}};
    packet.protocol.number = static_cast<std::uint8_t>(value(model, protocol_));
    if (filters_ports(packet.protocol)) {
      packet.destination_port = static_cast<std::uint16_t>(value(model, port_));
    }
    if (is_icmp(packet.protocol)) {
      packet.icmp = {static_cast<std::uint8_t>(value(model, type_)),
                     static_cast<std::uint8_t>(value(model, code_))};
    }
    return packet;
  }

  /// Whether a formula holds for one packet.
  bool holds(const z3::expr& formula, const Packet& packet, Direction direction) const {
    const IpAddress& remote = direction == Direction::ingress ? packet.source : packet.destination;
    const bool v6 = remote.family() == IpFamily::v6;
    z3::expr_vector from(context_);
    z3::expr_vector to(context_);
    const auto set = [&](const z3::expr& variable, const z3::expr& fixed) {
      from.push_back(variable);
      to.push_back(fixed);
    };
    set(v6_, context_.bool_val(v6));
    set(protocol_, number(packet.protocol.number, 8));
    set(port_, number(packet.destination_port, 16));
    set(type_, number(packet.icmp.type, 8));
    set(code_, number(packet.icmp.code, 8));
    set(remote4_, number(v6 ? 0 : static_cast<std::uint64_t>(remote.bits()), 32));
    set(remote6_, wide_number(v6 ? remote.bits() : 0));
    z3::expr copy = formula;
    return copy.substitute(from, to).simplify().is_true();
  }

 private:
  z3::expr number(std::uint64_t value, unsigned bits) const { return context_.bv_val(value, bits); }
  z3::expr wide_number(AddressBits bits) const {
    return z3::concat(number(static_cast<std::uint64_t>(bits >> 64), 64),
                      number(static_cast<std::uint64_t>(bits), 64));
  }
  z3::expr is(const z3::expr& variable, int value) const {
    return variable == number(static_cast<std::uint64_t>(value), variable.get_sort().bv_size());
  }

  /// The leading bits are those of the block.
  z3::expr in_block(const CidrBlock& block) const {
    if (block.prefix_length() == 0) return context_.bool_val(true);
    const bool v6 = block.family() == IpFamily::v6;
    const z3::expr address =
        v6 ? wide_number(block.first()) : number(static_cast<std::uint64_t>(block.first()), 32);
    const unsigned high = v6 ? 127 : 31;
    const unsigned low = high + 1 - static_cast<unsigned>(block.prefix_length());
    return (v6 ? remote6_ : remote4_).extract(high, low) == address.extract(high, low);
  }

  static std::uint64_t value(const z3::model& model, const z3::expr& variable) {
    return model.eval(variable, true).get_numeral_uint64();
  }
  AddressBits wide(const z3::model& model) const {
    return AddressBits{value(model, remote6_.extract(127, 64))} << 64 |
           value(model, remote6_.extract(63, 0));
  }

  z3::context& context_;
  z3::expr v6_, protocol_, port_, type_, code_, remote4_, remote6_;
};

Entries random_entries(Dice& dice, Direction direction) {
  const NetworkAcl acl = oracle::acl_of(oracle::random_rows(dice, 1 + dice.roll(120)));
  const auto all = acl.entries(direction);
  Entries entries(all.begin(), all.end());
  std::erase_if(entries, [&](const NetworkAclEntry& entry) {  // else the rest hardly matters
    return entry.cidr.prefix_length() == 0 && entry.protocol == -1 && dice.roll(4) != 0;
  });
  if (dice.roll(3) == 0) {  // many ranges of ports that overlap
    for (NetworkAclEntry& entry : entries) entry.protocol = 6;
  }
  if (entries.size() > 40) entries.resize(40);
  return entries;
}

/// A packet on which two lists differ, if there is any.
std::optional<Packet> solve_difference(z3::context& context, const Wire& wire, const Entries& a,
                                       const Entries& b, Direction direction) {
  z3::solver solver(context);
  solver.add(wire.permits(a) != wire.permits(b));
  const z3::check_result result = solver.check();
  REQUIRE(result != z3::unknown);
  if (result == z3::unsat) return std::nullopt;
  return wire.packet(solver.get_model(), direction);
}

/// Compares two lists both ways, demands that the two judges agree, and returns their answer.
bool equal_for_both(const Entries& a, const Entries& b, Direction direction) {
  z3::context context;
  const Wire wire(context);
  HeaderSpaces store;
  const HeaderSpace set_a = store.allowed(header_rules(a));
  const HeaderSpace set_b = store.allowed(header_rules(b));
  const auto packet = solve_difference(context, wire, a, b, direction);
  CHECK((set_a == set_b) == !packet.has_value());
  if (packet) {
    CHECK(set_a.contains(*packet) != set_b.contains(*packet));
    CHECK(set_a.contains(*packet) == wire.holds(wire.permits(a), *packet, direction));
    CHECK(set_b.contains(*packet) == wire.holds(wire.permits(b), *packet, direction));
  }
  CHECK(packet.has_value() == !((set_a - set_b) | (set_b - set_a)).empty());
  for (const HeaderSpace& only : {set_a - set_b, set_b - set_a}) {
    const auto witness = only.witness();
    if (!witness) continue;
    CHECK(set_a.contains(*witness) != set_b.contains(*witness));
    CHECK(set_a.contains(*witness) == wire.holds(wire.permits(a), *witness, direction));
    CHECK(set_b.contains(*witness) == wire.holds(wire.permits(b), *witness, direction));
  }
  return set_a == set_b;
}

bool disjoint(const NetworkAclEntry& a, const NetworkAclEntry& b) {
  if (!a.cidr.contains(b.cidr) && !b.cidr.contains(a.cidr)) return true;
  if (a.protocol == -1 || b.protocol == -1) return false;
  if (a.protocol != b.protocol) return true;
  const bool ports = a.protocol == 6 || a.protocol == 17;
  return ports && (a.ports.last < b.ports.first || b.ports.last < a.ports.first);
}

bool swap_disjoint(Dice& dice, Entries& entries) {
  if (entries.size() < 2) return false;
  const std::size_t at = dice.roll(static_cast<std::uint32_t>(entries.size() - 1));
  if (!disjoint(entries[at], entries[at + 1])) return false;
  std::swap(entries[at], entries[at + 1]);
  return true;
}

bool split_block(Dice& dice, Entries& entries) {
  if (entries.empty()) return false;
  const std::size_t at = dice.roll(static_cast<std::uint32_t>(entries.size()));
  const CidrBlock block = entries[at].cidr;
  if (block.is_single()) return false;
  const int length = block.prefix_length() + 1;
  const AddressBits half = AddressBits{1} << (address_width(block.family()) - length);
  NetworkAclEntry upper = entries[at];
  upper.cidr = CidrBlock(IpAddress(block.family(), block.first() + half), length);
  entries[at].cidr = CidrBlock(block.address(), length);
  const std::size_t place = at + dice.roll(2);  // the order of the halves does not matter
  entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(place), upper);
  return true;
}

bool add_shadowed(Dice& dice, Entries& entries) {
  if (entries.empty()) return false;
  const std::size_t at = dice.roll(static_cast<std::uint32_t>(entries.size()));
  NetworkAclEntry narrow = entries[at];
  const CidrBlock block = narrow.cidr;
  const int width = address_width(block.family());
  narrow.cidr = CidrBlock(
      IpAddress(block.family(), block.last()),
      block.prefix_length() + static_cast<int>(dice.roll(
                                  static_cast<std::uint32_t>(width - block.prefix_length() + 1))));
  narrow.ports.first = narrow.ports.last;
  narrow.action = dice.coin() ? RuleAction::allow : RuleAction::deny;
  const std::size_t later = at + 1 + dice.roll(static_cast<std::uint32_t>(entries.size() - at));
  entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(later), narrow);
  return true;
}

TEST_CASE("z3: changes that keep the meaning leave one root, and no packet differs") {
  Dice dice(41);
  int changes = 0;
  for (int round = 0; round < 30; ++round) {
    CAPTURE(round);
    const Direction direction = round % 2 == 0 ? Direction::ingress : Direction::egress;
    const Entries before = random_entries(dice, direction);
    Entries after = before;
    for (int i = 0; i < 12; ++i) {
      switch (dice.roll(3)) {
        case 0: changes += swap_disjoint(dice, after) ? 1 : 0; break;
        case 1: changes += split_block(dice, after) ? 1 : 0; break;
        default: changes += add_shadowed(dice, after) ? 1 : 0; break;
      }
    }
    CHECK(equal_for_both(before, after, direction));
  }
  CHECK(changes > 120);
}

/// One edit that a person might make; often it matters, not always.
void change(Dice& dice, Entries& entries, Direction direction) {
  const std::size_t at = dice.roll(static_cast<std::uint32_t>(entries.size()));
  NetworkAclEntry& entry = entries[at];
  const auto place = entries.begin() + static_cast<std::ptrdiff_t>(at);
  switch (dice.roll(6)) {
    case 0:
      entry.action = entry.action == RuleAction::allow ? RuleAction::deny : RuleAction::allow;
      break;
    case 1: entry.ports.last = 65535; break;
    case 2:
      if (entry.cidr.prefix_length() > 0) {
        entry.cidr = CidrBlock(entry.cidr.address(), entry.cidr.prefix_length() - 1);
      }
      break;
    case 3: entries.erase(place); break;
    case 4: std::swap(entry, entries.back()); break;
    default: {
      const Entries more = random_entries(dice, direction);
      entries.insert(place, more.begin(), more.begin() + (more.empty() ? 0 : 1));
    }
  }
}

TEST_CASE("z3: after a change both judges agree whether and where the lists differ") {
  Dice dice(42);
  int equal = 0;
  int different = 0;
  for (int round = 0; round < 80; ++round) {
    CAPTURE(round);
    const Direction direction = round % 2 == 0 ? Direction::ingress : Direction::egress;
    const Entries before = random_entries(dice, direction);
    if (before.empty()) continue;
    Entries after = before;
    change(dice, after, direction);
    ++(equal_for_both(before, after, direction) ? equal : different);
  }
  CHECK(equal > 20);
  CHECK(different > 20);
}

TEST_CASE("z3: a rule has a witness exactly if the solver finds a packet for it") {
  Dice dice(43);
  int shadowed = 0;
  int deciding = 0;
  for (int round = 0; round < 20; ++round) {
    CAPTURE(round);
    const Direction direction = round % 2 == 0 ? Direction::ingress : Direction::egress;
    const Entries entries = random_entries(dice, direction);
    z3::context context;
    const Wire wire(context);
    z3::solver solver(context);  // holds: no earlier rule matches
    z3::expr none_before = context.bool_val(true);
    const auto witnesses = rule_witnesses(header_rules(entries));
    for (std::size_t i = 0; i < entries.size(); ++i) {
      CAPTURE(i);
      const z3::expr match = wire.matches(entries[i]);
      solver.push();
      solver.add(match);
      const z3::check_result result = solver.check();
      REQUIRE(result != z3::unknown);
      CHECK(witnesses[i].has_value() == (result == z3::sat));
      if (witnesses[i]) CHECK(wire.holds(none_before && match, *witnesses[i], direction));
      solver.pop();
      solver.add(!match);
      none_before = none_before && !match;
      ++(result == z3::sat ? deciding : shadowed);
    }
  }
  CHECK(shadowed > 50);
  CHECK(deciding > 50);
}

}  // namespace
}  // namespace halfopen::tests
