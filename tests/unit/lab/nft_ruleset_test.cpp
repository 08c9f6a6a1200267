// SPDX-License-Identifier: Apache-2.0
#include "halfopen/lab/nft_ruleset.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "halfopen/lab/nft_file.hpp"
#include "halfopen/lab/nft_rule.hpp"

namespace halfopen {
namespace {

NetworkAclEntry nft_row(RuleNumber number, Direction direction, RuleAction action,
                        const std::string& cidr) {
  NetworkAclEntry entry;
  entry.number = number;
  entry.direction = direction;
  entry.action = action;
  entry.cidr = *parse_cidr_block(cidr);
  return entry;
}

NetworkAcl nft_acl(const std::string& id, std::vector<NetworkAclEntry> rows,
                   const std::string& name = "") {
  Diagnostics diagnostics;
  return {{id, name, "", false, {}}, std::move(rows), diagnostics};
}

std::vector<NetworkAcl> two_acls() {
  std::vector<NetworkAcl> acls;
  acls.push_back(nft_acl("acl-1",
                         {nft_row(200, Direction::ingress, RuleAction::deny, "10.1.0.0/16"),
                          nft_row(100, Direction::ingress, RuleAction::allow, "10.0.0.0/8"),
                          nft_row(100, Direction::egress, RuleAction::allow, "::/0")},
                         "web"));
  acls.push_back(nft_acl("acl-2", {}));
  return acls;
}

/// The lines of the chain of that name, without its braces.
std::string chain(const std::string& text, const std::string& name) {
  const std::string head = "  chain " + name + " {\n";
  const std::size_t begin = text.find(head);
  if (begin == std::string::npos) return "no chain " + name;
  const std::size_t from = begin + head.size();
  return text.substr(from, text.find("  }\n", from) - from);
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST_CASE("nft table: rules in the order of their numbers, the default deny counted at the end") {
  const auto text = nft_netdev_table("t", two_acls(), std::vector<NftPort>{{"eth1", 0}});
  REQUIRE(text);
  CHECK(chain(*text, "acl_0_ingress") ==
        "    meta protocol ip ip saddr 10.0.0.0/8 counter accept comment \"acl-1 ingress 100\"\n"
        "    meta protocol ip ip saddr 10.1.0.0/16 counter drop comment \"acl-1 ingress 200\"\n"
        "    counter drop comment \"acl-1 ingress *\"\n");
  CHECK(chain(*text, "acl_0_egress") ==
        "    meta protocol ip6 counter accept comment \"acl-1 egress 100\"\n"
        "    counter drop comment \"acl-1 egress *\"\n");
  CHECK(text->find("acl_1") == std::string::npos);
}

// Amazon VPC User Guide, network ACLs: ingress enters the subnet. It does so by leaving the router.
TEST_CASE("nft table: the port's egress is the subnet's ingress, and the other way round") {
  const auto text = nft_netdev_table("t", two_acls(), std::vector<NftPort>{{"eth1", 0}});
  REQUIRE(text);
  const std::string into = chain(*text, "port_0_ingress");
  CHECK(into.find("hook egress device \"eth1\"") != std::string::npos);
  CHECK(into.find("jump acl_0_ingress") != std::string::npos);
  const std::string out = chain(*text, "port_0_egress");
  CHECK(out.find("hook ingress device \"eth1\"") != std::string::npos);
  CHECK(out.find("jump acl_0_egress") != std::string::npos);
}

TEST_CASE("nft table: ARP and neighbour discovery pass before the ACL is asked") {
  const auto text = nft_netdev_table("t", two_acls(), std::vector<NftPort>{{"eth1", 0}});
  REQUIRE(text);
  for (const std::string name : {"port_0_ingress", "port_0_egress"}) {
    const std::string lines = chain(*text, name);
    const std::size_t jump = lines.find("    meta protocol { ip, ip6 } jump ");
    CHECK(lines.find("meta protocol arp accept") < jump);
    CHECK(lines.find("ip6 hoplimit 255 ip6 nexthdr 58 @th,0,8 133-137 accept") < jump);
    CHECK(jump != std::string::npos);
  }
}

TEST_CASE("nft table: two ports may have one ACL, whose rules then stand once") {
  const std::vector<NftPort> ports{{"eth1", 1}, {"eth2", 0}, {"eth3", 1}};
  const auto text = nft_netdev_table("t", two_acls(), ports);
  REQUIRE(text);
  CHECK(count_of(*text, "  chain acl_") == 4);
  CHECK(count_of(*text, "  chain port_") == 6);
  CHECK(count_of(*text, "jump acl_1_ingress") == 2);
  CHECK(count_of(*text, "jump acl_0_egress") == 1);
}

TEST_CASE("nft table: an unknown rule is an error, if some port has its ACL") {
  auto acls = two_acls();
  acls.push_back(
      nft_acl("acl-3", {nft_row(7, Direction::egress, RuleAction::unknown, "0.0.0.0/0")}));
  CHECK(nft_netdev_table("t", acls, std::vector<NftPort>{{"eth1", 0}}));
  const auto refused = nft_netdev_table("t", acls, std::vector<NftPort>{{"eth1", 2}});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().what.find("acl-3 egress 7") == 0);
}

TEST_CASE("nft table: odd devices, two of one name, and ACLs that are not there are refused") {
  for (const std::string device : {"",
                                   ".",
                                   "..",
                                   "eth1\"",
                                   "eth 1",
                                   "eth1;",
                                   "eth1\n",
                                   "eth/1",
                                   "eth1*",
                                   "a\\",
                                   "{",
                                   "eth1:0",
                                   "0123456789abcdef",
                                   "$",
                                   "$1",
                                   "$a b",
                                   "$a;",
                                   "b$a",
                                   "$a-b",
                                   "\xc3\xa4"}) {
    CHECK_FALSE_MESSAGE(is_nft_device(device), device);
    CHECK_FALSE(nft_netdev_table("t", two_acls(), std::vector<NftPort>{{device, 0}}));
    CHECK_FALSE(nft_group_table("t", two_acls()[0], device));
  }
  for (const std::string device : {"eth1", "0", "br-1.100", "wg_0", "0123456789abcde", "$port_1"}) {
    CHECK_MESSAGE(is_nft_device(device), device);
  }
  CHECK_FALSE(nft_netdev_table("t", two_acls(), std::vector<NftPort>{{"a", 0}, {"a", 1}}));
  CHECK_FALSE(nft_netdev_table("t", two_acls(), std::vector<NftPort>{{"a", 2}}));
  CHECK_FALSE(nft_netdev_table("t", two_acls(), {}));
  for (const std::string table : {"", "1", "a b", "t {", "a\n"}) {
    CHECK_FALSE(nft_netdev_table(table, two_acls(), std::vector<NftPort>{{"a", 0}}));
    CHECK_FALSE(nft_group_table(table, two_acls()[0], "eth1"));
  }
}

TEST_CASE("nft table: no id and no name breaks out of its line") {
  const std::string odd = "acl\"}\n  }\n}\ntable inet x {\\";
  const std::vector<NetworkAcl> acls{
      nft_acl(odd, {nft_row(1, Direction::ingress, RuleAction::allow, "0.0.0.0/0")}, odd)};
  const std::vector<NetworkAcl> plain{
      nft_acl("a", {nft_row(1, Direction::ingress, RuleAction::allow, "0.0.0.0/0")}, "b")};
  const std::vector<NftPort> ports{{"eth1", 0}};
  const auto lines = [](const std::string& text) { return count_of(text, "\n"); };
  CHECK(lines(*nft_file(acls, ports)) == lines(*nft_file(plain, ports)));
  CHECK(lines(*nft_group_table("t", acls[0], "eth1")) ==
        lines(*nft_group_table("t", plain[0], "eth1")));
  CHECK(nft_file(acls, ports)->find('\\') == std::string::npos);
}

TEST_CASE("nft file: says how it is loaded, and takes its predecessor away") {
  const auto acls = two_acls();
  const auto named = nft_file(acls, std::vector<NftPort>{{"eth1", 0}});
  REQUIRE(named);
  CHECK(named->find("# acl-1 (web) on eth1\n") != std::string::npos);
  CHECK(named->find("  nft -f FILE\n") != std::string::npos);
  CHECK(named->find("nft delete table netdev halfopen\n") != std::string::npos);
  CHECK(named->find("\ntable netdev halfopen\ndelete table netdev halfopen\n"
                    "table netdev halfopen {\n") != std::string::npos);
  const auto open = nft_file(acls, std::vector<NftPort>{{std::string(kNftPortVariable), 0}});
  REQUIRE(open);
  CHECK(open->find("  nft -D subnet_port=eth1 -f FILE\n") != std::string::npos);
  CHECK(open->find("hook egress device $subnet_port priority") != std::string::npos);
  CHECK(open->find("define ") == std::string::npos);  // nobody may take a port for granted
}

// EC2 User Guide, security groups: stateful, allow only; rules of both directions name the other
// end. They guard a network interface, which stands before its host: what leaves by the host's port
// goes to the host.
TEST_CASE("nft group table: known connections pass, then the rules, then a counted drop") {
  const NetworkAcl rules =
      NetworkAcl::ordered({"sg-1+sg-2", "", "", false, {}},
                          {nft_row(0, Direction::ingress, RuleAction::allow, "10.0.0.0/8"),
                           nft_row(0, Direction::ingress, RuleAction::allow, "192.0.2.1/32"),
                           nft_row(0, Direction::egress, RuleAction::allow, "::/0")});
  const auto text = nft_group_table("groups", rules, "eth1");
  REQUIRE(text);
  CHECK(text->starts_with("table inet groups {\n  # sg-1+sg-2\n"));
  const std::string known =
      "    ct state established,related accept comment \"known connections pass\"\n";
  CHECK(chain(*text, "to_host") ==
        "    type filter hook forward priority 0; policy accept;\n"
        "    oifname != \"eth1\" accept comment \"the other direction\"\n" +
            known +
            "    meta protocol ip ip saddr 10.0.0.0/8 counter accept comment \"sg-1+sg-2 ingress "
            "1\"\n"
            "    meta protocol ip ip saddr 192.0.2.1/32 counter accept comment \"sg-1+sg-2 ingress "
            "2\"\n"
            "    counter drop comment \"sg-1+sg-2 ingress *\"\n");
  CHECK(chain(*text, "from_host") ==
        "    type filter hook forward priority 0; policy accept;\n"
        "    iifname != \"eth1\" accept comment \"the other direction\"\n" +
            known +
            "    meta protocol ip6 counter accept comment \"sg-1+sg-2 egress 1\"\n"
            "    counter drop comment \"sg-1+sg-2 egress *\"\n");
  CHECK(count_of(*text, "  chain ") == 2);
  CHECK_FALSE(nft_group_table(
      "t", nft_acl("sg", {nft_row(1, Direction::egress, RuleAction::unknown, "::/0")}), "eth1"));
}

}  // namespace
}  // namespace halfopen
