// SPDX-License-Identifier: Apache-2.0
// Whole answers of check against brute force over all 65,536 client ports.
#include <doctest/doctest.h>

#include "halfopen/analysis/check.hpp"
#include "tests/oracle/first_match_oracle.hpp"
#include "tests/oracle/random_acl.hpp"

namespace halfopen::oracle {
namespace {

using Rows = std::vector<NetworkAclEntry>;

/// Two subnets with their own random ACLs, 10.0.0.0/24 and 10.0.1.0/24 (and IPv6 blocks).
struct World {
  Rows client_rows;
  Rows server_rows;
  Snapshot snapshot;
};

/// Random rows; often with "allow the rest" behind them, so that requests get through.
Rows rows_for_world(Dice& dice, std::size_t rules) {
  Rows rows = random_rows(dice, rules);
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    if (dice.roll(4) == 0) continue;
    NetworkAclEntry rest;
    rest.number = 32765;
    rest.direction = direction;
    rest.action = RuleAction::allow;
    rest.cidr = CidrBlock::all(IpFamily::v4);
    rows.push_back(rest);
  }
  return rows;
}

World random_world(Dice& dice, std::size_t rules) {
  World world;
  world.client_rows = rows_for_world(dice, rules);
  world.server_rows = rows_for_world(dice, rules);
  SnapshotDraft draft;
  draft.subnets = {
      {"subnet-c",
       "",
       "vpc",
       {*parse_cidr_block("10.0.0.0/24"), *parse_cidr_block("2001:db8::/64")},
       {}},
      {"subnet-s", "", "vpc", {*parse_cidr_block("10.0.1.0/24"), *parse_cidr_block("::/64")}, {}}};
  draft.acls = {{{"acl-c", "", "vpc", false, {}}, world.client_rows},
                {{"acl-s", "", "vpc", false, {}}, world.server_rows}};
  draft.associations = {{"subnet-c", "acl-c", {}}, {"subnet-s", "acl-s", {}}};
  Diagnostics diagnostics;
  world.snapshot = Snapshot::build(draft, diagnostics);
  REQUIRE(diagnostics.empty());
  return world;
}

bool passes(const Rows& rows, Direction direction, const Packet& packet) {
  return judge(rows, direction, packet).action == "allow";
}

/// One packet pair by the wording: out of one subnet, into the other, and back.
bool request_passes(const World& world, const Packet& packet) {
  return passes(world.client_rows, Direction::egress, packet) &&
         passes(world.server_rows, Direction::ingress, packet);
}
bool reply_passes(const World& world, const Packet& packet) {
  return passes(world.server_rows, Direction::egress, packet) &&
         passes(world.client_rows, Direction::ingress, packet);
}

Service random_service(Dice& dice) {
  Service service;
  service.protocol = dice.one_of({kTcp, kTcp, kUdp, kSctp, IpProtocol{47}});
  if (has_ports(service.protocol)) service.port = random_port(dice);
  return service;
}

CheckQuestion question(const World& world, const std::string& from, const std::string& to,
                       const Service& service) {
  CheckQuestion asked;
  asked.from = resolve_where(world.snapshot, from).value();
  asked.to = resolve_where(world.snapshot, to).value();
  asked.services = {{service.protocol, service.port, service.icmp ? to_string(*service.icmp) : ""}};
  return asked;
}

TEST_CASE("open client ports, counts and verdicts equal brute force") {
  std::size_t partial = 0;
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const World world = random_world(dice, 2 + dice.roll(20));
    CompiledSnapshot model(world.snapshot);
    const IpAddress client(IpFamily::v4, 0x0a000000 + dice.roll(4));
    const IpAddress server(IpFamily::v4, 0x0a000100 + 2 + dice.roll(2));
    const Service service = random_service(dice);
    const auto answers =
        check(model, question(world, to_string(client), to_string(server), service)).value();
    REQUIRE(answers.size() == 1);
    const Connection& answer = answers.front();
    const Packet request = request_packet(service, client, server, 0);
    REQUIRE((answer.verdict != Verdict::denied) == request_passes(world, request));
    if (answer.verdict == Verdict::denied) continue;
    PortSet open;
    for (std::uint32_t port = 0; port <= 65535; ++port) {
      const auto reply = reply_packet(service, client, server, static_cast<std::uint16_t>(port));
      if (reply_passes(world, *reply)) {
        open.append(static_cast<std::uint16_t>(port), static_cast<std::uint16_t>(port));
      }
    }
    REQUIRE(answer.reply->open == open);
    for (const ProfileShare& share : answer.profiles) {
      std::uint32_t counted = 0;
      for (std::uint32_t port = share.profile.range.first; port <= share.profile.range.last;
           ++port) {
        counted += open.contains(static_cast<std::uint16_t>(port)) ? 1U : 0U;
      }
      REQUIRE(share.open == counted);
      REQUIRE(share.total == share.profile.range.last - share.profile.range.first + 1U);
    }
    partial += answer.verdict == Verdict::partial ? 1U : 0U;
  }
  CHECK(partial > 0);  // the worlds are not all trivial
}

TEST_CASE("address classes: every address fares as its class says, and no address is lost") {
  for (std::uint32_t seed = 100; seed < 130; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const World world = random_world(dice, 2 + dice.roll(15));
    CompiledSnapshot model(world.snapshot);
    const Service service = random_service(dice);
    const auto answers = check(model, question(world, "subnet-c", "10.0.1.2", service)).value();
    for (std::uint32_t host = 0; host < 256; ++host) {
      const IpAddress client(IpFamily::v4, 0x0a000000 + host);
      std::size_t members = 0;
      for (const Connection& answer : answers) {
        if (answer.from.addresses.family != IpFamily::v4) continue;
        if (!answer.from.addresses.bits.contains(client.bits())) continue;
        ++members;
        const IpAddress server = *parse_ip_address("10.0.1.2");
        const Packet request = request_packet(service, client, server, 0);
        REQUIRE((answer.verdict != Verdict::denied) == request_passes(world, request));
        if (!answer.reply) continue;
        for (const std::uint16_t port :
             std::initializer_list<std::uint16_t>{0, 1023, 1024, 32768, 60999, 65535}) {
          const auto reply = reply_packet(service, client, server, port);
          REQUIRE(answer.reply->open.contains(port) == reply_passes(world, *reply));
        }
      }
      REQUIRE(members == 1);
    }
  }
}

TEST_CASE("single flows agree with the wording, ICMP and IPv6 included") {
  for (std::uint32_t seed = 200; seed < 260; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const World world = random_world(dice, 2 + dice.roll(20));
    CompiledSnapshot model(world.snapshot);
    for (int i = 0; i < 200; ++i) {
      const IpFamily family = dice.coin() ? IpFamily::v4 : IpFamily::v6;
      const AddressBits base_c =
          family == IpFamily::v4 ? 0x0a000000 : AddressBits{0x20010db8} << 96;
      const AddressBits base_s = family == IpFamily::v4 ? 0x0a000102 : 0;
      const IpAddress client(family, base_c + dice.roll(4));
      const IpAddress server(family, base_s + dice.roll(2));
      Service service = random_service(dice);
      if (dice.roll(3) == 0) {
        service = {family == IpFamily::v4 ? kIcmp : kIcmpV6, std::nullopt, echo_request(family)};
      }
      const std::uint16_t port = random_port(dice);
      const FlowAnswer answer = check_flow(model, {Location::Kind::subnet, 0}, client,
                                           {Location::Kind::subnet, 1}, server, service, port);
      const bool there = request_passes(world, request_packet(service, client, server, port));
      const bool back = reply_passes(world, *reply_packet(service, client, server, port));
      const Verdict truth = !there ? Verdict::denied : back ? Verdict::works : Verdict::half_open;
      REQUIRE(answer.verdict == truth);
    }
  }
}

}  // namespace
}  // namespace halfopen::oracle
