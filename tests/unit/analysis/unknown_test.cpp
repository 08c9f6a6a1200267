// SPDX-License-Identifier: Apache-2.0
// What is not known makes a verdict unknown, never wrong; and only where it can matter.
#include <doctest/doctest.h>

#include "tests/unit/analysis/world.hpp"

namespace halfopen {
namespace {

using tests::World;

TEST_CASE("contradicting rows: unknown where they are touched, sure elsewhere") {
  World world(
      {"acl: a\ningress 100 allow tcp 443 any; ingress 100 deny tcp 443 any\n"
       "ingress 200 allow tcp 22 any\negress 100 allow tcp 1024-65535 any\n"});
  CHECK(world.verdict("198.51.100.7", "a", "443") == "unknown");
  CHECK(world.verdict("198.51.100.7", "a", "22") == "works");
  CHECK(world.verdict("198.51.100.7", "a", "80") == "denied");
}

TEST_CASE("a rule before the contradiction decides for sure") {
  World world(
      {"acl: a\ningress 50 deny tcp 443 198.51.100.0/24\n"
       "ingress 100 allow tcp 443 any; ingress 100 deny tcp 443 any\n"});
  CHECK(world.verdict("198.51.100.7", "a", "443") == "denied");
  CHECK(world.verdict("203.0.113.7", "a", "443") == "unknown");
}

TEST_CASE("replies: unknown only for clients whose ports are touched") {
  World world(
      {"acl: a\ningress 100 allow tcp 443 any\n"
       "egress 100 allow tcp 1025-5000 any; egress 100 deny tcp 1025-5000 any\n"
       "egress 200 allow tcp 1024-65535 any\n"});
  CHECK(world.verdict("198.51.100.7", "a", "443", "linux") == "works");
  CHECK(world.verdict("198.51.100.7", "a", "443", "windows-legacy") == "unknown");
  CHECK(world.verdict("198.51.100.7", "a", "443") == "unknown");
  const auto answer = world.ask("198.51.100.7", "a", "443")[0];
  CHECK(to_string(answer.reply->unknown) == "1025-5000");
  CHECK(to_string(answer.reply->open) == "1024,5001-65535");
}

TEST_CASE("a sure denial elsewhere on the path beats the unknown") {
  World world(
      {"acl: a\nsubnet: s 10.0.1.0/24\negress 100 allow -1 all any\ningress 100 allow -1 all any\n",
       R"({"Subnets": [{"SubnetId": "t", "VpcId": "v", "CidrBlock": "10.0.2.0/24"}]})"});
  CHECK(world.verdict("10.0.1.5", "10.0.2.5", "443") == "unknown");
  World closed({"acl: a\nsubnet: s 10.0.1.0/24\negress 100 allow udp 1 any\n",
                R"({"Subnets": [{"SubnetId": "t", "VpcId": "v", "CidrBlock": "10.0.2.0/24"}]})"});
  CHECK(closed.verdict("10.0.1.5", "10.0.2.5", "443") == "denied");
}

TEST_CASE("an unreadable row keeps its place and is unknown") {
  World world(
      {"acl: a\nInbound\n100 HTTPS TCP 443 10.0.0.0/40 ALLOW\n200 SSH TCP 22 0.0.0.0/0 ALLOW\n"
       "Outbound\n100 x TCP 1024-65535 0.0.0.0/0 ALLOW\n"});
  REQUIRE(world.diagnostics().size() == 1);
  CHECK(world.diagnostics()[0].code == DiagnosticCode::bad_cidr);
  CHECK(world.verdict("198.51.100.7", "a", "443") == "unknown");
  CHECK(world.verdict("198.51.100.7", "a", "22") == "works");
  CHECK(world.ask("198.51.100.7", "a", "443")[0].assumptions[0].code == "RULE_UNKNOWN");
}

TEST_CASE("missing routes, groups and VPCs are assumptions, not unknowns") {
  World world(
      {"acl: a\nsubnet: s 10.0.1.0/24\ningress 100 allow tcp 443 any\n"
       "egress 100 allow tcp 1024-65535 any\n"});
  const auto answer = world.ask("198.51.100.7", "10.0.1.5", "443")[0];
  CHECK(answer.verdict == Verdict::works);
  std::string codes;
  for (const auto& assumption : answer.assumptions) codes += assumption.code + ' ';
  CHECK(codes == "VPC_NOT_LOADED ROUTES_NOT_LOADED SECURITY_GROUPS_NOT_LOADED ");
}

}  // namespace
}  // namespace halfopen
