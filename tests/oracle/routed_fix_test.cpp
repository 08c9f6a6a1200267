// SPDX-License-Identifier: Apache-2.0
// fix over whole paths: through a NAT gateway, and where no rule of a network ACL helps.
#include <doctest/doctest.h>

#include "halfopen/analysis/fix.hpp"
#include "tests/oracle/hand_cloud.hpp"

namespace halfopen::oracle {
namespace {

constexpr const char* kInside = "10.0.0.4";
constexpr const char* kOutside = "198.51.100.7";

/// A host in a private subnet behind a NAT gateway in a public one.
HandCloud private_host() {
  HandCloud cloud;
  cloud.vpc("vpc-1", {"10.0.0.0/16"});
  cloud.subnet("private", "vpc-1", "a", {"10.0.0.0/24"});
  cloud.subnet("public", "vpc-1", "a", {"10.0.1.0/24"});
  cloud.gateway(Gateway::Kind::internet, "igw-1", "vpc-1");
  cloud.nat("nat-1", "public");
  cloud.table("rtb-private", "vpc-1", {"private"});
  cloud.route("rtb-private", "0.0.0.0/0", "nat-1");
  cloud.table("rtb-public", "vpc-1", {"public"});
  cloud.route("rtb-public", "0.0.0.0/0", "igw-1");
  cloud.interface("private", {kInside}, false);
  return cloud;
}

struct Answer {
  Fix found;
  std::vector<Verdict> afterwards;  ///< of each option
};

Answer fix_of(const HandCloud& cloud, const std::string& from, const std::string& to) {
  Diagnostics diagnostics;
  const Snapshot snapshot = Snapshot::build(cloud.draft, diagnostics);
  CompiledSnapshot model(snapshot);
  CheckQuestion question;
  question.from = resolve_where(snapshot, from).value();
  question.to = resolve_where(snapshot, to).value();
  question.services = parse_services("tcp/443").value();
  Answer answer{fix(model, question).value(), {}};
  for (const FixOption& option : answer.found.options) {
    const Snapshot after = edited(snapshot, option.edits);
    CompiledSnapshot mended(after);
    answer.afterwards.push_back(check(mended, question).value().front().verdict);
  }
  return answer;
}

TEST_CASE("routed fix: each of the six crossings by way of a NAT gateway is mended by one rule") {
  struct Broken {
    const char* subnet;
    Direction direction;
    const char* cidr;
    PortRange ports;
  };
  const Broken crossings[] = {
      {"private", Direction::egress, "0.0.0.0/0", {443, 443}},
      {"public", Direction::ingress, "10.0.0.0/24", {443, 443}},
      {"public", Direction::egress, "198.51.100.0/24", {443, 443}},
      {"public", Direction::ingress, "198.51.100.0/24", {1024, 65535}},
      {"public", Direction::egress, "10.0.0.0/24", {1024, 65535}},
      {"private", Direction::ingress, "198.51.100.0/24", {1024, 65535}},
  };
  CHECK(fix_of(private_host(), kInside, kOutside).found.before.front().verdict == Verdict::works);
  for (const Broken& broken : crossings) {
    CAPTURE(broken.subnet);
    CAPTURE(to_string(broken.direction));
    CAPTURE(broken.cidr);
    HandCloud cloud = private_host();
    cloud.deny(broken.subnet, broken.direction, broken.cidr, 6, broken.ports);
    const Answer answer = fix_of(cloud, kInside, kOutside);
    CHECK(answer.found.before.front().verdict != Verdict::works);
    CHECK(answer.found.refused.empty());
    REQUIRE(!answer.found.options.empty());
    for (const FixOption& option : answer.found.options) {
      REQUIRE(option.edits.size() == 1);
      CHECK(option.edits[0].entry.direction == broken.direction);
    }
    for (const Verdict verdict : answer.afterwards) CHECK(verdict == Verdict::works);
  }
}

/// Only what the first answer refuses.
std::vector<std::string> refused(const HandCloud& cloud, const std::string& from,
                                 const std::string& to) {
  const Answer answer = fix_of(cloud, from, to);
  CHECK(answer.found.options.empty());
  return answer.found.refused;
}

TEST_CASE("routed fix: a security group that lacks a rule is named, with the command") {
  HandCloud cloud = private_host();
  cloud.subnet("db", "vpc-1", "a", {"10.0.2.0/24"});
  cloud.interface("db", {"10.0.2.5"}, false, {"sg-db"});
  cloud.group_rule("sg-db", Direction::ingress, "10.9.0.0/16", 6, {443, 443});
  const auto why = refused(cloud, kInside, "10.0.2.5");
  REQUIRE(why.size() == 1);
  CHECK(why[0] ==
        "no rule of a network ACL helps: sg-db ingress needs tcp/443 from 10.0.0.4/32: aws ec2 "
        "authorize-security-group-ingress --group-id sg-db --ip-permissions "
        "'IpProtocol=tcp,FromPort=443,ToPort=443,IpRanges=[{CidrIp=10.0.0.4/32}]'");
}

TEST_CASE("routed fix: a route table that lacks a route is named, with the command") {
  HandCloud cloud = private_host();
  cloud.table("rtb-db", "vpc-1", {"db"});
  cloud.subnet("db", "vpc-1", "a", {"10.0.2.0/24"});
  cloud.interface("db", {"10.0.2.5"}, false);
  const auto why = refused(cloud, "10.0.2.5", kOutside);
  REQUIRE(why.size() == 1);
  CHECK(why[0].find("rtb-db has no route to 198.51.100.7") != std::string::npos);
  CHECK(why[0].find("aws ec2 create-route --route-table-id rtb-db --destination-cidr-block "
                    "0.0.0.0/0 --nat-gateway-id nat-1") != std::string::npos);
}

TEST_CASE("routed fix: a blackhole is replaced, and a missing peering route added") {
  HandCloud cloud = private_host();
  cloud.draft.objects.route_tables[0].routes.back().blackhole = true;
  const auto dead = refused(cloud, kInside, kOutside);
  REQUIRE(dead.size() == 1);
  CHECK(dead[0].find("aws ec2 replace-route --route-table-id rtb-private "
                     "--destination-cidr-block 0.0.0.0/0 --nat-gateway-id nat-1") !=
        std::string::npos);

  HandCloud two = private_host();
  two.vpc("vpc-2", {"10.2.0.0/16"});
  two.subnet("far", "vpc-2", "a", {"10.2.0.0/24"});
  two.peering("pcx-1", "vpc-1", "vpc-2");
  two.route("rtb-private", "10.2.0.0/16", "pcx-1");
  two.table("rtb-far", "vpc-2", {"far"});
  two.interface("far", {"10.2.0.5"}, false);
  const auto back = refused(two, kInside, "10.2.0.5");
  REQUIRE(back.size() == 1);
  CHECK(back[0].find("aws ec2 create-route --route-table-id rtb-far --destination-cidr-block "
                     "10.0.0.0/16 --vpc-peering-connection-id pcx-1") != std::string::npos);
}

}  // namespace
}  // namespace halfopen::oracle
