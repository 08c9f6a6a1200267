// SPDX-License-Identifier: Apache-2.0
// Plans that the real Terraform wrote, with a provider that only knows schemas: see
// tests/terraform/README.md.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "tests/unit/ingest/plan_text.hpp"

namespace halfopen {
namespace {

using tests::acl_of_subnet;
using tests::codes;
using tests::find_acl;
using tests::numbers;

tests::ReadPlan genuine(const std::string& name) {
  std::ifstream file(std::string(HALFOPEN_SOURCE_DIR) + "/tests/terraform/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  return tests::read_plan(text.str());
}

TEST_CASE("a genuine plan of new things: modules, for_each, dynamic blocks, an adopted default") {
  const auto read = genuine("new_vpc/plan.json");
  REQUIRE(read.outcome == ReadOutcome::read);
  const Snapshot& after = read.after;
  CHECK(numbers(after, "aws_network_acl.inline") == "22 443");
  CHECK(numbers(after, "aws_network_acl.inline", Direction::egress) == "100");
  CHECK(acl_of_subnet(after, "aws_subnet.private[0]") == "aws_network_acl.inline");
  const std::string by_default = "aws_vpc.main.default_network_acl_id";
  CHECK(acl_of_subnet(after, "aws_subnet.private[1]") == "(default) " + by_default);
  CHECK(numbers(after, by_default) == "");
  for (const std::string key : {R"(["a"])", R"(["b"])"}) {
    const std::string acl = "aws_network_acl.zone" + key;
    CHECK(acl_of_subnet(after, "module.net.aws_subnet.this" + key) == acl);
    CHECK(numbers(after, acl) == "100");
    CHECK(numbers(after, acl, Direction::egress) == "100");
    REQUIRE(find_acl(after, acl).has_value());
    CHECK(find_acl(after, acl).value().vpc_id() == "aws_vpc.main");
  }
  // subnet_ids of inline; subnet_ids of zone and its rules, by the same key; the adopted default;
  // type 0 code 0.
  CHECK(codes(read.diagnostics) == "n5002 HO5002 HO5002 HO5002 n5007 HO5008");
  CHECK(read.plan.has_before);
  CHECK(read.before.subnets().empty());
  CHECK(read.plan.unchanged.empty());
}

TEST_CASE("a genuine plan of the shape of terraform-aws-modules/vpc") {
  const auto read = genuine("vpc_module/plan.json");
  REQUIRE(read.outcome == ReadOutcome::read);
  const std::string acl = "module.vpc.aws_network_acl.public[0]";
  CHECK(numbers(read.after, acl) == "100 900");
  CHECK(numbers(read.after, acl, Direction::egress) == "");
  CHECK(acl_of_subnet(read.after, "module.vpc.aws_subnet.public[0]") == acl);
  CHECK(acl_of_subnet(read.after, "module.vpc.aws_subnet.public[1]") == acl);
  CHECK(codes(read.diagnostics) == "HO5002 HO5002 n5001 n5001");
  CHECK(read.diagnostics[1].text ==
        "subnet_ids of module.vpc.aws_network_acl.public is read as every "
        "module.vpc.aws_subnet.public, because that is what the expression names");
  CHECK(read.diagnostics[0].text.find("subnet_id of aws_network_acl_association.first is read as "
                                      "module.vpc.aws_subnet.public[0]") == 0);
  CHECK(read.diagnostics[2].text.find("local.vpc_id, which a plan does not hold") !=
        std::string::npos);
}

TEST_CASE("a genuine plan for what exists: kept, moved, replaced, forgotten, deleted") {
  const auto read = genuine("existing/plan.json");
  REQUIRE(read.outcome == ReadOutcome::read);
  const std::string standalone = "acl-05a5a5a5a5a5a5a50";
  CHECK(numbers(read.before, standalone) == "100 110 120 130 140");
  CHECK(numbers(read.after, standalone) == "100 110 120 130");
  const auto port = [&](const Snapshot& snapshot) {
    return find_acl(snapshot, standalone).value().entries(Direction::ingress)[1].ports.first;
  };
  CHECK(port(read.before) == 80);
  CHECK(port(read.after) == 8080);
  const std::string inline_acl = "acl-01111111111111110";
  CHECK(numbers(read.before, inline_acl) == "100 110");
  CHECK(numbers(read.after, inline_acl) == "100 -200");
  CHECK(numbers(read.after, inline_acl, Direction::egress) == "100");
  CHECK(acl_of_subnet(read.before, "subnet-01000000000000010") == standalone);
  CHECK(acl_of_subnet(read.after, "subnet-01000000000000010") == inline_acl);
  CHECK(acl_of_subnet(read.before, "subnet-02000000000000020") == inline_acl);
  CHECK(acl_of_subnet(read.after, "subnet-02000000000000020") == "acl-0de0de0de0de0de00");
  CHECK(numbers(read.after, "acl-0de0de0de0de0de00") == "100");
  CHECK(codes(read.diagnostics) == "n5011 n5007");
  CHECK(read.plan.unchanged.contains(standalone));
  CHECK_FALSE(read.plan.unchanged.contains(inline_acl));
  CHECK(read.plan.unchanged.contains("nacl-100120"));  // moved
  CHECK(read.plan.unchanged.contains("nacl-100130"));  // forgotten
}

TEST_CASE("a genuine state") {
  const auto read = genuine("existing/state_shown.json");
  REQUIRE(read.outcome == ReadOutcome::read);
  CHECK_FALSE(read.plan.is_plan);
  CHECK(numbers(read.after, "acl-05a5a5a5a5a5a5a50") == "100 110 120 130 140");
  CHECK(numbers(read.before, "acl-05a5a5a5a5a5a5a50") == "100 110 120 130 140");
  CHECK(acl_of_subnet(read.after, "subnet-00000000000000000") == "acl-01111111111111110");
  CHECK(codes(read.diagnostics) == "");
}

TEST_CASE("genuine rules whose blocks are not known: kept in their place, and unknown") {
  const auto read = genuine("unknown_rules/plan.json");
  REQUIRE(read.outcome == ReadOutcome::read);
  CHECK(numbers(read.after, "aws_network_acl.a") == "100? 100?");
  CHECK(numbers(read.after, "aws_network_acl.a", Direction::egress) == "100? 100?");
  CHECK(numbers(read.after, "aws_vpc.main.default_network_acl_id") == "100? 100?");
  CHECK(numbers(read.after, "aws_vpc.main.default_network_acl_id", Direction::egress) == "");
}

}  // namespace
}  // namespace halfopen
