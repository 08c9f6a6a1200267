// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/network_acl.hpp"

#include <doctest/doctest.h>

#include "halfopen/acl/first_match.hpp"

namespace halfopen {
namespace {

NetworkAclEntry row(RuleNumber number, RuleAction action, const char* cidr = "0.0.0.0/0",
                    std::int16_t protocol = -1) {
  NetworkAclEntry entry;
  entry.number = number;
  entry.action = action;
  entry.protocol = protocol;
  entry.cidr = *parse_cidr_block(cidr);
  return entry;
}

NetworkAcl make(std::vector<NetworkAclEntry> rows, Diagnostics& diagnostics) {
  return NetworkAcl({"acl-1", "", "", false, {}}, std::move(rows), diagnostics);
}

// Amazon VPC quotas: 32767 is IPv4's default deny, 32768 IPv6's; both are shown as *.
TEST_CASE("default rows are implied, with or without being listed") {
  Diagnostics diagnostics;
  const NetworkAcl acl = make({row(32767, RuleAction::deny), row(32768, RuleAction::deny, "::/0"),
                               row(32767, RuleAction::deny, "::/0"), row(100, RuleAction::allow)},
                              diagnostics);
  CHECK(diagnostics.empty());
  CHECK(acl.entries(Direction::ingress).size() == 1);
  CHECK(acl.entries(Direction::egress).empty());
}

TEST_CASE("entries are evaluated by number, whatever their order in the file") {
  Diagnostics diagnostics;
  const NetworkAcl acl =
      make({row(300, RuleAction::allow), row(90, RuleAction::deny), row(200, RuleAction::allow)},
           diagnostics);
  CHECK(acl.entries(Direction::ingress)[0].number == 90);
  CHECK(acl.entries(Direction::ingress)[2].number == 300);
}

TEST_CASE("one number for IPv4 and IPv6 is accepted; the families are independent") {
  Diagnostics diagnostics;
  const NetworkAcl acl =
      make({row(100, RuleAction::allow), row(100, RuleAction::deny, "::/0")}, diagnostics);
  CHECK(diagnostics.empty());
  Packet v4;
  v4.source = *parse_ip_address("10.0.0.1");
  Packet v6;
  v6.source = *parse_ip_address("::1");
  CHECK(first_match(acl, Direction::ingress, v4).action == RuleAction::allow);
  CHECK(first_match(acl, Direction::ingress, v6).action == RuleAction::deny);
}

TEST_CASE("a repeated row is a warning and changes nothing") {
  Diagnostics diagnostics;
  const NetworkAcl acl =
      make({row(100, RuleAction::allow), row(100, RuleAction::allow)}, diagnostics);
  REQUIRE(diagnostics.size() == 1);
  CHECK(diagnostics[0].code == DiagnosticCode::repeated_rule);
  CHECK(diagnostics[0].severity == Severity::warning);
  CHECK(acl.entries(Direction::ingress).size() == 1);
  CHECK(acl.entries(Direction::ingress)[0].action == RuleAction::allow);
}

TEST_CASE("contradicting rows of one number are unknown, in what they match only") {
  Diagnostics diagnostics;
  const NetworkAcl acl =
      make({row(100, RuleAction::allow, "10.0.0.0/8"), row(100, RuleAction::deny, "10.0.0.0/16"),
            row(200, RuleAction::allow)},
           diagnostics);
  REQUIRE(diagnostics.size() == 1);
  CHECK(diagnostics[0].code == DiagnosticCode::contradicting_rules);
  Packet packet;
  packet.source = *parse_ip_address("10.9.0.1");
  CHECK(first_match(acl, Direction::ingress, packet).action == RuleAction::unknown);
  packet.source = *parse_ip_address("11.0.0.1");
  CHECK(first_match(acl, Direction::ingress, packet).action == RuleAction::allow);
}

TEST_CASE("a reserved number that is no default deny is unknown") {
  Diagnostics diagnostics;
  const NetworkAcl acl = make({row(40000, RuleAction::allow)}, diagnostics);
  CHECK(diagnostics.size() == 1);
  CHECK(first_match(acl, Direction::ingress, Packet{}).action == RuleAction::unknown);
}

TEST_CASE("an ACL whose rules nobody can tell is unknown everywhere") {
  Diagnostics diagnostics;
  const NetworkAcl acl = make(unknown_rules({}), diagnostics);
  CHECK(diagnostics.empty());
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    CHECK(first_match(acl, direction, Packet{}).action == RuleAction::unknown);
  }
}

}  // namespace
}  // namespace halfopen
