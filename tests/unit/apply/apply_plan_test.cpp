// SPDX-License-Identifier: Apache-2.0
// Plans whose right order can be worked out by hand.
#include "halfopen/apply/apply_plan.hpp"

#include <doctest/doctest.h>

#include "halfopen/apply/layered_order.hpp"
#include "halfopen/apply/least_violation.hpp"

using namespace halfopen;

namespace {

NetworkAclEntry row(RuleNumber number, Direction direction, RuleAction action,
                    std::int16_t protocol, PortRange ports, const char* block) {
  NetworkAclEntry entry;
  entry.number = number;
  entry.direction = direction;
  entry.action = action;
  entry.protocol = protocol;
  entry.ports = ports;
  entry.cidr = *parse_cidr_block(block);
  return entry;
}

NetworkAclEntry in(RuleNumber number, PortRange ports, const char* block = "0.0.0.0/0",
                   RuleAction action = RuleAction::allow) {
  return row(number, Direction::ingress, action, 6, ports, block);
}

NetworkAclEntry out(RuleNumber number, PortRange ports, const char* block = "0.0.0.0/0",
                    RuleAction action = RuleAction::allow) {
  return row(number, Direction::egress, action, 6, ports, block);
}

NetworkAcl acl(std::vector<NetworkAclEntry> rows) {
  Diagnostics diagnostics;
  return {{"acl-1", "", "", false, {}}, std::move(rows), diagnostics};
}

constexpr PortRange kHigh{1024, 65535};

/// A judge for two lists, with room for 40 rules.
struct Bench {
  RuleTable rules;
  AclState before;
  AclState after;
  std::optional<StateJudge> judge;

  Bench(const std::vector<NetworkAclEntry>& old_rows,
        const std::vector<NetworkAclEntry>& new_rows) {
    before = acl_state(acl(old_rows), rules);
    after = acl_state(acl(new_rows), rules);
    QuotaBound quota;
    quota.most = {{{40, 40}, {40, 40}}};
    judge.emplace(rules, before, after, quota);
  }
};

}  // namespace

TEST_CASE("plan: the same rules need no call") {
  const auto plan = plan_apply(acl({in(100, {443, 443})}), acl({in(100, {443, 443})}));
  REQUIRE(plan.has_value());
  CHECK(plan->order.steps.empty());
  CHECK(plan->order.safe());
}

TEST_CASE("plan: one change is one call, and the naive way breaks it") {
  const auto plan = plan_apply(acl({in(100, {443, 443}), out(100, kHigh)}),
                               acl({in(100, {443, 443}), out(100, {32768, 65535})}));
  REQUIRE(plan.has_value());
  REQUIRE(plan->order.steps.size() == 1);
  CHECK(plan->order.steps.front().call == ApplyStep::Call::replace);
  REQUIRE(plan->naive.steps.size() == 2);
  CHECK_FALSE(plan->naive.steps.front().fit.keeps);
  const StateViolation& broken = plan->naive.steps.front().violations.front();
  CHECK(broken.kind == StateViolation::Kind::broken);
  CHECK(broken.in == PortSet(443, 443));
  CHECK(broken.out == PortSet(32768, 65535));
}

TEST_CASE("plan: a service and its replies move together, so one side is shut in between") {
  // 22 with replies below 32768 becomes 80 with replies above: 80 with the old replies must not
  // open.
  const auto plan = plan_apply(acl({in(100, {22, 22}), out(100, {1024, 32767})}),
                               acl({in(100, {80, 80}), out(100, {32768, 65535})}));
  REQUIRE(plan.has_value());
  CHECK(plan->order.safe());
  CHECK(plan->order.steps.size() == 3);
}

TEST_CASE("plan: make before break") {
  const auto plan = plan_apply(acl({in(100, {443, 443}), out(100, kHigh)}),
                               acl({in(200, {443, 443}), out(100, kHigh)}));
  REQUIRE(plan.has_value());
  CHECK(plan->order.safe_by_packets());
  REQUIRE(plan->order.steps.size() == 2);
  CHECK(plan->order.steps[0].call == ApplyStep::Call::create);
  CHECK(plan->order.steps[1].call == ApplyStep::Call::remove);
}

TEST_CASE("plan: a deny stands before what it takes from a wider allow") {
  const auto plan = plan_apply(acl({in(100, {443, 443}), out(100, kHigh)}),
                               acl({in(90, {22, 22}, "192.0.2.0/24", RuleAction::deny),
                                    in(100, {0, 1000}), out(100, kHigh)}));
  REQUIRE(plan.has_value());
  CHECK(plan->order.safe());
  REQUIRE(plan->order.steps.size() == 2);
  CHECK(plan->order.steps[0].entry.number == 90);
}

TEST_CASE("plan: two rules that change places need a temporary one") {
  const std::vector<NetworkAclEntry> before{in(100, {443, 443}), in(110, {80, 80}),
                                            out(100, kHigh)};
  const std::vector<NetworkAclEntry> after{in(100, {80, 80}), in(110, {443, 443}), out(100, kHigh)};
  const auto plan = plan_apply(acl(before), acl(after));
  REQUIRE(plan.has_value());
  CHECK(plan->order.safe());
  CHECK(plan->order.temporary_rules() == 1);
  CHECK(plan->order.steps.size() == 4);
  ApplyLimits full;
  full.quota = 3;
  const auto stuck = plan_apply(acl(before), acl(after), full);
  REQUIRE(stuck.has_value());
  CHECK_FALSE(stuck->order.safe());
  CHECK(stuck->order.violating_states() == 1);
  CHECK(stuck->proof != ApplyProof::searched);
  CHECK(stuck->order.most_entries() == 3);
}

TEST_CASE("plan: what is not known for certain is refused") {
  NetworkAclEntry unknown = in(100, {22, 22});
  unknown.action = RuleAction::unknown;
  CHECK_FALSE(plan_apply(acl({unknown}), acl({in(100, {22, 22})})).has_value());
  CHECK_FALSE(plan_apply(acl({in(100, {22, 22})}), acl({unknown})).has_value());
  const auto twice = plan_apply(acl({in(100, {22, 22}), in(100, {22, 22}, "::/0")}), acl({}));
  REQUIRE_FALSE(twice.has_value());
  CHECK(twice.error().what.find("twice") != std::string::npos);
}

TEST_CASE("plan: IPv4 and IPv6 have a quota each and share the numbers") {
  std::vector<NetworkAclEntry> before;
  for (RuleNumber i = 1; i <= 19; ++i) {
    before.push_back(in(2 * i, {443, 443}, "10.0.0.0/8"));
    before.push_back(in(2 * i + 1, {443, 443}, "2001:db8::/32"));
  }
  std::vector<NetworkAclEntry> after = before;
  after.back() = in(39, {443, 443}, "2001:db8:1::/48");
  const auto plan = plan_apply(acl(before), acl(after));
  REQUIRE(plan.has_value());
  CHECK(plan->order.safe());
  CHECK(plan->order.most_entries() == 20);
}

TEST_CASE("layers: NEW in front of OLD, whatever the two are") {
  const std::vector<NetworkAclEntry> before{in(100, {0, 500}), in(110, {443, 600}),
                                            out(100, kHigh)};
  const std::vector<NetworkAclEntry> after{in(100, {443, 700}, "0.0.0.0/0", RuleAction::deny),
                                           in(110, {0, 800}), out(100, kHigh)};
  Bench bench(before, after);
  const auto moves = layered_order(*bench.judge, SafetyForm::packets);
  REQUIRE(moves.has_value());
  CHECK(is_accepted(*bench.judge, SafetyForm::packets, *moves));
  CHECK(cost_of(*bench.judge, *moves)->states == 0);
  // Numbers from 1 on leave no room in front: rules move up first, or the copies go behind.
  Bench dense({in(1, {0, 500}), in(2, {443, 600}), out(1, kHigh)},
              {in(1, {443, 700}, "0.0.0.0/0", RuleAction::deny), in(2, {0, 800}), out(1, kHigh)});
  const auto raised = layered_order(*dense.judge, SafetyForm::packets);
  REQUIRE(raised.has_value());
  CHECK(is_accepted(*dense.judge, SafetyForm::packets, *raised));
}

TEST_CASE("layers: a curtain where both directions change wholly") {
  Bench bench(
      {in(100, {22, 22}), in(110, {443, 443}), out(100, {1024, 32767}), out(110, {443, 443})},
      {in(100, {80, 80}), in(110, {443, 443}), out(100, {32768, 65535}), out(110, {443, 443})});
  const auto moves = layered_order(*bench.judge, SafetyForm::packets);
  REQUIRE(moves.has_value());
  CHECK(is_accepted(*bench.judge, SafetyForm::packets, *moves));
}

TEST_CASE("cells: echo requests are answered under their code, errors by nobody") {
  NetworkAclEntry ping = in(100, {}, "0.0.0.0/0");
  ping.protocol = 1;
  ping.icmp_type = 8;
  ping.icmp_code = 0;
  NetworkAclEntry pong = out(100, {}, "0.0.0.0/0");
  pong.protocol = 1;
  pong.icmp_type = 0;
  pong.icmp_code = -1;
  Bench bench({ping, pong}, {ping, pong});
  AclState state = bench.before;
  apply_move(state.list(Direction::egress), {Direction::egress, 100, std::nullopt});
  const auto violations = bench.judge->violations(state);
  REQUIRE(violations.size() == 1);
  CHECK(violations.front().in == PortSet(8 * 256, 8 * 256));
  CHECK(violations.front().out == PortSet(0, 0));
}
