// SPDX-License-Identifier: Apache-2.0
// exposure: which sources reach which ports, and what replies expose.
#include "halfopen/analysis/exposure.hpp"

#include <doctest/doctest.h>

#include "tests/unit/analysis/world.hpp"

namespace halfopen {
namespace {

using tests::World;

ExposureReport report_of(World& world) { return exposure(world.model(), {}); }

/// "tcp 443 + 1024-65535 from 0.0.0.0/0 (internet)", a line each.
std::string exposures(const ExposureReport& report) {
  std::string text;
  for (const Exposure& one : report.exposures) {
    text += to_string(one.protocol) + ' ' + to_string(one.services);
    if (!one.reply_room.empty()) text += " + " + to_string(one.reply_room);
    text += " from " + to_string(one.sources) + (one.whole_internet ? " (internet)\n" : "\n");
  }
  return text;
}

/// "22 from 0.0.0.0/0 (internet) by 100", a line each; "replies" where they alone open it.
std::string admin(const ExposureReport& report) {
  std::string text;
  for (const AdminExposure& one : report.admin) {
    text += std::to_string(one.port) + " from " + to_string(one.sources) +
            (one.whole_internet ? " (internet)" : "") + (one.by_reply_rules ? " replies" : "") +
            " by";
    for (const std::string& rule : one.rules) text += ' ' + rule;
    text += '\n';
  }
  return text;
}

TEST_CASE("room for replies: from 1024 on, as wide as the narrowest range of a system") {
  CHECK(is_reply_range({1024, 65535}));
  CHECK(is_reply_range({1025, 5000}));
  CHECK(is_reply_range({49152, 65535}));
  CHECK_FALSE(is_reply_range({1025, 4999}));
  CHECK_FALSE(is_reply_range({1023, 65535}));
  CHECK_FALSE(is_reply_range({0, 65535}));
  CHECK_FALSE(is_reply_range({3389, 3389}));
}

TEST_CASE("two halves of the internet are the internet") {
  World world(
      {"acl: a\ningress 100 allow tcp 22 0.0.0.0/1\ningress 110 allow tcp 22 128.0.0.0/1\n"});
  const auto report = report_of(world);
  CHECK(admin(report) == "22 from 0.0.0.0/0 (internet) by 100 110\n");
  CHECK(exposures(report) == "tcp 22 from 0.0.0.0/0 (internet)\n");
}

TEST_CASE("a deny before the allow, and one behind it") {
  World before({"acl: a\ningress 50 deny tcp 22 any\ningress 100 allow tcp 22 any\n"});
  CHECK(admin(report_of(before)) == "");
  CHECK(exposures(report_of(before)) == "");
  World behind({"acl: a\ningress 100 allow tcp 22 any\ningress 150 deny tcp 22 any\n"});
  CHECK(admin(report_of(behind)) == "22 from 0.0.0.0/0 (internet) by 100\n");
}

TEST_CASE("private addresses are no internet; all public ones are, without the private") {
  World inside({"acl: a\ningress 100 allow tcp 22 10.0.0.0/8\n"});
  CHECK(admin(report_of(inside)) == "22 from 10.0.0.0/8 by 100\n");
  World outside({"acl: a\ningress 50 deny tcp 22 10.0.0.0/8\ningress 100 allow tcp 22 any\n"});
  const auto report = report_of(outside);
  REQUIRE(report.admin.size() == 1);
  CHECK(report.admin[0].whole_internet);
  CHECK_FALSE(report.admin[0].sources.bits.contains(parse_ip_address("10.1.1.1").value().bits()));
}

TEST_CASE("IPv4 and IPv6 stand apart, TCP and UDP too") {
  World world(
      {"acl: a\ningress 100 allow tcp 3389 any\ningress 110 allow -1 all 2001:db8::/32\n"
       "ingress 120 allow udp 53 ::/0\n"});
  const auto report = report_of(world);
  CHECK(admin(report) ==
        "3389 from 0.0.0.0/0 (internet) by 100\n22 from 2001:db8::/32 by 110\n"
        "3389 from 2001:db8::/32 by 110\n");
  CHECK(exposures(report) ==
        "tcp 3389 from 0.0.0.0/0 (internet)\ntcp 0-65535 from 2001:db8::/32\n"
        "udp 53 from ::-2001:db7:ffff:ffff:ffff:ffff:ffff:ffff,2001:db9::-ffff:ffff:ffff:ffff:"
        "ffff:ffff:ffff:ffff\nudp 0-65535 from 2001:db8::/32\n");
}

TEST_CASE("tcp 0-65535 is open, -1 with a port is everything, ICMP 22 is no SSH") {
  World all({"acl: a\ningress 100 allow tcp 0-65535 any\n"});
  CHECK(admin(report_of(all)).size() ==
        2 * std::string("22 from 0.0.0.0/0 (internet) by 100\n").size() + 2);
  World every({"acl: a\ningress 100 allow -1 80 any\n"});
  CHECK(exposures(report_of(every)) ==
        "tcp 0-65535 from 0.0.0.0/0 (internet)\nudp 0-65535 from 0.0.0.0/0 (internet)\n");
  World icmp({"acl: a\ningress 100 allow icmp 22 any\n"});
  CHECK(exposures(report_of(icmp)) == "");
}

TEST_CASE("room for replies: both said, open only if something listens") {
  World world({"acl: a\ningress 100 allow tcp 443 any\ningress 140 allow tcp 1024-65535 any\n"});
  const auto report = report_of(world);
  CHECK(exposures(report) == "tcp 443 + 1024-65535 from 0.0.0.0/0 (internet)\n");
  CHECK(admin(report) == "3389 from 0.0.0.0/0 (internet) replies by 140\n");
}

TEST_CASE("a rule for RDP and room for replies: told apart by source") {
  World world(
      {"acl: a\ningress 130 allow tcp 3389 192.0.2.0/24\ningress 140 allow tcp 1024-65535 any\n"});
  CHECK(admin(report_of(world)) ==
        "3389 from 192.0.2.0/24 by 130\n"
        "3389 from 0.0.0.0-192.0.1.255,192.0.3.0-255.255.255.255 replies by 140\n");
}

TEST_CASE("the price of closing a service inside the room for replies") {
  World world({"acl: a\ningress 100 allow tcp 1024-65535 any\n"});
  const auto report = report_of(world);
  REQUIRE(report.replies.size() == 1);
  CHECK(report.replies[0].rule->number == 100);
  std::string names;
  for (const ReplyPrice& price : report.replies[0].services) {
    names += std::string(price.service->name) + ' ';
    if (price.service->port != 3306) continue;
    std::string losers;
    for (const ClientProfile& client : price.losers) losers += client.name + ' ';
    CHECK(losers == "windows-legacy nat-gateway elb lambda any ");
  }
  CHECK(names.find("mysql ") != std::string::npos);
  CHECK(names.find("postgresql ") != std::string::npos);
  CHECK(names.find("ssh ") == std::string::npos);
}

TEST_CASE("services that another rule decides are not the reply range's") {
  World world(
      {"acl: a\ningress 90 deny tcp 3306 any\ningress 95 allow tcp 5432 any\n"
       "ingress 100 allow tcp 1024-65535 any\n"});
  const auto report = report_of(world);
  REQUIRE(report.replies.size() == 1);
  for (const ReplyPrice& price : report.replies[0].services) {
    CHECK(price.service->port != 3306);
    CHECK(price.service->port != 5432);
  }
}

TEST_CASE("unknown rows: what they may open is said, never as open") {
  World world(
      {"acl: a\ningress 100 allow tcp 22 any; ingress 100 deny tcp 22 any\n"
       "ingress 200 allow tcp 80 any\n"});
  const auto report = report_of(world);
  CHECK(admin(report) == "");
  REQUIRE(report.exposures.size() == 1);
  CHECK(exposures(report) == "tcp 80 from 0.0.0.0/0 (internet)\n");
  CHECK(to_string(report.exposures[0].unknown) == "22");
}

TEST_CASE("only the chosen ACLs") {
  World world({"acl: a\ningress 100 allow tcp 22 any\nacl: b\ningress 100 allow tcp 80 any\n"});
  const std::uint32_t second[] = {1};
  const auto report = exposure(world.model(), second);
  REQUIRE(report.exposures.size() == 1);
  CHECK(report.exposures[0].acl == 1);
  CHECK(report.admin.empty());
  CHECK(report_of(world).exposures.size() == 2);
}

}  // namespace
}  // namespace halfopen
