// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/rule_universe.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <set>
#include <unordered_set>

#include "tests/oracle/first_match_oracle.hpp"

namespace halfopen::oracle {
namespace {

template <class T>
using List = std::initializer_list<T>;

}  // namespace

NetworkAclEntry rule(RuleAction action, std::int16_t protocol, const std::string& cidr,
                     PortRange ports, std::int16_t type, std::int16_t code) {
  NetworkAclEntry entry;
  entry.action = action;
  entry.protocol = protocol;
  entry.cidr = *parse_cidr_block(cidr);
  entry.ports = ports;
  entry.icmp_type = type;
  entry.icmp_code = code;
  return entry;
}

Rows numbered(Rows rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].number = static_cast<RuleNumber>(i + 1);
  return rows;
}

void Universe::add(std::uint64_t address, std::uint8_t protocol, std::uint16_t selector) {
  Packet packet;
  packet.source = IpAddress(IpFamily::v4, address);
  packet.protocol = IpProtocol{protocol};
  packet.destination_port = selector;
  packet.icmp = {static_cast<std::uint8_t>(selector >> 8), static_cast<std::uint8_t>(selector)};
  points.push_back(packet);
}

void Universe::add_blocks(int depth, const Rows& shapes) {
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

void Universe::finish() {
  REQUIRE(points.size() <= 64);
  std::set<std::uint64_t> distinct;
  for (NetworkAclEntry entry : vocabulary) {
    entry.action = kAllow;
    distinct.insert(allowed({entry}));
  }
  boxes.assign(distinct.begin(), distinct.end());
}

std::uint64_t Universe::allowed(const Rows& rows) const {
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const bool allow = judge(rows, Direction::ingress, points[i]).action == "allow";
    mask |= std::uint64_t{allow} << i;
  }
  return mask;
}

Rows Universe::random_list(Dice& dice, std::size_t most) const {
  Rows rows;
  const std::size_t count = 1 + dice.roll(static_cast<std::uint32_t>(most));
  const std::uint32_t denies = dice.one_of<std::uint32_t>({2, 3});
  while (rows.size() < count) {
    const auto& entry = vocabulary[dice.roll(static_cast<std::uint32_t>(vocabulary.size()))];
    // What nobody names must stay more than the rules, as it is in the large.
    if (entry.protocol > last_named || entry.icmp_code > 1) continue;
    if (entry.icmp_type != -1 && entry.icmp_type != 3 && entry.icmp_type != 8) continue;
    rows.push_back(entry);
    rows.back().action = dice.roll(denies) == 0 ? kDeny : kAllow;
  }
  return numbered(rows);
}

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

Universe protocols_universe() {
  const List<std::uint8_t> protocols = {47, 50, 51, 89, 112, 115, 132, 136};
  Universe universe;
  universe.last_named = 51;
  Rows shapes = {rule(kAllow, -1, "0.0.0.0/0")};
  for (const std::uint8_t p : protocols) {
    for (std::uint64_t a = 0; a < 8; ++a) universe.add(a << 29, p, 0);
    shapes.push_back(rule(kAllow, p, "0.0.0.0/0"));
  }
  universe.add_blocks(3, shapes);
  universe.finish();
  return universe;
}

}  // namespace halfopen::oracle
