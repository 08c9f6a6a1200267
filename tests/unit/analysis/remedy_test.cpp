// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/remedy.hpp"

#include <doctest/doctest.h>

#include "tests/oracle/random_acl.hpp"
#include "tests/unit/analysis/world.hpp"

namespace halfopen {
namespace {

/// The snapshot with the proposed rules added. False if a proposal has no number.
bool apply(SnapshotDraft& draft, const std::vector<RuleProposal>& proposals) {
  for (const RuleProposal& proposal : proposals) {
    if (!proposal.number) return false;
    NetworkAclEntry row;
    row.number = *proposal.number;
    row.direction = proposal.direction;
    row.action = RuleAction::allow;
    row.protocol = proposal.protocol.number;
    row.cidr = proposal.cidr;
    if (proposal.ports) row.ports = *proposal.ports;
    if (proposal.icmp) {
      row.icmp_type = proposal.icmp->type;
      row.icmp_code = proposal.icmp->code;
    }
    draft.acls[proposal.acl].rows.push_back(row);
  }
  return true;
}

TEST_CASE("with the remedy applied, the connection works") {
  std::size_t mended = 0;
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    oracle::Dice dice(seed);
    SnapshotDraft draft;
    draft.subnets = {{"c", "", "vpc", {*parse_cidr_block("10.0.0.0/24")}, {}},
                     {"s", "", "vpc", {*parse_cidr_block("10.0.1.0/24")}, {}}};
    const bool shared = dice.coin();  // one ACL for both subnets, as in many accounts
    draft.acls = {{{"acl-c", "", "vpc", false, {}}, oracle::random_rows(dice, 8)},
                  {{"acl-s", "", "vpc", false, {}}, oracle::random_rows(dice, 8)}};
    draft.associations = {{"c", "acl-c", {}}, {"s", shared ? "acl-c" : "acl-s", {}}};
    Diagnostics diagnostics;
    const Snapshot before = Snapshot::build(draft, diagnostics);
    CompiledSnapshot model(before);
    CheckQuestion question;
    question.from = resolve_where(before, "10.0.0.3").value();
    question.to = resolve_where(before, "10.0.1.3").value();
    question.services = parse_services(dice.one_of({"443", "udp/53", "icmp/8", "sctp/1"})).value();
    const Connection answer = check(model, question).value().front();
    if (answer.verdict == Verdict::works) {
      REQUIRE(answer.remedy.empty());
      continue;
    }
    REQUIRE_FALSE(answer.remedy.empty());
    if (!apply(draft, answer.remedy)) continue;
    const Snapshot after = Snapshot::build(draft, diagnostics);
    REQUIRE(diagnostics.empty());
    CompiledSnapshot mended_model(after);
    REQUIRE(check(mended_model, question).value().front().verdict == Verdict::works);
    ++mended;
  }
  CHECK(mended > 150);
}

TEST_CASE("the number stands before the rule that blocks") {
  tests::World world(
      {"acl: a\ningress 100 allow tcp 443 any\negress 10 allow udp 53 any\n"
       "egress 90 deny tcp 3000-4000 any\negress 200 allow tcp 1024-65535 any\n"});
  const auto answer = world.ask("198.51.100.7", "a", "443")[0];
  REQUIRE(answer.remedy.size() == 1);
  CHECK(answer.remedy[0].number == 50U);
}

TEST_CASE("no free number is said, not invented") {
  tests::World world(
      {"acl: a\ningress 100 allow tcp 443 any\negress 1 deny tcp 3000-4000 any\n"
       "egress 2 allow tcp 1024-65535 any\n"});
  const auto answer = world.ask("198.51.100.7", "a", "443")[0];
  REQUIRE(answer.remedy.size() == 1);
  CHECK_FALSE(answer.remedy[0].number);
}

TEST_CASE("what is unknown gets no remedy") {
  tests::World world({"acl: a\ningress 100 allow tcp 443 any; ingress 100 deny tcp 443 any\n"});
  CHECK(world.ask("198.51.100.7", "a", "443")[0].remedy.empty());
}

}  // namespace
}  // namespace halfopen
