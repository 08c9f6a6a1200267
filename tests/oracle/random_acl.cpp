// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/random_acl.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

namespace halfopen::oracle {
namespace {

IpProtocol random_protocol(Dice& dice) {
  return IpProtocol{dice.one_of<std::uint8_t>({6, 6, 6, 17, 17, 1, 58, 132, 47, 0, 255})};
}

CidrBlock random_block(Dice& dice, IpFamily family) {
  const IpAddress address = random_address(dice, family);
  const int length = family == IpFamily::v4 ? dice.one_of({0, 0, 8, 16, 24, 24, 25, 31, 32})
                                            : dice.one_of({0, 0, 32, 48, 56, 64, 127, 128});
  return {address, length};
}

}  // namespace

std::uint16_t random_port(Dice& dice) {
  const auto edge = dice.one_of<std::uint32_t>(
      {0, 1, 22, 80, 443, 1023, 1024, 3306, 5000, 32768, 49152, 60999, 61000, 65534, 65535});
  return static_cast<std::uint16_t>(dice.coin() ? edge : dice.roll(65536));
}

IpAddress random_address(Dice& dice, IpFamily family) {
  if (family == IpFamily::v4) {
    const std::uint32_t net = dice.one_of<std::uint32_t>({0x0a000000, 0x0a000100, 0xc6336400, 0});
    return {family, net + dice.roll(4) * (dice.coin() ? 1 : 85)};
  }
  const AddressBits net = dice.coin() ? AddressBits{0x20010db8} << 96 : AddressBits{0};
  return {family, net | AddressBits{dice.roll(3)} << 64 | dice.roll(4)};
}

std::vector<NetworkAclEntry> random_rows(Dice& dice, std::size_t count) {
  std::vector<NetworkAclEntry> rows;
  std::set<std::pair<Direction, RuleNumber>> used;
  while (rows.size() < count) {
    NetworkAclEntry row;
    row.direction = dice.coin() ? Direction::ingress : Direction::egress;
    row.number = dice.one_of<RuleNumber>({1, 32766, 1 + dice.roll(400), 100 * (1 + dice.roll(9))});
    if (!used.insert({row.direction, row.number}).second) continue;
    row.action = dice.roll(3) == 0 ? RuleAction::deny : RuleAction::allow;
    row.cidr = random_block(dice, dice.roll(3) == 0 ? IpFamily::v6 : IpFamily::v4);
    row.protocol = dice.roll(4) == 0 ? std::int16_t{-1} : random_protocol(dice).number;
    const std::uint16_t a = random_port(dice);
    const std::uint16_t b = dice.coin() ? random_port(dice) : a;
    row.ports = {std::min(a, b), std::max(a, b)};
    row.icmp_type = dice.one_of<std::int16_t>({-1, 0, 3, 8, 128, 129, 255});
    row.icmp_code = row.icmp_type == -1 ? std::int16_t{-1} : dice.one_of<std::int16_t>({-1, 0, 4});
    rows.push_back(row);
  }
  return rows;
}

Packet random_packet(Dice& dice) {
  const IpFamily family = dice.roll(3) == 0 ? IpFamily::v6 : IpFamily::v4;
  Packet packet;
  packet.source = random_address(dice, family);
  packet.destination = random_address(dice, family);
  packet.protocol = random_protocol(dice);
  if (is_icmp(packet.protocol)) {
    packet.icmp = {dice.one_of<std::uint8_t>({0, 3, 8, 128, 129, 255}),
                   dice.one_of<std::uint8_t>({0, 4, 255})};
  } else {
    packet.source_port = random_port(dice);
    packet.destination_port = random_port(dice);
  }
  return packet;
}

NetworkAcl acl_of(std::vector<NetworkAclEntry> rows) {
  Diagnostics diagnostics;
  NetworkAcl acl({"acl-random", "", "", false, {}}, std::move(rows), diagnostics);
  if (!diagnostics.empty()) throw std::logic_error("random rows with diagnostics");
  return acl;
}

}  // namespace halfopen::oracle
