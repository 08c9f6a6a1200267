// SPDX-License-Identifier: Apache-2.0
#include "halfopen/lab/nft_rule.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace halfopen {
namespace {

NetworkAclEntry nft_entry(Direction direction, int protocol, const std::string& cidr) {
  NetworkAclEntry entry;
  entry.number = 100;
  entry.direction = direction;
  entry.action = RuleAction::allow;
  entry.protocol = static_cast<std::int16_t>(protocol);
  entry.cidr = *parse_cidr_block(cidr);
  return entry;
}

NetworkAclEntry with_ports(NetworkAclEntry entry, PortRange ports) {
  entry.ports = ports;
  return entry;
}

NetworkAclEntry with_message(NetworkAclEntry entry, int type, int code) {
  entry.icmp_type = static_cast<std::int16_t>(type);
  entry.icmp_code = static_cast<std::int16_t>(code);
  return entry;
}

/// What the rule matches: the text before the counter.
std::string match_of(const NetworkAclEntry& entry) {
  const auto rule = nft_rule(entry, "c");
  REQUIRE(rule);
  const std::string tail = " counter accept comment \"c\"";
  REQUIRE(rule->ends_with(tail));
  return rule->substr(0, rule->size() - tail.size());
}

constexpr Direction kIn = Direction::ingress;
constexpr Direction kOut = Direction::egress;

// Amazon VPC User Guide, network ACL rules: "Source" of inbound, "Destination" of outbound rules.
TEST_CASE("nft: the source on ingress, the destination on egress, the family always") {
  CHECK(match_of(nft_entry(kIn, -1, "10.0.0.0/8")) == "meta protocol ip ip saddr 10.0.0.0/8");
  CHECK(match_of(nft_entry(kOut, -1, "10.0.0.0/8")) == "meta protocol ip ip daddr 10.0.0.0/8");
  CHECK(match_of(nft_entry(kIn, -1, "2001:db8::/32")) ==
        "meta protocol ip6 ip6 saddr 2001:db8::/32");
  CHECK(match_of(nft_entry(kOut, -1, "2001:db8::1/128")) ==
        "meta protocol ip6 ip6 daddr 2001:db8::1/128");
  CHECK(match_of(nft_entry(kIn, -1, "0.0.0.0/0")) == "meta protocol ip");
  CHECK(match_of(nft_entry(kOut, -1, "::/0")) == "meta protocol ip6");
}

// EC2 API, CreateNetworkAclEntry, Protocol: -1 and any number but 6, 17 and ICMP ignore ports,
// types and codes.
TEST_CASE("nft: ports of TCP and UDP only, and the destination's") {
  CHECK(match_of(with_ports(nft_entry(kIn, 6, "0.0.0.0/0"), {22, 22})) ==
        "meta protocol ip meta l4proto 6 ip frag-off & 0x1fff == 0 th dport 22");
  CHECK(match_of(with_ports(nft_entry(kOut, 17, "::/0"), {1024, 65535})) ==
        "meta protocol ip6 meta l4proto 17 @th,0,24 >= 0 th dport 1024-65535");
  CHECK(match_of(with_ports(nft_entry(kIn, 6, "0.0.0.0/0"), {0, 0})) ==
        "meta protocol ip meta l4proto 6 ip frag-off & 0x1fff == 0 th dport 0");
  for (const int protocol : {132, 47, 50, 0, 255}) {
    CHECK(match_of(with_ports(nft_entry(kIn, protocol, "0.0.0.0/0"), {22, 22})) ==
          "meta protocol ip meta l4proto " + std::to_string(protocol));
  }
  CHECK(match_of(with_ports(nft_entry(kIn, -1, "0.0.0.0/0"), {22, 22})) == "meta protocol ip");
}

// RFC 791, 8200: fragments but the first carry no ports. Only a rule that asks for none may match
// them; what the kernel does with the others is the business of tests/lab/kernel_compile_test.py.
TEST_CASE("nft: a rule for every port asks for no port, and takes any fragment") {
  CHECK(match_of(nft_entry(kIn, 6, "0.0.0.0/0")) == "meta protocol ip meta l4proto 6");
  CHECK(match_of(with_ports(nft_entry(kIn, 17, "::/0"), {0, 65535})) ==
        "meta protocol ip6 meta l4proto 17");
}

// The same page, Icmp: type -1 all types, code -1 all codes; 58 with an IPv4 block is all ICMPv6.
TEST_CASE("nft: type and code of ICMP, and of ICMPv6 with an IPv6 block") {
  const auto v4 = nft_entry(kIn, 1, "0.0.0.0/0");
  CHECK(match_of(v4) == "meta protocol ip meta l4proto 1");
  CHECK(match_of(with_message(v4, 8, -1)) ==
        "meta protocol ip meta l4proto 1 ip frag-off & 0x1fff == 0 @th,0,8 8");
  CHECK(match_of(with_message(v4, 3, 4)) ==
        "meta protocol ip meta l4proto 1 ip frag-off & 0x1fff == 0 @th,0,8 3 @th,8,8 4");
  CHECK(match_of(with_message(nft_entry(kIn, 1, "::/0"), 8, 0)) ==
        "meta protocol ip6 meta l4proto 1 @th,0,24 >= 0 @th,0,8 8 @th,8,8 0");
  CHECK(match_of(with_message(nft_entry(kIn, 58, "::/0"), 128, -1)) ==
        "meta protocol ip6 meta l4proto 58 @th,0,24 >= 0 @th,0,8 128");
  CHECK(match_of(with_message(nft_entry(kIn, 58, "0.0.0.0/0"), 128, 0)) ==
        "meta protocol ip meta l4proto 58");
}

// Linux, net/ipv6/exthdrs_core.c, ipv6_find_hdr: headers that are stepped over are no protocol.
TEST_CASE("nft: IPv6 headers that the kernel steps over are looked for as the first one") {
  for (const int header : {0, 43, 44, 60}) {
    CHECK(match_of(nft_entry(kIn, header, "::/0")) ==
          "meta protocol ip6 ip6 nexthdr " + std::to_string(header));
    CHECK(match_of(nft_entry(kIn, header, "0.0.0.0/0")) ==
          "meta protocol ip meta l4proto " + std::to_string(header));
  }
  for (const int protocol : {50, 51, 59}) {
    CHECK(match_of(nft_entry(kIn, protocol, "::/0")) ==
          "meta protocol ip6 meta l4proto " + std::to_string(protocol));
  }
}

TEST_CASE("nft: allow accepts, deny drops, and both count") {
  auto entry = nft_entry(kIn, -1, "0.0.0.0/0");
  CHECK(*nft_rule(entry, "acl-1 ingress 100") ==
        "meta protocol ip counter accept comment \"acl-1 ingress 100\"");
  entry.action = RuleAction::deny;
  CHECK(*nft_rule(entry, "acl-1 ingress 100") ==
        "meta protocol ip counter drop comment \"acl-1 ingress 100\"");
}

TEST_CASE("nft: an unknown rule is refused by its name") {
  auto entry = nft_entry(kOut, -1, "0.0.0.0/0");
  entry.action = RuleAction::unknown;
  const auto rule = nft_rule(entry, nft_comment("acl-1", entry));
  REQUIRE_FALSE(rule);
  CHECK(rule.error().what.find("acl-1 egress 100") == 0);
  CHECK_FALSE(rule.error().hint.empty());
}

TEST_CASE("nft: comments name the list, the direction and the rule") {
  CHECK(nft_comment("acl-1", kIn, "100") == "acl-1 ingress 100");
  CHECK(nft_comment("acl-1", kOut, "*") == "acl-1 egress *");
  CHECK(nft_comment("aws_network_acl.a[\"x\"]", kIn, "1") == "aws_network_acl.a['x'] ingress 1");
}

TEST_CASE("nft: no list breaks out of a comment, and none takes the comment of another") {
  std::set<std::string> comments;
  const std::string longer(200, 'x');
  const std::string lists[] = {"a",
                               "a\"",
                               "a'",
                               "a\n",
                               "a\r",
                               "a\\",
                               "a_",
                               "a}\"; drop",
                               "a\xc3\xbc",
                               "a\xff",
                               "a\x7f",
                               "a\t",
                               longer,
                               longer + "y",
                               longer + "z",
                               "a_"
                               "\n",
                               std::string("a\0", 2)};
  for (const std::string& list : lists) {
    for (const Direction direction : {kIn, kOut}) {
      const std::string comment = nft_comment(list, direction, "32766");
      CHECK_MESSAGE(comments.insert(comment).second, comment);
      CHECK(comment.size() <= kNftCommentBytes);
      for (const char c : comment) CHECK((c >= ' ' && c <= '~' && c != '"' && c != '\\'));
      CHECK(comment.ends_with(' ' + std::string(to_string(direction)) + " 32766"));
    }
  }
}

}  // namespace
}  // namespace halfopen
