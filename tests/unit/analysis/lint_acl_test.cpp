// SPDX-License-Identifier: Apache-2.0
// lint: quota, use and exposure of whole ACLs, subnets, suppressions.
#include <doctest/doctest.h>

#include "halfopen/analysis/lint_suppression.hpp"
#include "halfopen/ingest/lint_config.hpp"
#include "tests/unit/analysis/lint_world.hpp"

namespace halfopen {
namespace {

using tests::LintWorld;
using Texts = std::vector<std::string>;

/// `count` allow rules of one direction and family, none of which may be merged away by luck.
std::string rules(const std::string& direction, int count, const std::string& block) {
  std::string text;
  for (int i = 1; i <= count; ++i) {
    text += direction + ' ' + std::to_string(i) + " allow tcp " + std::to_string(2 * i) + ' ' +
            block + '\n';
  }
  return text;
}

std::string quota(const std::string& rows) {
  const LintWorld lint("acl: a\n" + rows);
  const std::string near = lint.found("quota-near");
  const std::string over = lint.found("quota-exceeded");
  return near + (near.empty() || over.empty() ? "" : "; ") + over;
}

TEST_CASE("quota: the default rule counts, per direction and family") {
  CHECK(quota(rules("ingress", 19, "any")) == "");
  CHECK(quota(rules("ingress", 20, "any")) == "warning ingress");
  CHECK(quota(rules("egress", 39, "any")) == "warning egress");
  CHECK(quota(rules("egress", 40, "any")) == "error egress");
  CHECK(quota(rules("ingress", 19, "any") + rules("egress", 19, "any") +
              "ingress 101 allow tcp 1 ::/0\negress 101 allow tcp 1 ::/0\n") == "");
  CHECK(quota(rules("ingress", 20, "::/0") + rules("egress", 40, "any")) ==
        "warning ingress; error egress");
  const LintWorld lint("acl: a\n" + rules("ingress", 20, "any"));
  CHECK(lint.text("quota-near").find("21 IPv4 inbound rules with the default deny") == 0);
}

TEST_CASE("acl-denies-everything: no allow rule in a direction") {
  const LintWorld none("acl: a\nsubnet: s 10.0.1.0/24\ningress 100 deny tcp 22 any\n");
  CHECK(none.found("acl-denies-everything") == "warning");
  CHECK(none.text("acl-denies-everything").find("inbound and outbound") != std::string::npos);
  const LintWorld out("acl: a\nsubnet: s 10.0.1.0/24\ningress 100 allow tcp 22 any\n");
  CHECK(out.text("acl-denies-everything").find("allows anything outbound:") != std::string::npos);
  const LintWorld both(
      "acl: a\nsubnet: s 10.0.1.0/24\ningress 1 allow 6 1 any\negress 1 allow 6 1 any\n");
  CHECK(both.found("acl-denies-everything") == "");
  const LintWorld unused(
      "acl: a\ningress 100 deny tcp 22 any\nacl: b\nsubnet: s 10.0.1.0/24\n"
      "ingress 1 allow -1 all any\negress 1 allow -1 all any\n");
  CHECK(unused.found("acl-denies-everything") == "");
  CHECK(unused.found("acl-without-subnet") == "note");
}

TEST_CASE("acl-without-subnet: not for a default ACL, nor where no subnet is loaded") {
  const std::string other = "acl: b\nsubnet: s 10.0.1.0/24\ningress 1 allow -1 all any\n";
  CHECK(LintWorld("acl: a\ningress 1 allow -1 all any\n" + other).found("acl-without-subnet") ==
        "note");
  CHECK(LintWorld("acl: a\ndefault: yes\ningress 1 allow -1 all any\n" + other)
            .found("acl-without-subnet") == "");
  CHECK(LintWorld("acl: a\ningress 1 allow -1 all any\n").found("acl-without-subnet") == "");
}

TEST_CASE("acl-without-subnet: not sure where a subnet's ACL is unknown") {
  const LintWorld lint(
      Texts{"acl: a\nvpc: v\ningress 1 allow -1 all any\n",
            R"({"Subnets": [{"SubnetId": "t", "VpcId": "v", "CidrBlock": "10.0.2.0/24"}]})"});
  CHECK(lint.found("acl-without-subnet") == "");
}

const std::string kVpc =
    R"({"NetworkAcls": [
  {"NetworkAclId": "acl-own", "VpcId": "v", "IsDefault": false, "Associations": [{"SubnetId": "s-own", "NetworkAclId": "acl-own"}],
   "Entries": [{"RuleNumber": 100, "Egress": false, "Protocol": "-1", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"},
               {"RuleNumber": 100, "Egress": true, "Protocol": "-1", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}]},
  {"NetworkAclId": "acl-def", "VpcId": "v", "IsDefault": true, "Associations": [], "Entries": []}]})";

std::string subnet(const std::string& id, const std::string& vpc, const std::string& block) {
  return R"({"Subnets": [{"SubnetId": ")" + id + R"(", "VpcId": ")" + vpc + R"(", "CidrBlock": ")" +
         block + R"("}]})";
}

TEST_CASE("subnet-on-default-acl: fell there while others have their own") {
  const LintWorld lint(
      {kVpc, subnet("s-lambda", "v", "10.0.2.0/24"), subnet("s-own", "v", "10.0.3.0/24")});
  CHECK(lint.found("subnet-on-default-acl") == "warning s-lambda");
  CHECK(lint.found("acl-denies-everything") == "warning");  // and that default ACL is deny-all
  const LintWorld all(Texts{kVpc, subnet("s-own", "v", "10.0.3.0/24")});
  CHECK(all.found("subnet-on-default-acl") == "");
  const LintWorld only(Texts{
      R"({"NetworkAcls": [{"NetworkAclId": "d", "VpcId": "v", "IsDefault": true, "Associations": [], "Entries": []}]})",
      subnet("s", "v", "10.0.2.0/24")});
  CHECK(only.found("subnet-on-default-acl") == "");
}

TEST_CASE("admin-port-open: the whole internet, in one block or in two") {
  CHECK(LintWorld("acl: a\ningress 100 allow tcp 22 any\n").found("admin-port-open") ==
        "warning ingress 100");
  const LintWorld halves(
      "acl: a\ningress 100 allow tcp 22 0.0.0.0/1\ningress 110 allow tcp 22 128.0.0.0/1\n");
  CHECK(halves.found("admin-port-open") == "warning ingress 100");
  CHECK(halves.text("admin-port-open").find("by rules 100, 110") != std::string::npos);
  CHECK(LintWorld("acl: a\ningress 100 allow tcp 0-65535 any\n").found("admin-port-open") ==
        "warning ingress 100; warning ingress 100");
  CHECK(LintWorld("acl: a\ningress 100 allow -1 22 any\n").found("admin-port-open") ==
        "warning ingress 100; warning ingress 100");
  CHECK(LintWorld("acl: a\ningress 100 allow tcp 3389 ::/0\n").found("admin-port-open") ==
        "warning ingress 100");
  CHECK(
      LintWorld("acl: a\ndefault: yes\ningress 100 allow tcp 22 any\n").found("admin-port-open") ==
      "note ingress 100");
}

TEST_CASE("admin-port-open: not after a deny, not for half the internet, not for ICMP") {
  for (const char* rows :
       {"ingress 50 deny tcp 22 any\ningress 100 allow tcp 22 any\n",
        "ingress 100 allow tcp 22 0.0.0.0/1\n", "ingress 100 allow tcp 22 10.0.0.0/8\n",
        "ingress 50 deny tcp 22 198.51.100.7/32\ningress 100 allow tcp 22 any\n",
        "ingress 100 allow udp 22 any\n", "ingress 100 allow icmp 22 any\n",
        "egress 100 allow tcp 22 any\n"}) {
    CHECK(LintWorld(std::string("acl: a\n") + rows).found("admin-port-open") == "");
  }
}

TEST_CASE("reply-range-exposes: RDP by room for replies is a note") {
  const LintWorld lint(
      "acl: a\ningress 100 allow tcp 1024-65535 any\negress 1 allow tcp 443 any\n");
  CHECK(lint.all() == "");
  CHECK(lint.found("reply-range-exposes") == "note ingress 100");
  CHECK(lint.text("reply-range-exposes").find("rdp 3389") != std::string::npos);
  const LintWorld upper(
      "acl: a\ningress 1 allow tcp 32768-60999 any\negress 1 allow tcp 443 any\n");
  CHECK(upper.found("reply-range-exposes") == "");
}

TEST_CASE("AWS's own table: RDP for the home network, replies from everywhere") {
  const LintWorld lint(
      "acl: a\ningress 130 allow tcp 3389 192.0.2.0/24\ningress 140 allow tcp 1024-65535 any\n"
      "egress 100 allow tcp 443 any\negress 140 allow tcp 1024-65535 any\n");
  CHECK(lint.found("admin-port-open") == "");
  CHECK(lint.found("reply-range-exposes") == "note ingress 140");
}

TEST_CASE("suppressions: by every field, and the unused ones") {
  LintWorld lint(
      "acl: acl-1\nname: web\ningress 100 allow -1 all any\ningress 200 deny tcp 22 any\n"
      "ingress 300 deny tcp 23 any\n");
  const auto kept = [&](const LintSuppression& one) {
    const auto result = suppress(lint.world().snapshot(), lint.findings(), {one});
    CHECK(result.unused.size() == (result.suppressed.empty() ? 1 : 0));
    return result.suppressed.size();
  };
  CHECK(kept({"shadowed-rule", "", "", "", "", "r"}) == 2);
  CHECK(kept({"shadowed-rule", "acl-1", "ingress", "200", "", "r"}) == 1);
  CHECK(kept({"shadowed-rule", "web", "", "", "", "r"}) == 2);
  CHECK(kept({"shadowed-rule", "acl-2", "", "", "", "r"}) == 0);
  CHECK(kept({"shadowed-rule", "", "egress", "", "", "r"}) == 0);
  CHECK(kept({"shadowed-rule", "", "", "100", "", "r"}) == 0);
  CHECK(kept({"shadowed-rule", "", "", "", "subnet-1", "r"}) == 0);
  CHECK(kept({"tcp-port-zero", "", "", "", "", "r"}) == 0);
}

TEST_CASE("suppressions: two that match one finding are both in use") {
  LintWorld lint("acl: a\ningress 100 allow -1 all any\ningress 200 deny tcp 22 any\n");
  const auto result = suppress(lint.world().snapshot(), lint.findings(),
                               {{"shadowed-rule", "", "", "", "", "first"},
                                {"shadowed-rule", "a", "ingress", "200", "", "second"}});
  REQUIRE(result.suppressed.size() == 1);
  CHECK(result.suppressed[0].reason == "first");
  CHECK(result.unused.empty());
}

TEST_CASE("the suppression file: every problem at once") {
  const auto problems = [](const std::string& text) {
    return read_lint_config(SourceText("c", text)).problems.size();
  };
  CHECK(problems(R"({"suppress": [{"id": "shadowed-rule", "rule": 200, "reason": "r"}]})") == 0);
  CHECK(problems(R"({"suppress": []})") == 0);
  CHECK(problems(R"({"suppress": [{"id": "nope", "x": {"y": [1]}, "direction": "in"},)"
                 R"( {"id": "shadowed-rule", "reason": 7}]})") == 6);
  CHECK(problems(R"({"suppress": [{"id": "shadowed-rule", "reason": "  "}]})") == 1);
  for (const char* broken : {"", "[]", "7", "{", R"({"suppress": {}})", R"({"suppress": [)",
                             R"({"suppress": ["x"]})", R"({"supress": []})", R"({} x)", R"({} {})",
                             R"({"suppress": [{"id": "shadowed-rule", "reason": "r"}})"}) {
    CAPTURE(broken);
    CHECK(problems(broken) == 1);
  }
}

}  // namespace
}  // namespace halfopen
