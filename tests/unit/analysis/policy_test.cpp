// SPDX-License-Identifier: Apache-2.0
// How expectations fare.
#include "halfopen/analysis/policy.hpp"

#include <doctest/doctest.h>

#include "halfopen/ingest/policy_file.hpp"
#include "tests/unit/analysis/world.hpp"

namespace halfopen {
namespace {

using tests::World;

const char* const kWeb =
    "acl: web\nvpc: vpc-1 10.0.0.0/16\nsubnet: subnet-web 10.0.1.0/24\n"
    "ingress 100 allow tcp 443 any\ningress 110 allow icmp 8 any\n"
    "egress 100 allow tcp 32768-60999 any\negress 110 allow icmp 0 any\n"
    "egress 120 allow udp 53 10.0.0.2/32\negress 130 allow tcp 5432 10.0.2.0/24\n";
const char* const kDb =
    "acl: db\nvpc: vpc-1 10.0.0.0/16\nsubnet: subnet-db 10.0.2.0/24\n"
    "ingress 100 allow tcp 5432 10.0.1.0/24\negress 100 allow tcp 1024-65535 10.0.1.0/24\n";
const char* const kDns =
    "acl: dns\nvpc: vpc-1 10.0.0.0/16\nsubnet: subnet-dns 10.0.0.0/24\n"
    "ingress 100 allow udp 53 203.0.113.0/24\n";

/// The result of `expect: {EXPECT}` with the other keys of the expectation below it.
PolicyResult result_of(World& world, const std::string& expect, const std::string& more = "") {
  const std::string text =
      "version: 1\nexpectations:\n  - expect: {" + expect + "}\n    " + more + '\n';
  const PolicyFile file = read_policy_file(SourceText("policy", text), 1);
  for (const Diagnostic& diagnostic : file.diagnostics) FAIL(diagnostic.text);
  REQUIRE(file.expectations.size() == 1);
  return judge(world.model(), file.expectations[0]);
}

std::string outcome(const std::string& expect, const std::string& more = "") {
  World world({kWeb, kDb, kDns});
  return std::string(to_string(result_of(world, expect, more).outcome));
}

TEST_CASE("policy: an expectation holds if its verdict is accepted") {
  const std::string https = "from: internet, to: subnet-web, port: 443, ";
  CHECK(outcome(https + "clients: linux, result: works") == "holds");
  CHECK(outcome(https + "clients: windows, result: works") == "fails");
  CHECK(outcome(https + "clients: windows, result: partial") == "holds");
  CHECK(outcome(https + "clients: [linux, windows], result: [works, partial]") == "holds");
  CHECK(outcome(https + "clients: 1025-5000, result: half-open") == "holds");
  CHECK(outcome(https + "result: half-open") == "fails");
  CHECK(outcome(https + "result: blocked") == "fails");
  CHECK(outcome("from: internet, to: subnet-web, port: 22, result: blocked") == "holds");
  CHECK(outcome("from: internet, to: subnet-web, port: 22, result: not-works") == "holds");
  CHECK(outcome("from: internet, to: subnet-web, port: 22, result: denied") == "holds");
  CHECK(outcome("from: internet, to: subnet-web, port: 22, result: no-route") == "fails");
  CHECK(outcome("from: internet, to: subnet-web, port: icmp/echo, result: works") == "holds");
}

TEST_CASE("policy: every address class, end and port must be as expected") {
  World world({kWeb, kDb});
  const auto some = result_of(world,
                              "from: 10.0.0.0/16, to: subnet-db, port: 5432, clients: linux,"
                              " result: denied");
  CHECK(some.outcome == PolicyOutcome::fails);
  CHECK(some.answers > some.violations);
  CHECK(some.verdicts.size() > 1);
  CHECK(result_of(world,
                  "from: subnet-web, to: subnet-db, port: [5432, 5433], clients: linux,"
                  " result: denied")
            .violations == 1);
  CHECK(result_of(world, "from: [internet, subnet-db], to: subnet-web, port: 22, result: denied")
            .outcome == PolicyOutcome::holds);
  CHECK(result_of(world, "from: [internet, subnet-db], to: subnet-web, port: 443, result: denied")
            .violations == 1);
}

TEST_CASE("policy: the witness is a packet pair that shows the failure") {
  World world({kWeb, kDb});
  const std::string https = "from: internet, to: subnet-web, port: 443, ";
  const auto lossy = result_of(world, https + "clients: windows, result: works");
  REQUIRE(lossy.witness);
  CHECK(lossy.witness->verdict == Verdict::partial);
  CHECK(lossy.witness->walk.verdict == Verdict::half_open);
  CHECK(lossy.witness->walk.client_port == 61000);
  CHECK(lossy.witness->walk.legs.at(1).outcome == RuleAction::deny);
  // Where replies were expected to die, it is one that lives.
  const auto alive = result_of(world, https + "clients: windows, result: [half-open, denied]");
  REQUIRE(alive.witness);
  CHECK(alive.witness->walk.verdict == Verdict::works);
  CHECK(alive.witness->walk.client_port == 49152);
  const auto denied = result_of(world, "from: internet, to: subnet-web, port: 22, result: works");
  REQUIRE(denied.witness);
  REQUIRE(denied.witness->walk.legs.size() == 1);
  CHECK(denied.witness->walk.legs[0].outcome == RuleAction::deny);
}

TEST_CASE("policy: what cannot be judged is an error, not a failure") {
  World world({kWeb, kDb});
  const auto lost = result_of(world,
                              "from: [nowhere, internet], to: elsewhere, port: 1,"
                              " result: denied");
  CHECK(lost.outcome == PolicyOutcome::error);
  REQUIRE(lost.errors.size() == 2);
  CHECK(lost.errors[0].what.starts_with("from: 'nowhere'"));
  CHECK(lost.errors[1].what.starts_with("to: 'elsewhere'"));
  CHECK_FALSE(lost.witness);
  // Two families that never meet; nothing was judged, so nothing holds.
  for (const char* result : {"port: 1, result: denied", "result: isolated"}) {
    const auto apart =
        result_of(world, std::string("from: 2001:db8::1, to: subnet-web, ") + result);
    CHECK(apart.outcome == PolicyOutcome::error);
    CHECK(apart.errors.size() == 1);
  }
  CHECK(outcome("from: internet, to: subnet-web, port: 1, family: ipv6, result: denied") ==
        "error");
}

TEST_CASE("policy: isolation speaks of every protocol and port") {
  CHECK(outcome("from: internet, to: subnet-db, result: isolated") == "holds");
  CHECK(outcome("from: subnet-web, to: subnet-db, result: isolated") == "fails");
  World world({kWeb, kDb});
  const auto open = result_of(world, "from: internet, to: subnet-web, result: isolated");
  CHECK(open.outcome == PolicyOutcome::fails);
  REQUIRE(open.openings.size() == 2);
  CHECK(open.openings[0].protocol == std::optional(kTcp));
  CHECK(open.openings[0].passes == PortSet(443, 443));
  CHECK(open.openings[1].protocol == std::optional(kIcmp));
  CHECK(open.openings[1].passes == PortSet(0x800, 0x8ff));
  CHECK_FALSE(open.assumptions.empty());
  World all(
      {"acl: a\nsubnet: s 10.0.1.0/24\ningress 90 deny tcp all any\n"
       "ingress 91 deny udp all any\ningress 92 deny icmp all any\n"
       "ingress 100 allow all all any\n"});
  const auto rest = result_of(all, "from: internet, to: s, result: isolated");
  REQUIRE(rest.openings.size() == 1);
  CHECK_FALSE(rest.openings[0].protocol);
}

TEST_CASE("policy: a half-open request breaks isolation") {
  World world({"acl: a\nsubnet: s 10.0.1.0/24\ningress 100 allow tcp 443 any\n"});
  const auto result = result_of(world, "from: internet, to: s, result: isolated");
  CHECK(result.outcome == PolicyOutcome::fails);
  CHECK(result.witness->walk.verdict == Verdict::half_open);
}

TEST_CASE("policy: exceptions let in what they name and no more") {
  const std::string web = "from: internet, to: subnet-web, result: isolated";
  CHECK(outcome(web, "except: [{port: [icmp/echo, tcp/443]}]") == "holds");
  CHECK(outcome(web, "except: [{port: icmp/8}, {port: tcp/1-1024}]") == "holds");
  CHECK(outcome(web, "except: [{port: 'icmp,tcp'}]") == "holds");
  CHECK(outcome(web, "except: [{port: icmp/echo}]") == "fails");
  CHECK(outcome(web, "except: [{port: tcp/443}]") == "fails");
  CHECK(outcome(web, "except: [{port: 'icmp/8:0,tcp/443'}]") == "fails");  // other codes pass
  CHECK(outcome(web, "except: [{port: 'icmp/echo,udp/443'}]") == "fails");
  // One protocol of those that no rule names is not all of them.
  World all({"acl: a\nsubnet: s 10.0.1.0/24\ningress 100 allow all all any\n"});
  const auto rest = result_of(all, "from: internet, to: s, result: isolated",
                              "except: [{port: [tcp, udp, icmp, gre]}]");
  REQUIRE(rest.openings.size() == 1);
  CHECK_FALSE(rest.openings[0].protocol);
}

TEST_CASE("policy: what is unknown satisfies neither isolation nor works") {
  World world(
      {"acl: a\nsubnet: s 10.0.1.0/24\n"
       "ingress 100 allow tcp 22 any; ingress 100 deny tcp 22 any\n"});
  const auto result = result_of(world, "from: internet, to: s, result: isolated");
  CHECK(result.outcome == PolicyOutcome::fails);
  REQUIRE(result.openings.size() == 1);
  CHECK(result.openings[0].passes.empty());
  CHECK(result.openings[0].unknown == PortSet(22, 22));
  const std::string ssh = "from: internet, to: s, port: 22, result: ";
  CHECK(result_of(world, ssh + "works").outcome == PolicyOutcome::fails);
  CHECK(result_of(world, ssh + "blocked").outcome == PolicyOutcome::fails);
  CHECK(result_of(world, ssh + "unknown").outcome == PolicyOutcome::holds);
  // Nothing loaded judges between outside hosts, and nobody knows an ACL that is not there.
  CHECK(result_of(world, "from: internet, to: 192.0.2.1, result: isolated").outcome ==
        PolicyOutcome::fails);
  World lost({R"({"Subnets": [{"SubnetId": "x", "VpcId": "v", "CidrBlock": "10.9.0.0/24"}]})"});
  const auto blind = result_of(lost, "from: internet, to: x, result: isolated");
  CHECK(blind.outcome == PolicyOutcome::fails);
  CHECK(blind.openings.size() == 4);
}

TEST_CASE("policy: within a subnet nothing is isolated") {
  CHECK(outcome("from: subnet-db, to: subnet-db, result: isolated") == "fails");
}

TEST_CASE("policy: services that no network ACL filters are no hosts to be isolated") {
  World world({kWeb, kDns});
  // The VPC's resolver, 10.0.0.2, stands in subnet-dns.
  CHECK(result_of(world, "from: subnet-web, to: subnet-dns, result: isolated").outcome ==
        PolicyOutcome::holds);
  for (const char* to : {"10.0.0.2", "10.0.0.1"}) {
    const auto service =
        result_of(world, std::string("from: subnet-web, to: ") + to + ", result: isolated");
    CHECK(service.outcome == PolicyOutcome::error);
    CHECK(service.errors.at(0).what.find("do not filter") != std::string::npos);
  }
  CHECK(result_of(world, "from: 203.0.113.1, to: 10.0.0.2, result: isolated").outcome ==
        PolicyOutcome::fails);
}

TEST_CASE("policy: results stand in the order of the expectations") {
  World world({kWeb, kDb});
  const PolicyFile file = read_policy_file(
      SourceText("p",
                 "version: 1\nexpectations:\n"
                 "- expect: {from: internet, to: nowhere, port: 1, result: works}\n"
                 "- expect: {from: internet, to: subnet-db, port: 1, result: works}\n"
                 "- expect: {from: internet, to: subnet-db, result: isolated}\n"),
      1);
  const auto results = judge_policy(world.model(), file.expectations);
  REQUIRE(results.size() == 3);
  CHECK(results[0].outcome == PolicyOutcome::error);
  CHECK(results[1].outcome == PolicyOutcome::fails);
  CHECK(results[2].outcome == PolicyOutcome::holds);
}

}  // namespace
}  // namespace halfopen
