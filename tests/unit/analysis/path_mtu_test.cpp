// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/path_mtu.hpp"

#include <doctest/doctest.h>

#include "halfopen/analysis/check.hpp"

namespace halfopen {
namespace {

NetworkAclEntry row(RuleNumber number, Direction direction, std::int16_t protocol,
                    const char* block) {
  NetworkAclEntry entry;
  entry.number = number;
  entry.direction = direction;
  entry.action = RuleAction::allow;
  entry.protocol = protocol;
  entry.cidr = *parse_cidr_block(block);
  return entry;
}

NetworkAclEntry message(RuleNumber number, Direction direction, bool v6, const char* block) {
  NetworkAclEntry entry = row(number, direction, v6 ? 58 : 1, block);
  entry.icmp_type = v6 ? 2 : 3;
  entry.icmp_code = v6 ? 0 : 4;
  return entry;
}

/// A subnet with both families whose ACL lets TCP in and everything of TCP out.
SnapshotDraft web() {
  SnapshotDraft draft;
  draft.subnets = {{"web",
                    "",
                    "vpc",
                    {*parse_cidr_block("10.0.0.0/24"), *parse_cidr_block("2001:db8::/64")},
                    {}}};
  draft.acls = {
      {{"acl", "", "vpc", false, {}},
       {row(100, Direction::ingress, 6, "0.0.0.0/0"), row(101, Direction::ingress, 6, "::/0"),
        row(100, Direction::egress, 6, "0.0.0.0/0"), row(101, Direction::egress, 6, "::/0")}}};
  draft.associations = {{"web", "acl", {}}};
  return draft;
}

Connection ask(const SnapshotDraft& draft, const char* from, const char* to, const char* service) {
  Diagnostics diagnostics;
  const Snapshot snapshot = Snapshot::build(draft, diagnostics);
  CompiledSnapshot model(snapshot);
  CheckQuestion question;
  question.from = resolve_where(snapshot, from).value();
  question.to = resolve_where(snapshot, to).value();
  question.services = parse_services(service).value();
  return check(model, question).value().front();
}

// RFC 1191; VPC User Guide, path MTU discovery: type 3 code 4, inbound and outbound.
TEST_CASE("path MTU: a rule for TCP alone stops the messages") {
  const Connection answer = ask(web(), "198.51.100.7", "10.0.0.5", "443");
  REQUIRE(answer.verdict == Verdict::works);
  REQUIRE(answer.path_mtu);
  REQUIRE(answer.path_mtu->to_server);
  CHECK(answer.path_mtu->to_server->outcome == RuleAction::deny);
  CHECK_FALSE(answer.path_mtu->to_server->some);
  REQUIRE(answer.path_mtu->to_client);
  CHECK(answer.path_mtu->to_client->outcome == RuleAction::deny);
}

// Routers answer from addresses of their own: a rule for the peer alone is not enough.
TEST_CASE("path MTU: the message comes from any router") {
  SnapshotDraft draft = web();
  draft.acls[0].rows.push_back(message(200, Direction::ingress, false, "198.51.100.7/32"));
  draft.acls[0].rows.push_back(message(200, Direction::egress, false, "0.0.0.0/0"));
  Connection answer = ask(draft, "198.51.100.7", "10.0.0.5", "443");
  REQUIRE(answer.path_mtu);
  CHECK(answer.path_mtu->to_server->outcome == RuleAction::deny);
  CHECK(answer.path_mtu->to_server->some);
  CHECK(answer.path_mtu->to_client->outcome == RuleAction::allow);
  draft.acls[0].rows.push_back(message(210, Direction::ingress, false, "0.0.0.0/0"));
  answer = ask(draft, "198.51.100.7", "10.0.0.5", "443");
  CHECK(answer.path_mtu->to_server->outcome == RuleAction::allow);
}

// RFC 8201: ICMPv6 type 2 code 0.
TEST_CASE("path MTU: IPv6 has a message of its own") {
  SnapshotDraft draft = web();
  draft.acls[0].rows.push_back(message(200, Direction::ingress, false, "0.0.0.0/0"));
  Connection answer = ask(draft, "2001:db8:ffff::7", "2001:db8::5", "443");
  REQUIRE(answer.path_mtu);
  CHECK(answer.path_mtu->to_server->outcome == RuleAction::deny);
  draft.acls[0].rows.push_back(message(201, Direction::ingress, true, "::/0"));
  answer = ask(draft, "2001:db8:ffff::7", "2001:db8::5", "443");
  CHECK(answer.path_mtu->to_server->outcome == RuleAction::allow);
}

TEST_CASE("path MTU: only of TCP and UDP that work, and where a network ACL stands") {
  CHECK_FALSE(ask(web(), "198.51.100.7", "10.0.0.5", "udp/53").path_mtu);  // denied
  CHECK_FALSE(ask(web(), "10.0.0.4", "10.0.0.5", "443").path_mtu);         // one subnet
}

}  // namespace
}  // namespace halfopen
