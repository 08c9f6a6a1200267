// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/check.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "halfopen/analysis/explain.hpp"
#include "tests/unit/analysis/world.hpp"

namespace halfopen {
namespace {

using tests::World;

const char* const kWeb =
    "acl: web\nvpc: vpc-1 10.0.0.0/16\nsubnet: subnet-web 10.0.1.0/24\n"
    "ingress 100 allow tcp 443 any; egress 100 allow tcp 32768-60999 any\n";
const char* const kDb =
    "acl: db\nvpc: vpc-1 10.0.0.0/16\nsubnet: subnet-db 10.0.2.0/24\n"
    "ingress 100 allow tcp 5432 10.0.1.0/24; egress 100 allow tcp 1024-65535 10.0.1.0/24\n";

TEST_CASE("verdicts by client") {
  World world({kWeb});
  CHECK(world.verdict("198.51.100.7", "10.0.1.5", "443", "linux") == "works");
  CHECK(world.verdict("198.51.100.7", "10.0.1.5", "443", "linux-pre-4.2") == "partial");
  CHECK(world.verdict("198.51.100.7", "10.0.1.5", "443", "windows-legacy") == "half-open");
  CHECK(world.verdict("198.51.100.7", "10.0.1.5", "443") == "partial");
  CHECK(world.verdict("198.51.100.7", "10.0.1.5", "80") == "denied");
}

TEST_CASE("both edges judge between two subnets, none within one") {
  World world({kWeb, kDb});
  CHECK(world.verdict("10.0.1.5", "10.0.2.9", "5432", "linux") == "denied");  // web egress
  CHECK(world.verdict("10.0.1.5", "10.0.1.9", "5432") == "works");
  const auto answers = world.ask("10.0.1.5", "10.0.1.9", "5432");
  CHECK(answers[0].request.crossings.empty());
}

TEST_CASE("an outside host has no crossing; two of them judge nothing") {
  World world({kWeb});
  CHECK(world.ask("192.168.0.9", "10.0.1.5", "443")[0].request.crossings.size() == 1);
  CHECK(world.verdict("192.168.0.9", "198.51.100.7", "443") == "unknown");
}

TEST_CASE("ICMP is judged by the type of the answer") {
  World world(
      {"acl: a\nInbound\n100 All ICMP 8 0.0.0.0/0 ALLOW\nOutbound\n"
       "100 x ICMP 8 0.0.0.0/0 ALLOW\n",
       "acl: b\nInbound\n100 x ICMP 8 0.0.0.0/0 ALLOW\nOutbound\n"
       "100 x ICMP 0 0.0.0.0/0 ALLOW\n"});
  CHECK(world.verdict("198.51.100.7", "a", "icmp/8") == "half-open");
  CHECK(world.verdict("198.51.100.7", "b", "icmp/8") == "works");
  CHECK(world.ask("198.51.100.7", "b", "icmp/8")[0].profiles.empty());
}

TEST_CASE("protocols without ports are all or nothing") {
  World world(
      {"acl: a\ningress 100 allow 47 all any\nOutbound\n100 GRE 47 All 10.0.0.0/8 ALLOW\n"});
  const auto inside = world.ask("10.9.9.9", "a", "gre");
  CHECK(inside[0].verdict == Verdict::works);
  CHECK(to_string(inside[0].reply->open) == "0-65535");
  CHECK(world.verdict("11.0.0.1", "a", "gre") == "half-open");
}

TEST_CASE("a set of clients falls into classes by what the rules do with them") {
  World world(
      {"acl: a\nsubnet: s 10.0.1.0/24\ningress 100 deny tcp 443 192.0.2.0/24\n"
       "ingress 200 allow tcp 443 any\negress 100 allow tcp 1024-65535 any\n"});
  const auto answers = world.ask("internet", "s", "443");
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].verdict == Verdict::works);
  CHECK(answers[1].verdict == Verdict::denied);
  CHECK(to_string(answers[1].from.addresses) == "192.0.2.0/24");
}

TEST_CASE("overlapping VPCs: the pair within one VPC is meant") {
  World world({kWeb,
               "acl: other\nvpc: vpc-2 10.0.0.0/16\nsubnet: subnet-x 10.0.1.0/24\n"
               "ingress 100 allow -1 all any\n",
               kDb});
  const auto answers = world.ask("10.0.1.5", "10.0.2.9", "5432");
  REQUIRE(answers.size() == 1);
  CHECK(answers[0].request.crossings[0].crossing.subnet == 0U);
  CHECK(world.ask("198.51.100.7", "10.0.1.5", "443").size() == 2);
  CHECK(world.ask("198.51.100.7", "10.0.1.5@vpc-2", "443").size() == 1);
}

TEST_CASE("an ambiguous end takes nothing away from a set") {
  const char* const text =
      "acl: %\nvpc: vpc-% 10.%.0.0/16\nsubnet: subnet-% 10.0.1.0/24\n"
      "ingress 100 allow -1 all 10.0.0.0/8\negress 100 allow -1 all any\n";
  const auto numbered = [&](char digit) {
    std::string one(text);
    std::replace(one.begin(), one.end(), '%', digit);
    return one;
  };
  World world({numbered('1'), numbered('2')});
  IntervalSet<AddressBits> asked;
  for (const auto& answer : world.ask("0.0.0.0/0", "10.0.1.5", "443")) {
    asked = asked | answer.from.addresses.bits;
  }
  CHECK(asked == AddressSet::of(CidrBlock::all(IpFamily::v4)).bits);
}

TEST_CASE("an ICMP type asks in the family that it belongs to") {
  World world(
      {"acl: a\nsubnet: s 10.0.1.0/24 2001:db8::/64\ningress 100 allow icmp all any\negress 100 "
       "allow icmp all any\n"});
  CHECK(world.ask("internet", "s", "icmp/8").size() == 1);
  CHECK(world.ask("internet", "s", "icmp/echo").size() == 2);
  CHECK(world.verdict("2001:db8:9::1", "s", "icmp/8") == "denied");
}

TEST_CASE("an ACL without IPv6 rows denies IPv6 when it is asked about") {
  World world({"acl: a\ningress 100 allow tcp 443 any\negress 100 allow tcp 1024-65535 any\n"});
  CHECK(world.verdict("2001:db8::5", "a", "443") == "denied");
  CHECK(world.verdict("internet", "a", "443") == "works");
}

TEST_CASE("families: each its own answer, none without a common one") {
  World world(
      {"acl: a\nsubnet: s 10.0.1.0/24 2001:db8::/64\ningress 100 allow tcp 443 any\n"
       "egress 100 allow tcp 1024-65535 any\n"});
  const auto answers = world.ask("internet", "s", "443");
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].verdict == Verdict::works);
  CHECK(answers[1].verdict == Verdict::denied);
  CheckQuestion question;
  question.from = resolve_where(world.snapshot(), "10.9.9.9").value();
  question.to = resolve_where(world.snapshot(), "2001:db8::5").value();
  question.services = parse_services("443").value();
  CHECK_FALSE(check(world.model(), question));
}

TEST_CASE("explain chooses a port that fails, and walks every rule") {
  World world({kWeb});
  const auto answers = world.ask("198.51.100.7", "10.0.1.5", "443");
  const Explanation walk = explain(world.model(), answers[0], std::nullopt);
  CHECK(walk.client_port == 61000);
  CHECK(walk.verdict == Verdict::half_open);
  REQUIRE(walk.legs.size() == 2);
  CHECK(walk.legs[1].crossings[0].looks[0].mismatch == Mismatch::port);
  const Explanation given = explain(world.model(), answers[0], std::uint16_t{40000});
  CHECK(given.verdict == Verdict::works);
}

}  // namespace
}  // namespace halfopen
