// SPDX-License-Identifier: Apache-2.0
// lint: rows that cannot mean what they say, rules that never decide, doubled numbers.
#include <doctest/doctest.h>

#include "tests/unit/analysis/lint_world.hpp"

namespace halfopen {
namespace {

using tests::LintWorld;

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// An export with one ACL of these entries.
std::string aws(const std::string& entries) {
  return R"({"NetworkAcls": [{"NetworkAclId": "a", "VpcId": "v", "Associations": [],)"
         R"( "Entries": [)" +
         entries + "]}]}";
}

std::string aws_entry(int number, const std::string& protocol, const std::string& rest) {
  return R"({"RuleNumber": )" + std::to_string(number) + R"(, "Egress": false, "Protocol": ")" +
         protocol + R"(", "RuleAction": "allow", )" + rest + "}";
}

TEST_CASE("shadowed-rule: by one rule") {
  const LintWorld lint(
      "acl: a\ningress 100 allow tcp 1-1000 any\ningress 200 allow tcp 443 10.0.0.0/8\n");
  CHECK(lint.found("shadowed-rule") == "warning ingress 200");
  CHECK(mentions(lint.text("shadowed-rule"), "rule 100 (allow tcp 1-1000 from 0.0.0.0/0) takes"));
  CHECK(mentions(lint.text("shadowed-rule"), "with the same outcome"));
}

TEST_CASE("shadowed-rule: by several together, and not by nearly enough of them") {
  const LintWorld lint(
      "acl: a\ningress 100 allow tcp 443 0.0.0.0/1\ningress 110 deny tcp 400-500 128.0.0.0/1\n"
      "ingress 200 allow tcp 443 any\n");
  CHECK(lint.found("shadowed-rule") == "warning ingress 200");
  CHECK(mentions(lint.text("shadowed-rule"), "rules 100 and 110 take everything"));
  CHECK(mentions(lint.text("shadowed-rule"), "with the other outcome"));
  const LintWorld near(
      "acl: a\ningress 100 allow tcp 443 0.0.0.0/1\ningress 110 deny tcp 400-500 128.0.0.0/2\n"
      "ingress 200 allow tcp 443 any\n");
  CHECK(near.found("shadowed-rule") == "");
}

TEST_CASE("shadowed-rule: a deny behind allow-all") {
  const LintWorld lint("acl: a\ningress 100 allow -1 all any\ningress 200 deny tcp 22 any\n");
  CHECK(lint.found("shadowed-rule") == "warning ingress 200");
  CHECK(mentions(lint.text("shadowed-rule"), "give it a number before them"));
  const LintWorld v6("acl: a\ningress 100 allow -1 all any\ningress 200 deny tcp 22 ::/0\n");
  CHECK(v6.found("shadowed-rule") == "");
}

TEST_CASE("rule-without-effect: an explicit deny-all at the end is a note only") {
  const LintWorld lint(
      "acl: a\ningress 100 allow tcp 443 any\ningress 32766 deny -1 all any\n"
      "egress 100 allow tcp 1024-65535 any\n");
  CHECK(lint.all() == "");
  CHECK(lint.found("rule-without-effect") == "note ingress 32766");
  const LintWorld needed(
      "acl: a\ningress 50 deny tcp 22 10.0.0.0/8\ningress 100 allow tcp 22 any\n");
  CHECK(needed.found("rule-without-effect") == "");
}

TEST_CASE("rule-without-effect: later rules allow the same") {
  const LintWorld lint(
      "acl: a\ningress 100 allow tcp 443 10.0.0.0/8\ningress 200 allow tcp 443 any\n");
  CHECK(lint.found("rule-without-effect") == "note ingress 100");
  CHECK(mentions(lint.text("rule-without-effect"), "allowed by later rules"));
}

TEST_CASE("partially-shadowed-rule: a note, a warning where the smaller part is left") {
  const LintWorld little(
      "acl: a\ningress 50 deny tcp 22 10.0.0.0/8\ningress 100 allow tcp 22 any\n");
  CHECK(little.found("partially-shadowed-rule") == "note ingress 100");
  const LintWorld most("acl: a\ningress 50 deny tcp 1-65000 any\ningress 100 allow tcp all any\n");
  CHECK(most.found("partially-shadowed-rule") == "warning ingress 100");
  const LintWorld same(
      "acl: a\ningress 50 allow tcp 22 10.0.0.0/8\ningress 100 allow tcp 20-22 any\n");
  CHECK(same.found("partially-shadowed-rule") == "");
}

TEST_CASE("conflicting-overlap: crosswise only") {
  const LintWorld lint(
      "acl: a\ningress 50 deny tcp 22 any\ningress 100 allow tcp 1-100 10.0.0.0/8\n");
  CHECK(lint.found("conflicting-overlap") == "note ingress 100");
  const LintWorld inside(
      "acl: a\ningress 50 deny tcp 22 10.0.0.0/8\ningress 100 allow tcp 1-100 any\n");
  CHECK(inside.found("conflicting-overlap") == "");
}

TEST_CASE("duplicate-rule-number: different rows, at any place among others") {
  const LintWorld lint(
      "acl: a\ningress 100 allow tcp 443 any; ingress 100 allow tcp 443 ::/0\n"
      "ingress 100 deny tcp 443 any\n");
  CHECK(lint.found("duplicate-rule-number") == "error ingress 100");
  CHECK(lint.found("rule-number-shared") == "note ingress 100");
  const LintWorld two("acl: a\ningress 100 allow tcp 443 any\negress 100 deny tcp 443 any\n");
  CHECK(two.found("duplicate-rule-number") == "");
  const LintWorld alike("acl: a\ningress 100 allow tcp 443 any; ingress 100 allow tcp 443 any\n");
  CHECK(alike.found("duplicate-rule-number") == "");
}

TEST_CASE("rule-number-shared: IPv4 and IPv6 under one number") {
  const LintWorld lint("acl: a\ningress 100 allow tcp 443 any; ingress 100 allow tcp 443 ::/0\n");
  CHECK(lint.found("rule-number-shared") == "note ingress 100");
  CHECK(lint.found("duplicate-rule-number") == "");
  const LintWorld own("acl: a\ningress 100 allow tcp 443 any; ingress 101 allow tcp 443 ::/0\n");
  CHECK(own.found("rule-number-shared") == "");
}

TEST_CASE("ports-ignored: -1 and other protocols with ports") {
  const LintWorld table("acl: a\ningress 100 allow -1 53 any\ningress 110 deny 47 80 any\n");
  CHECK(table.found("ports-ignored") == "warning ingress 100; warning ingress 110");
  const LintWorld json(aws(
      aws_entry(100, "-1", R"("CidrBlock": "0.0.0.0/0", "PortRange": {"From": 53, "To": 53})")));
  CHECK(json.found("ports-ignored") == "warning ingress 100");
  const LintWorld good("acl: a\ningress 100 allow -1 all any\ningress 110 allow tcp 53 any\n");
  CHECK(good.found("ports-ignored") == "");
}

TEST_CASE("tcp-port-zero: 0-0 is one port") {
  const LintWorld lint("acl: a\ningress 100 allow tcp 443 any\negress 200 allow tcp 0-0 any\n");
  CHECK(lint.found("tcp-port-zero") == "warning egress 200");
  CHECK(lint.found("reply-blocked") == "error ingress *; error egress *");
  const LintWorld good("acl: a\ningress 100 allow tcp 0-65535 any\negress 1 allow tcp 0-1 any\n");
  CHECK(good.found("tcp-port-zero") == "");
}

TEST_CASE("icmpv6-on-ipv4 and icmp-on-ipv6") {
  const LintWorld v4(aws(aws_entry(
      100, "58", R"("CidrBlock": "0.0.0.0/0", "IcmpTypeCode": {"Type": -1, "Code": -1})")));
  CHECK(v4.found("icmpv6-on-ipv4") == "warning ingress 100");
  CHECK(v4.found("icmp-on-ipv6") == "");
  const LintWorld v6(aws(
      aws_entry(100, "1", R"("Ipv6CidrBlock": "::/0", "IcmpTypeCode": {"Type": -1, "Code": -1})")));
  CHECK(v6.found("icmp-on-ipv6") == "warning ingress 100");
  CHECK(v6.found("icmpv6-on-ipv4") == "");
  const LintWorld good("acl: a\ningress 100 allow icmp 8 any\ningress 110 allow icmpv6 128 ::/0\n");
  CHECK(good.found("icmp-on-ipv6") + good.found("icmpv6-on-ipv4") == "");
}

TEST_CASE("protocol-looks-like-port: 22 is no protocol for SSH") {
  const LintWorld lint(aws(
      aws_entry(100, "22", R"("CidrBlock": "0.0.0.0/0", "PortRange": {"From": 22, "To": 22})")));
  CHECK(lint.found("protocol-looks-like-port") == "warning ingress 100");
  const LintWorld good("acl: a\ningress 100 allow tcp 22 any\ningress 110 allow 47 all any\n");
  CHECK(good.found("protocol-looks-like-port") == "");
}

TEST_CASE("unknown rows: nothing sure about what they may change") {
  // Rule 100 may match anything, or nothing: rule 200 may decide, or not.
  const LintWorld lint(
      "acl: a\nsubnet: s 10.0.1.0/24\nInbound\n100 Custom TCP TCP 70000 0.0.0.0/0 DENY\n"
      "200 SSH TCP 22 0.0.0.0/0 ALLOW\n300 HTTPS TCP 443 10.0.0.0/8 ALLOW\n"
      "Outbound\n100 Custom TCP TCP 1024-65535 0.0.0.0/0 ALLOW\n");
  CHECK(lint.world().diagnostics().size() == 1);
  CHECK(lint.all() == "unknown-rules warning ingress 100");
  CHECK(lint.found("shadowed-rule") == "");
  CHECK(lint.found("rule-without-effect") == "");
  CHECK(lint.found("partially-shadowed-rule") == "");
}

TEST_CASE("unknown rows: what known rules shadow is shadowed all the same") {
  const LintWorld lint(
      "acl: a\ningress 50 allow tcp 80 any; ingress 50 deny tcp 80 any\n"
      "ingress 100 allow -1 all any\ningress 200 deny tcp 22 any\n");
  CHECK(lint.found("shadowed-rule") == "warning ingress 200");
  CHECK(mentions(lint.text("shadowed-rule"), "rule 100 (allow all traffic from 0.0.0.0/0) takes"));
  CHECK(lint.found("duplicate-rule-number") == "error ingress 50");
  CHECK(lint.found("partially-shadowed-rule") == "");
}

TEST_CASE("unknown rows: one between two allows may make the first of them matter") {
  const LintWorld lint(
      "acl: a\ningress 100 allow tcp 443 10.0.0.0/8\ningress 200 allow tcp 443 any\n"
      "ingress 150 allow tcp 443 any; ingress 150 deny tcp 443 any\n");
  CHECK(lint.found("rule-without-effect") == "");
}

TEST_CASE("unknown rows: contradicting rows are not judged by their content") {
  const LintWorld lint(
      "acl: a\ningress 100 allow tcp 0-0 any; ingress 100 allow 22 all any\n"
      "egress 1 allow icmp 3 any\n");
  CHECK(lint.all() == "duplicate-rule-number error ingress 100");
}

TEST_CASE("unknown rows: replies and administration ports are not sure either") {
  const LintWorld lint(
      "acl: a\nsubnet: s 10.0.1.0/24\n"
      "ingress 100 allow tcp 22 any; ingress 100 allow tcp 22 10.0.0.0/8\n"
      "ingress 200 allow tcp 443 any\n"
      "egress 100 allow tcp 1-9 any; egress 100 allow tcp 1024-65535 any\n");
  CHECK(lint.all() ==
        "duplicate-rule-number error ingress 100; duplicate-rule-number error egress 100");
}

}  // namespace
}  // namespace halfopen
