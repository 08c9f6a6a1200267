// SPDX-License-Identifier: Apache-2.0
#include "halfopen/vpc/planned_change.hpp"

#include <doctest/doctest.h>

#include <utility>

#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {
namespace {

NetworkAclEntry row(RuleNumber number, RuleAction action, const char* cidr = "0.0.0.0/0") {
  NetworkAclEntry entry;
  entry.number = number;
  entry.action = action;
  entry.cidr = *parse_cidr_block(cidr);
  return entry;
}

NetworkAclDraft acl(const char* id, std::vector<NetworkAclEntry> rows, bool is_default = false) {
  return {{id, "", "vpc-1", is_default, {}}, std::move(rows)};
}

Subnet subnet(const char* id) { return {id, "", "vpc-1", {*parse_cidr_block("10.0.1.0/24")}, {}}; }

/// An account with two ACLs and two subnets.
SnapshotDraft account() {
  SnapshotDraft draft;
  draft.subnets = {subnet("subnet-a"), subnet("subnet-b")};
  draft.subnets[1].cidrs = {*parse_cidr_block("10.0.2.0/24")};
  draft.acls = {acl("acl-1", {row(100, RuleAction::allow), row(200, RuleAction::deny)}),
                acl("acl-default", {row(100, RuleAction::allow)}, true)};
  draft.associations = {{"subnet-a", "acl-1", {}}, {"subnet-b", "acl-default", {}}};
  return draft;
}

Snapshot built(SnapshotDraft draft) {
  Diagnostics diagnostics;
  attach_additions(draft, diagnostics);
  Snapshot snapshot = Snapshot::build(std::move(draft), diagnostics);
  CHECK(diagnostics.empty());
  return snapshot;
}

std::vector<RuleNumber> numbers(const Snapshot& snapshot, std::size_t acl) {
  std::vector<RuleNumber> found;
  for (const NetworkAclEntry& entry : snapshot.acls()[acl].entries(Direction::ingress)) {
    found.push_back(entry.number);
  }
  return found;
}

std::string acl_of(const Snapshot& snapshot, std::string_view id) {
  for (std::uint32_t i = 0; i < snapshot.subnets().size(); ++i) {
    if (snapshot.subnets()[i].id != id || !snapshot.binding(i).known()) continue;
    return snapshot.acls()[snapshot.binding(i).acl].id();
  }
  return "unknown";
}

TEST_CASE("without an account a plan's side stands by itself") {
  PlannedChange plan;
  plan.before.acls = {acl("acl-9", {row(1, RuleAction::deny)})};
  plan.after.acls = {acl("acl-9", {row(2, RuleAction::allow)})};
  for (const PlanSide side : {PlanSide::before, PlanSide::after}) {
    SnapshotDraft draft;
    PlannedChange one = plan;
    put_over(draft, std::move(one), side);
    CHECK(numbers(built(draft), 0) == std::vector<RuleNumber>{side == PlanSide::before ? 1U : 2U});
  }
}

TEST_CASE("before: the account's word counts, and the plan adds what it does not hold") {
  PlannedChange plan;
  plan.before.acls = {acl("acl-1", {row(5, RuleAction::deny)}), acl("acl-2", {})};
  plan.before.associations = {{"subnet-a", "acl-2", {}}};
  plan.before.additions.rows = {{"acl-1", row(7, RuleAction::deny)},
                                {"acl-2", row(8, RuleAction::deny)}};
  SnapshotDraft draft = account();
  put_over(draft, std::move(plan), PlanSide::before);
  const Snapshot snapshot = built(draft);
  CHECK(numbers(snapshot, 0) == std::vector<RuleNumber>{100, 200});
  CHECK(snapshot.acls().size() == 3);
  CHECK(numbers(snapshot, 2) == std::vector<RuleNumber>{8});
  CHECK(acl_of(snapshot, "subnet-a") == "acl-1");
}

TEST_CASE("after: a standalone rule that changes is exchanged in the account's ACL") {
  PlannedChange plan;
  plan.before.additions.rows = {{"acl-1", row(200, RuleAction::deny)}};
  plan.after.additions.rows = {{"acl-1", row(300, RuleAction::allow, "10.0.0.0/8")}};
  SnapshotDraft draft = account();
  put_over(draft, std::move(plan), PlanSide::after);
  CHECK(numbers(built(draft), 0) == std::vector<RuleNumber>{100, 300});
}

TEST_CASE("after: changed objects are as the plan says, unchanged ones as the account says") {
  PlannedChange plan;
  plan.before.acls = {acl("acl-1", {row(100, RuleAction::allow)}), acl("acl-default", {}, true)};
  plan.after.acls = {acl("acl-1", {row(150, RuleAction::allow)}), acl("acl-default", {}, true)};
  plan.unchanged = {"acl-default"};
  SnapshotDraft draft = account();
  put_over(draft, std::move(plan), PlanSide::after);
  const Snapshot snapshot = built(draft);
  REQUIRE(snapshot.acls().size() == 2);
  CHECK(snapshot.acls()[0].id() == "acl-default");
  CHECK(numbers(snapshot, 0) == std::vector<RuleNumber>{100});
  CHECK(numbers(snapshot, 1) == std::vector<RuleNumber>{150});
}

TEST_CASE("after: a subnet whose ACL the plan deletes falls to the default ACL") {
  PlannedChange plan;
  plan.before.acls = {acl("acl-1", {row(100, RuleAction::allow)})};
  plan.before.associations = {{"subnet-a", "acl-1", {}}};
  SnapshotDraft draft = account();
  put_over(draft, std::move(plan), PlanSide::after);
  const Snapshot snapshot = built(draft);
  CHECK(snapshot.acls().size() == 1);
  CHECK(acl_of(snapshot, "subnet-a") == "acl-default");
}

TEST_CASE("after: a subnet moves to the ACL that the plan makes") {
  PlannedChange plan;
  plan.after.acls = {acl("aws_network_acl.new", {row(10, RuleAction::allow)})};
  plan.after.associations = {{"subnet-b", "aws_network_acl.new", {}}};
  SnapshotDraft draft = account();
  put_over(draft, std::move(plan), PlanSide::after);
  CHECK(acl_of(built(draft), "subnet-b") == "aws_network_acl.new");
}

TEST_CASE("after: routes and the tables of subnets follow the plan") {
  SnapshotDraft draft = account();
  const auto route = [](const char* block, const char* target) {
    Route one;
    one.destination = *parse_cidr_block(block);
    one.target = RouteTarget::nat_gateway;
    one.target_id = target;
    return one;
  };
  RouteTable first;
  first.id = "rtb-1";
  first.vpc_id = "vpc-1";
  first.subnet_ids = {"subnet-a", "subnet-b"};
  first.routes = {route("0.0.0.0/0", "nat-1"), route("10.9.0.0/16", "nat-1")};
  RouteTable second = first;
  second.id = "rtb-2";
  second.subnet_ids = {};
  second.routes = {};
  draft.objects.route_tables = {first, second};
  PlannedChange plan;
  plan.before.additions.routes = {{"rtb-1", route("0.0.0.0/0", "nat-1")}};
  plan.before.additions.links = {{AddedLink::Kind::table_of_subnet, "rtb-1", "subnet-a", {}}};
  plan.after.additions.links = {{AddedLink::Kind::table_of_subnet, "rtb-2", "subnet-a", {}}};
  put_over(draft, std::move(plan), PlanSide::after);
  CHECK(draft.objects.route_tables[0].routes.size() == 1);
  CHECK(draft.objects.route_tables[0].subnet_ids == std::vector<std::string>{"subnet-b"});
}

TEST_CASE("additions: a rule for an ACL that is not loaded leaves its other rules unknown") {
  SnapshotDraft draft;
  draft.additions.rows = {{"acl-elsewhere", row(100, RuleAction::allow)}};
  Diagnostics diagnostics;
  attach_additions(draft, diagnostics);
  REQUIRE(diagnostics.size() == 1);
  CHECK(diagnostics[0].code == DiagnosticCode::outside_object);
  REQUIRE(draft.acls.size() == 1);
  CHECK(draft.acls[0].rows.size() == 5);
  CHECK(draft.acls[0].rows[0].action == RuleAction::unknown);
}

TEST_CASE("additions: a new VPC's default ACL allows everything, and stands where it is needed") {
  SnapshotDraft draft;
  draft.vpcs = {{"vpc-1", "", {*parse_cidr_block("10.0.0.0/16")}, {}}};
  draft.subnets = {subnet("subnet-a")};
  draft.additions.new_vpcs = {{"vpc-1", "vpc-1.default", "vpc-1.main", "vpc-1.group", {}}};
  SnapshotDraft covered = draft;
  covered.acls = {acl("acl-1", {})};
  covered.associations = {{"subnet-a", "acl-1", {}}};
  const Snapshot alone = built(draft);
  CHECK(acl_of(alone, "subnet-a") == "vpc-1.default");
  CHECK(alone.acls()[0].is_implied());
  CHECK(numbers(alone, 0) == std::vector<RuleNumber>{100});
  CHECK(built(covered).acls().size() == 1);
}

}  // namespace
}  // namespace halfopen
