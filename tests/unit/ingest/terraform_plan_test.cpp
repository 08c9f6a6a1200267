// SPDX-License-Identifier: Apache-2.0
// Plans and states of Terraform, written by hand from the documented format. What the real program
// writes is in terraform_genuine_test.cpp.
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

const std::string kVpc = R"({"id": "vpc-1", "cidr_block": "10.0.0.0/16"})";

std::string refs(const std::string& list) { return PlanText::refs(list); }

std::string subnet(const std::string& id, const std::string& block) {
  return R"({"id": ")" + id + R"(", "vpc_id": "vpc-1", "cidr_block": ")" + block + R"("})";
}

TEST_CASE("what is no plan of a known format is told apart, and adds nothing") {
  const auto outcome = [](const std::string& text) {
    const auto read = read_plan(text);
    CHECK(read.after.acls().empty());
    CHECK(read.after.subnets().empty());
    std::string told = read.outcome == ReadOutcome::read       ? "read"
                       : read.outcome == ReadOutcome::not_ours ? "not ours"
                                                               : "unreadable";
    return told + ' ' + codes(read.diagnostics);
  };
  CHECK(outcome(R"({"NetworkAcls": []})") == "not ours ");
  CHECK(outcome("[]") == "not ours ");
  CHECK(
      outcome(R"({"format_version": "2.0", "terraform_version": "3.0.0", "planned_values": {}})") ==
      "unreadable HO5005");
  CHECK(outcome(R"({"terraform_version": "1.0.0", "planned_values": {}})") == "unreadable HO5005");
  CHECK(outcome(R"({"version": 4, "terraform_version": "1.5.0", "serial": 1, "resources": []})") ==
        "unreadable HO1003");
  CHECK(outcome(R"({"format_version": "1.0", "terraform_version": "1.5.0"})") == "read ");
  CHECK(outcome(R"({"format_version": "0.1", "terraform_version": "0.12.8", "planned_values":
        {"root_module": {}}, "resource_changes": [], "configuration": {}})") == "read ");
  CHECK(outcome(R"({"format_version": "1.2", "terraform_version": "1.9.0", "planned_values":
        {"root_module": {"resources": [{"address": "aws_vpc.a", "mode")") == "unreadable HO1002");
  CHECK(outcome(R"({"format_version": "1.2", "terraform_version": "1.9.0", "planned_values":
        {"root_module": {"resources": 7}}})") == "unreadable HO1016");
  CHECK(outcome(R"({"format_version": "1.2", "terraform_version": "1.9.0", "planned_values":
        {"root_module": {"resources": [{"mode": "managed", "values": {}}]}}})") == "read HO1004");
}

TEST_CASE("a cut text adds nothing, wherever it is cut") {
  const std::string text =
      PlanText()
          .keep("aws_vpc.main", kVpc)
          .create("aws_network_acl.a", R"({"vpc_id": "vpc-1", "ingress": []})")
          .config("", "aws_network_acl.a", R"({"vpc_id": {"references": ["aws_vpc.main.id"]}})")
          .text();
  REQUIRE(read_plan(text).outcome == ReadOutcome::read);
  for (std::size_t size = 0; size < text.size(); ++size) {
    const auto read = read_plan(text.substr(0, size));
    CHECK(read.outcome != ReadOutcome::read);
    CHECK(read.after.acls().empty());
    CHECK(read.plan.before.vpcs.empty());
  }
}

TEST_CASE("ids: known ones are taken, new objects go by their addresses") {
  const auto read = read_plan(
      PlanText()
          .keep("aws_vpc.main", kVpc)
          .create("aws_network_acl.a[\"x.y\"]", R"({"vpc_id": "vpc-1"})",
                  R"({"id": true, "ingress": true, "subnet_ids": true})")
          .create("aws_network_acl_rule.r",
                  R"({"rule_number": 100, "protocol": "all", "rule_action": "ALLOW",
                     "cidr_block": "0.0.0.0/0", "ipv6_cidr_block": "", "egress": null})",
                  R"({"id": true, "network_acl_id": true})")
          .config("", "aws_network_acl.a", R"({"vpc_id": )" + refs(R"("aws_vpc.main.id")") + "}",
                  R"(, "for_each_expression": {})")
          .config("", "aws_network_acl_rule.r",
                  R"({"network_acl_id": )" +
                      refs(R"("aws_network_acl.a[\"x.y\"].id", "aws_network_acl.a[\"x.y\"]",
                           "aws_network_acl.a")") +
                      "}")
          .text());
  CHECK(codes(read.diagnostics) == "");
  CHECK(numbers(read.after, "aws_network_acl.a[\"x.y\"]") == "100");
  CHECK(find_acl(read.after, "aws_network_acl.a[\"x.y\"]").value().vpc_id() == "vpc-1");
  CHECK(read.plan.unchanged == std::set<std::string>{"vpc-1"});
}

/// A plan with one ACL rule whose network_acl_id is unknown and configured as `expression`.
tests::ReadPlan with_acl_id(PlanText plan, const std::string& expression) {
  return read_plan(
      plan.create("aws_network_acl.one", R"({"vpc_id": "vpc-1"})")
          .create("aws_network_acl.many[0]", R"({"vpc_id": "vpc-1"})")
          .create("aws_network_acl.many[1]", R"({"vpc_id": "vpc-1"})")
          .create("aws_network_acl_rule.r",
                  R"({"rule_number": 100, "protocol": "-1", "rule_action": "allow",
                                  "cidr_block": "0.0.0.0/0", "egress": false})",
                  R"({"id": true, "network_acl_id": true})")
          .config("", "aws_network_acl.one", "{}")
          .config("", "aws_network_acl.many", "{}", R"(, "count_expression": {})")
          .config("", "aws_network_acl.none", "{}", R"(, "count_expression": {})")
          .config("", "aws_network_acl_rule.r", R"({"network_acl_id": )" + expression + "}")
          .text());
}

/// The ACL that then has the rule; "any" if it is not known, which makes all rules unknown.
std::string target(const tests::ReadPlan& read) {
  std::string found;
  std::size_t unknown = 0;
  for (const NetworkAcl& acl : read.after.acls()) {
    const std::string rules = numbers(read.after, acl.id());
    if (rules == "100") found += acl.id();
    if (rules.find('?') != std::string::npos) ++unknown;
  }
  return unknown == read.after.acls().size() ? "any" : found;
}

TEST_CASE("what an expression names is followed, and nothing is guessed") {
  const auto of = [](const std::string& list) {
    const auto read = with_acl_id(PlanText(), refs(list));
    return target(read) + ' ' + codes(read.diagnostics);
  };
  CHECK(of(R"("aws_network_acl.one.id", "aws_network_acl.one")") == "aws_network_acl.one ");
  // Format 0.1 left the attribute out.
  CHECK(of(R"("aws_network_acl.one")") == "aws_network_acl.one HO5002");
  CHECK(of(R"("aws_network_acl.many[1].id", "aws_network_acl.many[1]", "aws_network_acl.many")") ==
        "aws_network_acl.many[1] ");
  CHECK(of(R"("aws_network_acl.many")") == "any HO5001");
  CHECK(of(R"("aws_network_acl.many", "count.index")") == "any HO5001");  // no such key here
  CHECK(of(R"("aws_network_acl.none[0].id", "aws_network_acl.none[0]", "aws_network_acl.none",
              "aws_network_acl.one.id", "aws_network_acl.one")") == "aws_network_acl.one n5002");
  CHECK(of(R"("aws_network_acl.one.id", "aws_network_acl.one", "aws_network_acl.many[0].id",
              "aws_network_acl.many[0]", "aws_network_acl.many")") == "any HO5001");
  CHECK(of(R"("local.acl_id")") == "any HO5001");
  CHECK(of(R"("local.create", "aws_network_acl.one.id", "aws_network_acl.one")") == "any HO5001");
  CHECK(of(R"("var.nothing")") == "any HO5001");
  CHECK(of(R"("module.nowhere.id", "module.nowhere")") == "any HO5001");
  CHECK(of(R"("data.aws_network_acls.x.ids[0]", "data.aws_network_acls.x")") == "any HO5001");
  CHECK(of(R"("aws_other.x.id", "aws_other.x")") == "any HO5001");
  CHECK(of(R"("each.value.id", "each.value")") == "any HO5001");
  CHECK(of(R"("[", "", "..", "a[")") == "any HO5001");
}

TEST_CASE("variables and outputs are followed through module calls") {
  const auto through = [](const std::string& passed) {
    return read_plan(
        PlanText()
            .create("module.acl.aws_network_acl.a", R"({"vpc_id": "vpc-1"})")
            .create("module.rules[\"x\"].aws_network_acl_rule.r",
                    R"({"rule_number": 100, "protocol": "6", "rule_action": "allow", "from_port": 1,
                       "to_port": 2, "cidr_block": "0.0.0.0/0"})",
                    R"({"id": true, "network_acl_id": true})")
            .config("acl", "aws_network_acl.a", "{}")
            .output("acl", "id", refs(R"("aws_network_acl.a.id", "aws_network_acl.a")"))
            .call("rules", R"({"acl_id": )" + passed + "}", R"(, "for_each_expression": {})")
            .config("rules", "aws_network_acl_rule.r",
                    R"({"network_acl_id": )" + refs(R"("var.acl_id")") + "}")
            .text());
  };
  const auto exact = through(refs(R"("module.acl.id", "module.acl")"));
  CHECK(numbers(exact.after, "module.acl.aws_network_acl.a") == "100");
  CHECK(codes(exact.diagnostics) == "");
  const auto circle = through(refs(R"("var.acl_id")"));
  CHECK(codes(circle.diagnostics) == "HO5001");
  const auto constant = through(R"({"constant_value": "acl-0123456789abcdef0"})");
  CHECK(codes(constant.diagnostics) == "HO5009");
}

TEST_CASE("modules that call each other in circles end as unknown") {
  const auto read = read_plan(
      PlanText()
          .create("module.a.aws_network_acl_rule.r",
                  R"({"rule_number": 100, "protocol": "-1", "rule_action": "allow",
                     "cidr_block": "0.0.0.0/0"})",
                  R"({"id": true, "network_acl_id": true})")
          .call("a",
                R"({"x": )" + refs(R"("module.b.y", "module.b", "module.b.z", "module.b")") + "}")
          .call("b",
                R"({"x": )" + refs(R"("module.a.y", "module.a", "module.a.z", "module.a")") + "}")
          .output("a", "y", refs(R"("var.x", "var.x")"))
          .output("a", "z", refs(R"("var.x", "var.x")"))
          .output("b", "y", refs(R"("var.x", "var.x")"))
          .output("b", "z", refs(R"("var.x", "var.x")"))
          .config("a", "aws_network_acl_rule.r",
                  R"({"network_acl_id": )" + refs(R"("var.x")") + "}")
          .text());
  CHECK(codes(read.diagnostics) == "HO5001");
}

TEST_CASE("objects whose ids refer to each other in circles go by their addresses") {
  const auto read = read_plan(PlanText()
                                  .create("aws_default_network_acl.a", R"({"ingress": []})",
                                          R"({"id": true, "default_network_acl_id": true})")
                                  .create("aws_default_network_acl.b", R"({"ingress": []})",
                                          R"({"id": true, "default_network_acl_id": true})")
                                  .config("", "aws_default_network_acl.a",
                                          R"({"default_network_acl_id": )" +
                                              refs(R"("aws_default_network_acl.b.id")") + "}")
                                  .config("", "aws_default_network_acl.b",
                                          R"({"default_network_acl_id": )" +
                                              refs(R"("aws_default_network_acl.a.id")") + "}")
                                  .text());
  CHECK(read.outcome == ReadOutcome::read);
}

TEST_CASE("subnets of a list: all instances of what it names, or unknown") {
  const auto of = [](const std::string& after, const std::string& unknown,
                     const std::string& list) {
    const auto read = read_plan(
        PlanText()
            .keep("aws_vpc.main", kVpc)
            .create("aws_subnet.a[0]", R"({"vpc_id": "vpc-1", "cidr_block": "10.0.0.0/24"})")
            .create("aws_subnet.a[1]", R"({"vpc_id": "vpc-1", "cidr_block": "10.0.1.0/24"})")
            .create("aws_network_acl.acl", after, unknown)
            .config("", "aws_subnet.a", "{}", R"(, "count_expression": {})")
            .config("", "aws_network_acl.acl", R"({"subnet_ids": )" + list + "}")
            .text());
    return acl_of_subnet(read.after, "aws_subnet.a[0]") + ' ' +
           acl_of_subnet(read.after, "aws_subnet.a[1]") + ' ' + codes(read.diagnostics);
  };
  const std::string acl = "aws_network_acl.acl";
  const std::string whole = R"({"id": true, "subnet_ids": true})";
  const std::string values = R"({"vpc_id": "vpc-1"})";
  CHECK(of(values, whole, refs(R"("aws_subnet.a")")) == acl + ' ' + acl + " HO5002");
  const std::string one = R"("aws_subnet.a[1].id", "aws_subnet.a[1]", "aws_subnet.a")";
  CHECK(of(values, whole, refs(one)) == " " + acl + " n5002");
  CHECK(of(values, whole, refs(R"("local.subnets")")) == "  HO5001");
  // Elements that are known to be there.
  const std::string two = R"({"vpc_id": "vpc-1", "subnet_ids": [null, null]})";
  const std::string holes = R"({"id": true, "subnet_ids": [true, true]})";
  CHECK(of(two, holes, refs(R"("aws_subnet.a")")) == acl + ' ' + acl + " HO5002");
  CHECK(of(two, holes, refs(one)) == "  HO5001");  // one name for two elements
}

TEST_CASE("what the plan says of itself is reported, what it does not hold is unknown") {
  const auto with = [](const std::string& member) {
    return read_plan(PlanText()
                         .keep("aws_vpc.main", kVpc)
                         .keep("aws_network_acl.a", R"({"id": "acl-1", "vpc_id": "vpc-1",
                               "ingress": [], "egress": [], "subnet_ids": []})")
                         .member(member)
                         .text());
  };
  CHECK(codes(with(R"("errored": true, "complete": false)").diagnostics) == "HO5010");
  CHECK(codes(with(R"("errored": false, "complete": false)").diagnostics) == "HO5010");
  CHECK(codes(with(R"("applyable": false, "complete": true)").diagnostics) == "");
  const auto deferred = with(R"("deferred_changes": [{"reason": "instance_count_unknown",
      "resource_change": {"address": "aws_network_acl_rule.r[*]", "type": "aws_network_acl_rule",
      "mode": "managed", "change": {"actions": ["create"], "before": null, "after": {},
      "after_unknown": {"id": true}}}}])");
  CHECK(codes(deferred.diagnostics) == "HO5010");
  CHECK(numbers(deferred.after, "acl-1").find('?') != std::string::npos);
}

TEST_CASE("a plan for some targets: what it leaves out stays, and may be referred to") {
  PlanText plan;
  plan.create("aws_network_acl.a", R"({"vpc_id": "vpc-1"})", R"({"id": true, "subnet_ids": true})")
      .config("", "aws_network_acl.a", R"({"subnet_ids": )" + refs(R"("aws_subnet.s")") + "}")
      .config("", "aws_subnet.s", "{}")
      .member(
          R"("prior_state": {"values": {"root_module": {"resources": [{"address": "aws_subnet.s",
        "mode": "managed", "type": "aws_subnet", "name": "s", "values": )" +
          subnet("subnet-1", "10.0.0.0/24") + "}]}}}");
  const auto read = read_plan(plan.text());
  CHECK(acl_of_subnet(read.after, "subnet-1") == "aws_network_acl.a");
  CHECK(read.before.subnets().size() == 1);
  CHECK(read.plan.unchanged == std::set<std::string>{"subnet-1"});
}

TEST_CASE("a plan without prior_state: what there was stands in the changes") {
  std::string text = PlanText()
                         .update("aws_network_acl.a",
                                 R"({"id": "acl-1", "vpc_id": "vpc-1", "ingress": [
          {"rule_no": 100, "action": "allow", "protocol": "-1", "cidr_block": "0.0.0.0/0",
           "from_port": 0, "to_port": 0}]})",
                                 R"({"id": "acl-1", "vpc_id": "vpc-1", "ingress": []})")
                         .config("", "aws_network_acl.a", R"({"ingress": {"constant_value": []}})")
                         .text();
  text.replace(text.find("\"prior_state\""), 13, "\"something_else\"");
  const auto read = read_plan(text);
  CHECK(read.plan.has_before);
  CHECK(numbers(read.before, "acl-1") == "100");
  CHECK(numbers(read.after, "acl-1") == "");
}

TEST_CASE("a plan of which only the changes are left is read all the same") {
  std::string text =
      PlanText()
          .create("module.m[0].aws_network_acl.a[\"k\"]", R"({"vpc_id": "vpc-1", "ingress": []})")
          .text();
  text.replace(text.find("\"planned_values\""), 16, "\"something_else\"");
  const auto read = read_plan(text);
  CHECK(find_acl(read.after, "module.m[0].aws_network_acl.a[\"k\"]").has_value());
}

TEST_CASE(
    "a new VPC has the default ACL that AWS makes; the default of one that exists is unknown") {
  const std::string subnet_values = R"({"vpc_id": "vpc-1", "cidr_block": "10.0.0.0/24"})";
  const auto fresh = read_plan(
      PlanText()
          .create("aws_vpc.v", R"({"cidr_block": "10.0.0.0/16"})",
                  R"({"id": true, "default_network_acl_id": true, "ipv6_cidr_block": true})")
          .create("aws_subnet.s", R"({"cidr_block": "10.0.0.0/24"})",
                  R"({"id": true, "vpc_id": true, "availability_zone": true})")
          .config("", "aws_vpc.v", R"({"cidr_block": {"constant_value": "10.0.0.0/16"}})")
          .config("", "aws_subnet.s",
                  R"({"vpc_id": )" + refs(R"("aws_vpc.v.id", "aws_vpc.v")") + "}")
          .text());
  CHECK(codes(fresh.diagnostics) == "");
  CHECK(acl_of_subnet(fresh.after, "aws_subnet.s") == "(default) aws_vpc.v.default_network_acl_id");
  CHECK(numbers(fresh.after, "aws_vpc.v.default_network_acl_id") == "100");
  const auto old =
      read_plan(PlanText().keep("aws_vpc.v", kVpc).create("aws_subnet.s", subnet_values).text());
  CHECK(acl_of_subnet(old.after, "aws_subnet.s").empty());
}

}  // namespace
}  // namespace halfopen
