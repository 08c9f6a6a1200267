// SPDX-License-Identifier: Apache-2.0
#include "halfopen/minimise/minimise.hpp"

#include <doctest/doctest.h>

#include <string>

#include "halfopen/report/check_text.hpp"
#include "tests/oracle/random_acl.hpp"
#include "tests/oracle/same_behaviour.hpp"

namespace halfopen {
namespace {

using Rows = std::vector<NetworkAclEntry>;

/// "allow tcp 22 10.0.0.0/8" with protocol -1, 6, 17, 1, ... in the place of the word.
NetworkAclEntry rule(bool allow, std::int16_t protocol, PortRange ports, const std::string& cidr) {
  NetworkAclEntry entry;
  entry.action = allow ? RuleAction::allow : RuleAction::deny;
  entry.protocol = protocol;
  entry.ports = ports;
  entry.cidr = *parse_cidr_block(cidr);
  return entry;
}

Rows numbered(Rows rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].number = static_cast<RuleNumber>(i + 1);
  return rows;
}

MinimisePart minimised(Rows rows) {
  rows = numbered(std::move(rows));
  MinimisePart part = minimise_rows(rows, {});
  part.entries = numbered(std::move(part.entries));
  CHECK(oracle::differences(rows, part.entries, rows.front().direction,
                            rows.front().cidr.family()) == oracle::Differences{});
  CHECK(part.proved);
  return part;
}

std::string text_of(const MinimisePart& part) {
  std::string text;
  for (const NetworkAclEntry& entry : part.entries) {
    text += std::string(to_string(entry.action)) + ' ' + entry_text(entry) + ' ' +
            to_string(entry.cidr) + '\n';
  }
  return text;
}

TEST_CASE("ports that touch become one range") {
  const auto part =
      minimised({rule(true, 6, {22, 22}, "0.0.0.0/0"), rule(true, 6, {23, 79}, "0.0.0.0/0"),
                 rule(true, 6, {80, 80}, "0.0.0.0/0"), rule(true, 6, {443, 443}, "0.0.0.0/0"),
                 rule(true, 6, {1024, 65535}, "0.0.0.0/0")});
  CHECK(part.after == 3);
}

TEST_CASE("halves of a block become the block, and what stands in a wider rule goes") {
  const auto part =
      minimised({rule(true, 17, {53, 53}, "10.0.0.0/9"), rule(true, 17, {53, 53}, "10.1.0.0/16"),
                 rule(true, 17, {53, 53}, "10.128.0.0/9")});
  CHECK(text_of(part) == "allow udp 53 10.0.0.0/8\n");
}

TEST_CASE("a list that allows nothing needs no rule") {
  CHECK(minimised({rule(false, -1, {}, "0.0.0.0/0"), rule(true, 6, {}, "10.0.0.0/8")}).after == 0);
  CHECK(minimised({rule(false, 6, {22, 22}, "10.0.0.0/8")}).after == 0);
}

TEST_CASE("a hole costs one deny rule, as it did") {
  const auto part =
      minimised({rule(true, 6, {0, 21}, "0.0.0.0/0"), rule(true, 6, {23, 65535}, "0.0.0.0/0"),
                 rule(true, 6, {22, 22}, "10.0.0.0/8")});
  CHECK(part.after == 3);
  const auto hole =
      minimised({rule(false, 6, {22, 22}, "10.0.0.0/8"), rule(false, 6, {22, 22}, "10.1.2.3/32"),
                 rule(true, -1, {}, "0.0.0.0/0")});
  CHECK(hole.after == 2);
}

TEST_CASE("many deny rules are cheaper the other way round") {
  // All but 10.1.0.0/16 of 10.0.0.0/8 is denied piece by piece.
  const auto part = minimised(
      {rule(false, 6, {443, 443}, "10.0.0.0/16"), rule(false, 6, {443, 443}, "10.2.0.0/15"),
       rule(false, 6, {443, 443}, "10.4.0.0/14"), rule(false, 6, {443, 443}, "10.8.0.0/13"),
       rule(false, 6, {443, 443}, "10.16.0.0/12"), rule(false, 6, {443, 443}, "10.32.0.0/11"),
       rule(false, 6, {443, 443}, "10.64.0.0/10"), rule(false, 6, {443, 443}, "10.128.0.0/9"),
       rule(true, 6, {443, 443}, "0.0.0.0/0")});
  CHECK(part.after == 3);
}

TEST_CASE("every protocol by number is not every protocol") {
  Rows rows;
  for (std::int16_t p = 0; p < 20; ++p) rows.push_back(rule(true, p, {}, "0.0.0.0/0"));
  CHECK(minimised(rows).after == 20);
  rows.push_back(rule(true, -1, {}, "0.0.0.0/0"));
  CHECK(minimised(rows).after == 1);
}

TEST_CASE("IPv6: ICMPv6 messages, deep blocks") {
  Rows rows = {
      rule(true, 58, {}, "2001:db8::/32"),          rule(true, 58, {}, "2001:db8::/32"),
      rule(true, 6, {443, 443}, "2001:db8:1::/48"), rule(true, 6, {443, 443}, "2001:db8::1/128"),
      rule(true, 6, {443, 443}, "2001:db8::/64"),   rule(true, 6, {22, 22}, "::/0")};
  rows[0].icmp_type = 128;
  rows[0].icmp_code = 0;
  rows[1].icmp_type = 128;
  const auto part = minimised(rows);
  CHECK(part.after == 4);
}

TEST_CASE("58 on IPv4 has no messages") {
  Rows rows = {rule(true, 58, {}, "0.0.0.0/0"), rule(true, 58, {}, "0.0.0.0/0")};
  rows[0].icmp_type = 128;
  CHECK(minimised(rows).after == 1);
}

TEST_CASE("unknown actions are left alone, and their numbers are kept free") {
  Rows rows = {rule(true, 6, {80, 80}, "0.0.0.0/0"), rule(true, 6, {81, 81}, "0.0.0.0/0"),
               rule(true, 6, {81, 81}, "2001:db8::/32")};
  rows[0].number = 101;
  rows[0].action = RuleAction::unknown;
  rows[1].number = 102;
  rows[2].number = 103;
  const MinimiseResult result = minimise(oracle::acl_of(rows));
  const MinimisePart& v4 = result.parts[0];
  CHECK(v4.skipped_unknown);
  CHECK_FALSE(v4.proved);
  CHECK_FALSE(result.proved());
  REQUIRE(v4.entries.size() == 2);
  CHECK(v4.entries[0].number == 101);
  CHECK(v4.entries[0].action == RuleAction::unknown);
  const MinimisePart& v6 = result.parts[1];
  REQUIRE(v6.entries.size() == 1);
  CHECK(v6.entries[0].number == 103);
  CHECK(v6.proved);
  CHECK(result.before() == 3);
}

TEST_CASE("numbers: hundreds, smaller steps for long lists") {
  Rows rows;
  for (std::uint16_t i = 0; i < 400; ++i) {
    rows.push_back(rule(true, 6,
                        {static_cast<std::uint16_t>(2 * i), static_cast<std::uint16_t>(2 * i)},
                        "0.0.0.0/0"));
  }
  const MinimiseResult result = minimise(oracle::acl_of(numbered(rows)), {0, 1000});
  const MinimisePart& part = result.parts[0];
  CHECK(part.after == 400);
  // No proof beyond 255 rules: there are not more protocols that nobody names.
  CHECK_FALSE(part.proved);
  CHECK(part.lower_bound == 255);
  CHECK(part.entries.front().number == 81);
  CHECK(part.entries.back().number <= kLastUserRuleNumber);
  const MinimiseResult few = minimise(oracle::acl_of(numbered({rows[0], rows[1]})));
  CHECK(few.parts[0].entries[1].number == 200);
  CHECK(few.parts[2].entries.empty());
  CHECK(few.parts[2].proved);
}

TEST_CASE("what nothing tells apart is joined even without effort") {
  const Rows rows =
      numbered({rule(true, 6, {80, 80}, "10.0.0.0/8"), rule(true, 6, {81, 81}, "10.0.0.0/8"),
                rule(true, -1, {}, "10.1.0.0/16"), rule(true, 1, {}, "0.0.0.0/0")});
  const MinimisePart part = minimise_rows(rows, {0, 0});
  CHECK(part.after == 3);
  CHECK(part.proved);
  CHECK(oracle::differences(rows, numbered(part.entries), Direction::ingress, IpFamily::v4) ==
        oracle::Differences{});
}

TEST_CASE("answers are the same every time") {
  oracle::Dice dice(3);
  const NetworkAcl acl = oracle::acl_of(oracle::random_rows(dice, 20));
  const MinimiseResult a = minimise(acl);
  const MinimiseResult b = minimise(acl);
  for (std::size_t i = 0; i < a.parts.size(); ++i) {
    CHECK(text_of(a.parts[i]) == text_of(b.parts[i]));
  }
}

}  // namespace
}  // namespace halfopen
