// SPDX-License-Identifier: Apache-2.0
// What an apply leaves in network ACLs: each way in which the AWS provider treats inline and
// standalone rules. The plans are written by hand from the documented format.
#include <doctest/doctest.h>

#include "tests/unit/ingest/plan_text.hpp"

namespace halfopen {
namespace {

using tests::acl_of_subnet;
using tests::codes;
using tests::find_acl;
using tests::numbers;
using tests::PlanText;
using tests::read_plan;

/// An inline rule as the provider writes it into the state.
std::string row(int number, int port = 443, const std::string& action = "allow") {
  return R"({"rule_no": )" + std::to_string(number) + R"(, "action": ")" + action +
         R"(", "protocol": "6", "cidr_block": "0.0.0.0/0", "ipv6_cidr_block": "", "from_port": )" +
         std::to_string(port) + R"(, "to_port": )" + std::to_string(port) +
         R"(, "icmp_type": 0, "icmp_code": 0})";
}

/// A network ACL with these inbound rules and subnets.
std::string acl(const std::string& ingress, const std::string& subnets = "") {
  return R"({"id": "acl-1", "vpc_id": "vpc-1", "ingress": [)" + ingress +
         R"(], "egress": [], "subnet_ids": [)" + subnets + "]}";
}

/// A standalone rule for acl-1.
std::string standalone(int number, int port = 443) {
  return R"({"id": "nacl-1", "network_acl_id": "acl-1", "rule_number": )" + std::to_string(number) +
         R"(, "rule_action": "allow", "protocol": "tcp", "cidr_block": "0.0.0.0/0", "egress": false,
            "from_port": )" +
         std::to_string(port) + R"(, "to_port": )" + std::to_string(port) + "}";
}

const std::string kInline = R"({"vpc_id": {}, "ingress": {}})";
const std::string kBare = R"({"vpc_id": {}})";

PlanText& with_config(PlanText& plan, const std::string& acl_expressions) {
  return plan.config("", "aws_network_acl.a", acl_expressions)
      .config("", "aws_network_acl_rule.r", "{}");
}

TEST_CASE("rules elsewhere: the list that the plan repeats is what is there, less what goes") {
  PlanText plan;
  plan.keep("aws_network_acl.a", acl(row(100) + "," + row(110) + "," + row(120) + "," + row(130)))
      .keep("aws_network_acl_rule.r[0]", standalone(100))
      .remove("aws_network_acl_rule.r[1]", standalone(110))
      .change("aws_network_acl_rule.r[2]", R"("delete", "create")", standalone(120),
              standalone(125, 80))
      .create("aws_network_acl_rule.r[3]", standalone(140));
  const auto read = read_plan(with_config(plan, kBare).text());
  CHECK(numbers(read.before, "acl-1") == "100 110 120 130");
  CHECK(numbers(read.after, "acl-1") == "100 125 130 140");  // 130 was made by hand
  CHECK(codes(read.diagnostics) == "");
}

TEST_CASE("a replaced rule of the same number, in both orders") {
  for (const std::string actions : {R"("delete", "create")", R"("create", "delete")"}) {
    PlanText plan;
    plan.keep("aws_network_acl.a", acl(row(100, 80)))
        .change("aws_network_acl_rule.r", actions, standalone(100, 80), standalone(100, 81));
    const auto read = read_plan(with_config(plan, kBare).text());
    REQUIRE(numbers(read.after, "acl-1") == "100");
    CHECK(find_acl(read.after, "acl-1").value().entries(Direction::ingress)[0].ports.first == 81);
    CHECK(codes(read.diagnostics) == "");
  }
}

TEST_CASE("inline rules delete a standalone rule that stays as it is") {
  PlanText plan;
  plan.update("aws_network_acl.a", acl(row(100) + "," + row(110)), acl(row(100)))
      .keep("aws_network_acl_rule.r", standalone(110));
  const auto read = read_plan(with_config(plan, kInline).text());
  CHECK(numbers(read.before, "acl-1") == "100 110");
  CHECK(numbers(read.after, "acl-1") == "100");
  CHECK(codes(read.diagnostics) == "HO5006");
}

TEST_CASE("a rule that moves from standalone to inline is gone after the apply") {
  // The provider sees no change in the list, and the rule's own deletion takes it away.
  PlanText plan;
  plan.keep("aws_network_acl.a", acl(row(100))).remove("aws_network_acl_rule.r", standalone(100));
  CHECK(numbers(read_plan(with_config(plan, kInline).text()).after, "acl-1").empty());
}

TEST_CASE("a standalone rule whose number is taken cannot be created") {
  PlanText plan;
  plan.keep("aws_network_acl.a", acl(row(100, 80)))
      .create("aws_network_acl_rule.r", standalone(100, 81));
  const auto read = read_plan(with_config(plan, kBare).text());
  CHECK(codes(read.diagnostics) == "HO5006 HO2002");
  CHECK(numbers(read.after, "acl-1") == "100? 100?");
}

TEST_CASE("a changed list of inline rules: what leaves is deleted, what comes is there") {
  PlanText plan;
  plan.update("aws_network_acl.a", acl(row(100) + "," + row(110)),
              acl(row(110) + "," + row(100, 22, "DENY") + "," + row(90)));
  const auto read = read_plan(with_config(plan, kInline).text());
  CHECK(numbers(read.after, "acl-1") == "90 -100 110");
  CHECK(codes(read.diagnostics) == "");
}

TEST_CASE("a replaced network ACL starts empty") {
  PlanText plan;
  plan.change("aws_network_acl.a", R"("delete", "create")", acl(row(100)), R"({"vpc_id": "vpc-2"})",
              R"({"id": true, "ingress": true, "subnet_ids": true})");
  const auto read = read_plan(with_config(plan, kBare).text());
  CHECK(numbers(read.after, "aws_network_acl.a").empty());
  CHECK(numbers(read.after, "acl-1") == "no such ACL");
}

TEST_CASE("adopting a default network ACL deletes every rule, standalone ones too") {
  const std::string adopted = R"({"default_network_acl_id": "acl-1", "ingress": [], "egress": []})";
  PlanText plan;
  plan.create("aws_default_network_acl.d", adopted)
      .keep("aws_network_acl_rule.r[0]", standalone(100))
      .create("aws_network_acl_rule.r[1]", standalone(110))
      .config("", "aws_default_network_acl.d", "{}");
  const auto read = read_plan(with_config(plan, kBare).text());
  CHECK(numbers(read.after, "acl-1") == "110");
  CHECK(codes(read.diagnostics) == "n5007 HO5006 HO5006");
}

TEST_CASE("a default network ACL that is no longer managed stays as it is") {
  PlanText plan;
  plan.remove("aws_default_network_acl.d", R"({"id": "acl-1", "default_network_acl_id": "acl-1",
      "vpc_id": "vpc-1", "ingress": [)" + row(100) +
                                               R"(], "egress": [], "subnet_ids": ["s-1"]})");
  const auto read = read_plan(plan.text());
  CHECK(numbers(read.after, "acl-1") == "100");
  CHECK(acl_of_subnet(read.after, "s-1") == "acl-1");
  CHECK(codes(read.diagnostics) == "n5011");
}

TEST_CASE("a default network ACL without rules in its configuration loses those that it has") {
  PlanText plan;
  plan.update(
          "aws_default_network_acl.d",
          R"({"id": "acl-1", "default_network_acl_id": "acl-1", "ingress": [)" + row(100) + "]}",
          R"({"id": "acl-1", "default_network_acl_id": "acl-1", "ingress": []})")
      .config("", "aws_default_network_acl.d", "{}");
  const auto read = read_plan(plan.text());
  CHECK(numbers(read.before, "acl-1") == "100");
  CHECK(numbers(read.after, "acl-1").empty());
}

TEST_CASE("a forgotten rule stays") {
  PlanText plan;
  plan.keep("aws_network_acl.a", acl(row(100)))
      .change("aws_network_acl_rule.r", R"("forget")", standalone(100), "null");
  const auto read = read_plan(with_config(plan, kBare).text());
  CHECK(numbers(read.after, "acl-1") == "100");
  CHECK(codes(read.diagnostics) == "n5011");
}

TEST_CASE("a moved resource is the same one") {
  PlanText plan;
  plan.keep("aws_network_acl.a", acl(row(100)))
      .change("aws_network_acl_rule.r[\"new\"]", R"("no-op")", "null", standalone(100), "{}",
              R"(, "previous_address": "aws_network_acl_rule.old")")
      .member(R"("prior_state": {"values": {"root_module": {"resources": [
        {"address": "aws_network_acl_rule.old", "mode": "managed", "type": "aws_network_acl_rule",
         "name": "old", "values": )" +
              standalone(100) + "}]}}}");
  const auto read = read_plan(with_config(plan, kBare).text());
  CHECK(numbers(read.after, "acl-1") == "100");
  CHECK(codes(read.diagnostics) == "");
}

TEST_CASE("lists of subnets that nobody configures give way to associations") {
  const std::string link = R"({"id": "x", "network_acl_id": "acl-2", "subnet_id": "s-1"})";
  const std::string other = R"({"id": "acl-2", "vpc_id": "vpc-1", "ingress": [], "egress": [],
                               "subnet_ids": []})";
  PlanText plan;
  plan.keep("aws_network_acl.a", acl("", R"("s-1", "s-2")"))
      .keep("aws_network_acl.b", other)
      .create("aws_network_acl_association.x", link)
      .config("", "aws_network_acl.b", kBare);
  const auto read = read_plan(with_config(plan, kBare).text());
  CHECK(acl_of_subnet(read.before, "s-1") == "acl-1");
  CHECK(acl_of_subnet(read.after, "s-1") == "acl-2");
  CHECK(acl_of_subnet(read.after, "s-2") == "acl-1");
  CHECK(codes(read.diagnostics) == "");
}

TEST_CASE("a deleted association sends its subnet to the default network ACL") {
  const std::string link = R"({"id": "x", "network_acl_id": "acl-1", "subnet_id": "s-1"})";
  PlanText plan;
  plan.keep("aws_network_acl.a", acl("", R"("s-1")"))
      .keep("aws_subnet.s", R"({"id": "s-1", "vpc_id": "vpc-1", "cidr_block": "10.0.0.0/24"})")
      .keep("aws_default_network_acl.d", R"({"id": "acl-0", "default_network_acl_id": "acl-0",
            "vpc_id": "vpc-1", "ingress": [], "egress": [], "subnet_ids": []})")
      .remove("aws_network_acl_association.x", link);
  const auto read = read_plan(with_config(plan, kBare).text());
  CHECK(acl_of_subnet(read.before, "s-1") == "acl-1");
  CHECK(acl_of_subnet(read.after, "s-1") == "acl-0");
}

TEST_CASE("a deleted network ACL sends its subnets to the default one") {
  PlanText plan;
  plan.remove("aws_network_acl.a", acl(row(100), R"("s-1")"))
      .keep("aws_subnet.s", R"({"id": "s-1", "vpc_id": "vpc-1", "cidr_block": "10.0.0.0/24"})")
      .keep("aws_default_network_acl.d", R"({"id": "acl-0", "default_network_acl_id": "acl-0",
            "vpc_id": "vpc-1", "ingress": [], "egress": [], "subnet_ids": []})");
  const auto read = read_plan(plan.text());
  CHECK(acl_of_subnet(read.after, "s-1") == "acl-0");
}

TEST_CASE("defaults of the provider: ICMP type 0, ports 0, every protocol with ports") {
  const auto inbound = [](const std::string& members) {
    PlanText plan;
    plan.create("aws_network_acl.a", R"({"vpc_id": "vpc-1", "ingress": [{"rule_no": 100,
        "action": "allow", "cidr_block": "0.0.0.0/0", )" +
                                         members + "}]}");
    const auto read = read_plan(plan.text());
    const NetworkAclEntry entry =
        find_acl(read.after, "aws_network_acl.a").value().entries(Direction::ingress)[0];
    return codes(read.diagnostics) + ' ' + std::to_string(entry.protocol) + ' ' +
           std::to_string(entry.icmp_type) + ':' + std::to_string(entry.icmp_code) + ' ' +
           std::to_string(entry.ports.first) + '-' + std::to_string(entry.ports.last);
  };
  const std::string no_ports = R"(, "from_port": 0, "to_port": 0)";
  CHECK(inbound(R"("protocol": "icmp")" + no_ports) == "HO5008 1 0:0 0-65535");
  CHECK(inbound(R"("protocol": "1", "icmp_type": -1, "icmp_code": -1)" + no_ports) ==
        " 1 -1:-1 0-65535");
  CHECK(inbound(R"("protocol": 6, "from_port": 22, "to_port": 23)") == " 6 -1:-1 22-23");
  CHECK(inbound(R"("protocol": "tcp", "from_port": 22, "to_port": 23, "ipv6_cidr_block": "")") ==
        " 6 -1:-1 22-23");
  CHECK(inbound(R"("protocol": "-1", "from_port": 22, "to_port": 23)").find("HO5008 -1 ") == 0);
  CHECK(inbound(R"("protocol": "all", "ipv6_cidr_block": null)" + no_ports) == " -1 -1:-1 0-65535");
  PlanText plan;
  plan.create("aws_network_acl.a", R"({"vpc_id": "vpc-1"})")
      .create("aws_network_acl_rule.r", R"({"network_acl_id": "aws_network_acl.a",
          "rule_number": 100, "rule_action": "allow", "protocol": "tcp",
          "cidr_block": "0.0.0.0/0", "from_port": null, "to_port": null})");
  const auto read = read_plan(plan.text());
  CHECK(codes(read.diagnostics) == "HO5008 HO5008");
  CHECK(
      find_acl(read.after, "aws_network_acl.a").value().entries(Direction::ingress)[0].ports.last ==
      0);
}

}  // namespace
}  // namespace halfopen
