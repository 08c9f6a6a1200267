// SPDX-License-Identifier: Apache-2.0
// lint: replies that an ACL loses by itself, and rules without a companion.
#include <doctest/doctest.h>

#include <algorithm>

#include "halfopen/ports/client_profile.hpp"
#include "tests/unit/analysis/lint_world.hpp"

namespace halfopen {
namespace {

using tests::LintWorld;

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::string kRecommended =
    "acl: a\nsubnet: s 10.0.1.0/24\n"
    "ingress 100 allow tcp 443 any\negress 100 allow tcp 1024-65535 any\n";

TEST_CASE("every kind of finding is listed once, in the order of the ids") {
  const auto rules = lint_rules();
  CHECK(rules.size() == 27);  // docs/formats.md and docs/schema list them, too
  CHECK(std::is_sorted(rules.begin(), rules.end(),
                       [](const LintRule& a, const LintRule& b) { return a.id < b.id; }));
  for (const LintRule& rule : rules) CHECK(find_lint_rule(rule.id) == &rule);
  CHECK(find_lint_rule("shadowed") == nullptr);
  CHECK(find_lint_rule("") == nullptr);
}

TEST_CASE("the ACL that AWS recommends has nothing to warn of") {
  CHECK(LintWorld(kRecommended).all() == "");
}

TEST_CASE("reply-blocked: no client gets a reply") {
  const LintWorld lint("acl: a\ningress 100 allow tcp 443 any\negress 100 allow tcp 443 any\n");
  CHECK(lint.found("reply-blocked") == "error ingress *; error egress *");
  CHECK(says(lint.text("reply-blocked"), "for every client"));
  CHECK(LintWorld(kRecommended).found("reply-blocked") == "");
}

TEST_CASE("reply-blocked: by a rule, for some sources only") {
  const LintWorld lint(
      "acl: a\ningress 100 allow tcp 443 any\n"
      "egress 50 deny tcp 1024-65535 198.51.100.0/24\negress 100 allow tcp 1024-65535 any\n");
  CHECK(lint.found("reply-blocked") == "error egress 50");
  CHECK(says(lint.text("reply-blocked"), "requests from 198.51.100.0/24 pass"));
  CHECK(says(lint.text("reply-blocked"), "before rule 50"));
}

TEST_CASE("reply-blocked: no reply is lost where no request passes") {
  const LintWorld lint(
      "acl: a\ningress 50 deny tcp 443 198.51.100.0/24\ningress 100 allow tcp 443 any\n"
      "egress 50 deny tcp 1024-65535 198.51.100.0/24\negress 100 allow tcp 1024-65535 any\n");
  CHECK(lint.found("reply-blocked") == "");
}

TEST_CASE("no egress rule at all: every connection is half-open") {
  const LintWorld lint("acl: a\nsubnet: s 10.0.1.0/24\ningress 100 allow tcp 443 any\n");
  CHECK(lint.found("reply-blocked") == "error egress *");
  CHECK(lint.found("acl-denies-everything") == "warning");
}

TEST_CASE("in 443, out 443: no client has that port") {
  const LintWorld lint("acl: a\ningress 100 allow tcp 443 any\negress 100 allow tcp 443 any\n",
                       "443");
  CHECK(lint.found("reply-blocked") == "");
}

TEST_CASE("reply-partly-blocked: Windows only") {
  const std::string table =
      "acl: a\ningress 100 allow tcp 443 any\negress 100 allow tcp 32768-60999 any\n";
  const LintWorld windows(table, "windows");
  CHECK(windows.found("reply-partly-blocked") == "warning egress *");
  CHECK(says(windows.text("reply-partly-blocked"), "windows 4536 of 16384"));
  CHECK(LintWorld(table, "linux").all() == "");
}

TEST_CASE("reply-partly-blocked: 49152-65535 kills 58 % of the ports of Linux") {
  const std::string table =
      "acl: a\ningress 100 allow tcp 443 any\negress 100 allow tcp 49152-65535 any\n";
  const LintWorld linux(table, "linux");
  CHECK(linux.found("reply-partly-blocked") == "warning egress *");
  CHECK(says(linux.text("reply-partly-blocked"), "for client ports 32768-49151"));
  CHECK(says(linux.text("reply-partly-blocked"), "linux 16384 of 28232"));
  CHECK(LintWorld(table, "windows").all() == "");
}

TEST_CASE("ephemeral-range-hole: one port of 64,512") {
  const LintWorld lint(
      "acl: a\ningress 100 allow tcp 443 any\negress 90 deny tcp 3306 any\n"
      "egress 100 allow tcp 1024-65535 any\n");
  CHECK(lint.all() == "ephemeral-range-hole warning egress 90");
  const std::string text = lint.text("ephemeral-range-hole");
  CHECK(says(text, "for client ports 3306:"));
  CHECK(says(text, "nat-gateway 1 of 64512"));
  CHECK(says(text, "windows-legacy 1 of 3976"));
  CHECK_FALSE(says(text, "linux 1 of"));
}

TEST_CASE("ephemeral-range-hole: not where the range merely ends early, nor below it") {
  const LintWorld early(
      "acl: a\ningress 100 allow tcp 443 any\negress 1 allow tcp 1024-65530 any\n");
  CHECK(early.all() == "reply-partly-blocked warning egress *");
  const LintWorld below(
      "acl: a\ningress 100 allow tcp 443 any\negress 90 deny tcp 1023 any\n"
      "egress 100 allow tcp 1-65535 any\ningress 110 allow tcp 1024-65535 any\n");
  CHECK(below.found("ephemeral-range-hole") == "");
}

TEST_CASE("udp-reply-blocked") {
  const LintWorld lint("acl: a\ningress 100 allow udp 53 any\negress 100 allow tcp 1-2 any\n");
  CHECK(lint.found("udp-reply-blocked") == "warning egress *");
  CHECK(lint.found("reply-blocked") == "error ingress *");
  const LintWorld good("acl: a\ningress 100 allow udp 53 any\negress 1 allow udp 1024-65535 any\n");
  CHECK(good.all() == "");
}

TEST_CASE("orphan-reply-rule") {
  const LintWorld lint(
      "acl: a\ningress 100 allow tcp 443 any\negress 100 allow tcp 1024-65535 any\n"
      "ingress 200 allow udp 1024-65535 any\ningress 300 allow tcp 32768-60999 10.0.0.0/8\n");
  CHECK(lint.found("orphan-reply-rule") == "warning ingress 200; warning ingress 300");
}

TEST_CASE("orphan-reply-rule: not with a request to answer, nor for a single port") {
  const LintWorld lint(
      "acl: a\ningress 100 allow tcp 1024-65535 any\negress 100 allow tcp 443 10.0.0.0/8\n"
      "egress 200 allow tcp 1024-65535 any\ningress 200 allow tcp 80 any\n"
      "ingress 300 allow tcp 8080 any\n");
  CHECK(lint.found("orphan-reply-rule") == "");
  const LintWorld all("acl: a\ningress 1 allow tcp 1024-65535 any\negress 1 allow -1 all any\n");
  CHECK(all.found("orphan-reply-rule") == "");
}

TEST_CASE("icmp-reply-blocked: echo requests without replies") {
  const LintWorld lint("acl: a\ningress 100 allow icmp 8 any\negress 100 allow icmp 3:4 any\n");
  CHECK(lint.found("icmp-reply-blocked") == "warning ingress 100");
  CHECK(says(lint.text("icmp-reply-blocked"), "icmp type 0 code 0"));
  const LintWorld good("acl: a\ningress 100 allow icmp 8 any\negress 100 allow icmp 0 any\n");
  CHECK(good.found("icmp-reply-blocked") == "");
}

TEST_CASE("icmp-reply-blocked: outbound, and IPv6") {
  const LintWorld lint(
      "acl: a\negress 100 allow icmp 8 10.0.0.0/22\ningress 100 allow tcp 80 any\n"
      "egress 110 allow icmpv6 128 ::/0\ningress 110 allow icmpv6 129 2001:db8::/32\n");
  CHECK(lint.found("icmp-reply-blocked") == "warning egress 100; warning egress 110");
}

TEST_CASE("icmp-reply-blocked: for some addresses of the rule only") {
  const LintWorld lint(
      "acl: a\ningress 100 allow icmp 8 any\negress 50 deny icmp 0 198.51.100.0/24\n"
      "egress 100 allow icmp 0 any\n");
  CHECK(lint.found("icmp-reply-blocked") == "warning ingress 100");
  CHECK(says(lint.text("icmp-reply-blocked"), "198.51.100.0/24"));
}

TEST_CASE("icmp-reply-blocked: about the rule that decides, and no other") {
  const LintWorld shadowed(
      "acl: a\ningress 100 allow icmp 8 any\ningress 110 allow icmp all any\n"
      "egress 100 allow tcp 1 any\n");
  CHECK(shadowed.found("icmp-reply-blocked") == "warning ingress 100");
  const LintWorld denied(
      "acl: a\ningress 50 deny icmp all any\ningress 100 allow icmp 8 any\n"
      "egress 100 allow tcp 1 any\n");
  CHECK(denied.found("icmp-reply-blocked") == "");
}

TEST_CASE("path-mtu-blocked: a note, a warning where the rules speak of ICMP") {
  CHECK(LintWorld(kRecommended).found("path-mtu-blocked") == "note ingress *");
  const LintWorld icmp(
      "acl: a\ningress 100 allow tcp 443 any\negress 100 allow tcp 1024-65535 any\n"
      "ingress 110 allow icmp 8 any\negress 110 allow icmp 0 any\n");
  CHECK(icmp.found("path-mtu-blocked") == "warning ingress *");
  const LintWorld denied(
      "acl: a\ningress 90 deny icmp 3:4 any\ningress 100 allow -1 all any\n"
      "egress 100 allow -1 all any\n");
  CHECK(denied.found("path-mtu-blocked") == "warning ingress 90");
}

TEST_CASE("path-mtu-blocked: not where the messages pass, nor where no TCP does") {
  const LintWorld good(
      "acl: a\ningress 100 allow tcp 443 any\negress 100 allow tcp 1024-65535 any\n"
      "ingress 110 allow icmp 3:4 any\negress 110 allow icmp 3:4 any\n");
  CHECK(good.found("path-mtu-blocked") == "");
  const LintWorld udp("acl: a\ningress 1 allow udp 53 any\negress 1 allow udp 1024-65535 any\n");
  CHECK(udp.found("path-mtu-blocked") == "");
  const LintWorld v6(
      "acl: a\ningress 100 allow tcp 443 ::/0\negress 100 allow tcp 1024-65535 ::/0\n"
      "ingress 110 allow icmpv6 2:0 ::/0\n");
  CHECK(v6.found("path-mtu-blocked") == "warning egress *");
}

const std::string kDual = "acl: a\nsubnet: s 10.0.1.0/24 2001:db8:1::/64\n";
const std::string kRows = "ingress 100 allow tcp 443 any\negress 100 allow tcp 1024-65535 any\n";

TEST_CASE("ipv6-twin-missing: a dual-stack subnet without twins") {
  CHECK(LintWorld(kDual + kRows).found("ipv6-twin-missing") ==
        "warning ingress 100; warning egress 100");
  CHECK(LintWorld(kRecommended).found("ipv6-twin-missing") == "");
  const LintWorld half(kDual + kRows + "ingress 110 allow tcp 443 ::/0\n");
  CHECK(half.found("ipv6-twin-missing") == "warning egress 100");
  const LintWorld both(kDual + kRows +
                       "ingress 110 allow tcp 443 ::/0\negress 110 allow tcp 1024-65535 ::/0\n");
  CHECK(both.found("ipv6-twin-missing") == "");
}

TEST_CASE("ipv6-twin-missing: not for a rule that lets nothing in") {
  const LintWorld lint(kDual + "ingress 90 deny tcp 22 any\ningress 100 allow tcp 22 any\n");
  CHECK(lint.found("ipv6-twin-missing") == "");
  const LintWorld some(kDual + "ingress 100 allow tcp 443 10.0.0.0/8\n");
  CHECK(some.found("ipv6-twin-missing") == "");
}

}  // namespace
}  // namespace halfopen
