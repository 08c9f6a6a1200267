// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/rule_table.hpp"

#include <doctest/doctest.h>

#include "tests/unit/ingest/loaded.hpp"

namespace halfopen {
namespace {

using tests::codes;
using tests::load;
using tests::rules;

std::string ingress(const std::string& text) {
  const auto loaded = load(text, "table.txt");
  if (loaded.snapshot.acls().size() != 1)
    return std::to_string(loaded.snapshot.acls().size()) + " ACLs";
  return codes(loaded) + rules(loaded.snapshot.acls()[0], Direction::ingress);
}

TEST_CASE("the console's table, tab-separated and without header") {
  CHECK(ingress("Inbound rules (3)\n"
                "Rule number\tType\tProtocol\tPort range\tSource\tAllow/Deny\n"
                "100\tHTTPS (443)\tTCP (6)\t443\t0.0.0.0/0\tAllow\n"
                "110\tCustom TCP\tTCP (6)\t1024 - 65535\t0.0.0.0/0\tAllow\n"
                "*\tAll traffic\tAll\tAll\t0.0.0.0/0\tDeny\n") ==
        "100 allow 6 443 0.0.0.0/0\n110 allow 6 1024-65535 0.0.0.0/0\n");
  CHECK(ingress("Inbound\n100\tSSH\tTCP\t22\t192.0.2.0/24\tALLOW\n") ==
        "100 allow 6 22 192.0.2.0/24\n");
}

TEST_CASE("a Markdown table with escapes, as the documentation prints it") {
  CHECK(
      ingress(
          "**Inbound**  \n\n"
          "| Rule \\# | Type | Protocol | Port range | Source | Allow/Deny | Comments | \n"
          "| --- | --- | --- | --- | --- | --- | --- | \n"
          "|  120  | SSH |  TCP  |  1024\\-65535  | 192\\.0\\.2\\.0/24 |  ALLOW  |  Replies\\. | \n"
          "|  \\*  | All traffic |  All  |  All  | 0\\.0\\.0\\.0/0 |  DENY  |  | \n") ==
      "120 allow 6 1024-65535 192.0.2.0/24\n");
}

TEST_CASE("columns are found by their header, in any order") {
  CHECK(ingress("| Rule # | Source IP | Protocol | Port | Allow/Deny |\n"
                "| 100 | 10.0.0.0/24 | TCP | 1433 | ALLOW |\n"
                "| 130 | ::/0 | all | all | DENY |\n") ==
        "100 allow 6 1433 10.0.0.0/24\n130 deny -1 0-65535 ::/0\n");
}

TEST_CASE("rows as words, in the orders that people use") {
  for (const char* row :
       {"100 HTTPS TCP 443 0.0.0.0/0 ALLOW", "100 allow tcp 443 any", "100 allow tcp/443 0.0.0.0/0",
        "100 TCP 443 0.0.0.0/0 ALLOW  # web", "100 HTTPS (443) TCP (6) 443 0.0.0.0/0 Allow",
        "100 HTTPS 0.0.0.0/0 allow", "100 allow 6 443 0.0.0.0/0 for everybody from 10.0.0.0/8"}) {
    CAPTURE(row);
    CHECK(ingress(std::string("Ingress\n") + row + "\n") == "100 allow 6 443 0.0.0.0/0\n");
  }
  CHECK(ingress("ingress 100 allow tcp 443 any; egress 200 allow tcp 0-0 any") ==
        "100 allow 6 443 0.0.0.0/0\n");
}

TEST_CASE("protocols, ports and ICMP in words") {
  CHECK(ingress("Inbound\n"
                "10 All traffic All All 10.0.0.0/8 ALLOW\n"
                "20 All TCP TCP 0 - 65535 10.0.0.0/8 ALLOW\n"
                "30 Custom UDP UDP 53 10.0.0.0/8 DENY\n"
                "40 All ICMP - IPv4 ICMP All 10.0.0.0/8 ALLOW\n"
                "50 Custom protocol 50 All 10.0.0.0/8 ALLOW\n"
                "60 allow icmp 3:4 10.0.0.0/8\n"
                "70 allow tcp 0-0 10.0.0.0/8\n") ==
        "10 allow -1 0-65535 10.0.0.0/8\n20 allow 6 0-65535 10.0.0.0/8\n30 deny 17 53 10.0.0.0/8\n"
        "40 allow 1 -1:-1 10.0.0.0/8\n50 allow 50 0-65535 10.0.0.0/8\n60 allow 1 3:4 10.0.0.0/8\n"
        "70 allow 6 0 10.0.0.0/8\n");
  CHECK(ingress("Inbound\n| # | Type | Protocol | Ports | Source | Action |\n"
                "| 10 | Custom ICMP - IPv4 | ICMP (1) | Echo Request | 0.0.0.0/0 | allow |\n"
                "| 20 | All ICMP - IPv6 | IPV6-ICMP (58) | All | ::/0 | allow |\n") ==
        "10 allow 1 8:-1 0.0.0.0/0\n20 allow 58 -1:-1 ::/0\n");
}

TEST_CASE(
    "a number behind all or -1 is a port, which the protocol ignores; before it, a protocol") {
  for (const char* row :
       {"100 allow -1 53 any", "100 allow all 53 any", "100 All traffic All 53 0.0.0.0/0 ALLOW"}) {
    CAPTURE(row);
    CHECK(ingress(std::string("Ingress\n") + row + "\n") == "100 allow -1 0-65535 0.0.0.0/0\n");
  }
  // Here the row is complete before the number: what that means is not known.
  CHECK(ingress("Ingress\n100 any allow -1 22\n").find("HO1013") == 0);
  for (const char* row : {"100 allow 50 all any", "100 Custom protocol 50 All 0.0.0.0/0 ALLOW"}) {
    CAPTURE(row);
    CHECK(ingress(std::string("Ingress\n") + row + "\n") == "100 allow 50 0-65535 0.0.0.0/0\n");
  }
}

TEST_CASE("an explicit port wins over the label") {
  CHECK(ingress("Inbound\n120 SSH TCP 1024-65535 192.0.2.0/24 ALLOW\n") ==
        "120 allow 6 1024-65535 192.0.2.0/24\n");
}

TEST_CASE("directives name the ACL, its VPC and its subnets") {
  const auto loaded = load(
      "acl: acl-web\nname: front\nvpc: vpc-1 10.0.0.0/16\ndefault: yes\n"
      "subnet: subnet-1 10.0.1.0/24 2001:db8::/64\nInbound\n"
      "100 All traffic All All 0.0.0.0/0 ALLOW\n",
      "table.txt");
  CHECK(codes(loaded) == "");
  const NetworkAcl& acl = loaded.snapshot.acls()[0];
  CHECK(acl.id() == "acl-web");
  CHECK(acl.name() == "front");
  CHECK(acl.is_default());
  REQUIRE(loaded.snapshot.subnets().size() == 1);
  CHECK(loaded.snapshot.subnets()[0].cidrs.size() == 2);
  CHECK(loaded.snapshot.subnets()[0].vpc_id == "vpc-1");
  CHECK(loaded.snapshot.binding(0).known());
}

TEST_CASE("without an id the ACL is named after the file; several follow each other") {
  const auto loaded = load(
      "Inbound\n100 allow tcp 1 any\nOutbound\n100 allow tcp 2 any\n"
      "Inbound\n100 allow tcp 3 any\n",
      "dir/my-table.v2.txt");
  REQUIRE(loaded.snapshot.acls().size() == 2);
  CHECK(loaded.snapshot.acls()[0].id() == "my-table");
  CHECK(loaded.snapshot.acls()[1].id() == "my-table-2");
  CHECK(rules(loaded.snapshot.acls()[1], Direction::ingress) == "100 allow 6 3 0.0.0.0/0\n");
}

TEST_CASE("a destination header makes the table outbound") {
  const auto loaded = load(
      "Rule # Type Protocol Port range Destination Allow/Deny\n"
      "100 HTTPS TCP 443 0.0.0.0/0 ALLOW\n",
      "table.txt");
  CHECK(rules(loaded.snapshot.acls()[0], Direction::egress) == "100 allow 6 443 0.0.0.0/0\n");
}

TEST_CASE("what cannot be read is said, with its line, and is unknown") {
  CHECK(ingress("Inbound\n100 SSH TCP 22 10.0.0.300/24 ALLOW\n") ==
        "HO1005@2100 unknown 6 22 0.0.0.0/0\n100 unknown 6 22 ::/0\n");
  CHECK(ingress("Inbound\n100 Custom TCP TCP 70000 0.0.0.0/0 ALLOW\n") ==
        "HO1006@2100 unknown 6 0-65535 0.0.0.0/0\n");
  CHECK(ingress("Inbound\n| Rule # | Source | Protocol | Port | Allow/Deny |\n"
                "| 120 | address of your home network | TCP | 22 | ALLOW |\n")
            .starts_with("HO1005@3"));
  CHECK(ingress("Inbound\n100 HTTPS TCP 443 0.0.0.0/0 ALLOW\nl10 HTTP TCP 80 0.0.0.0/0 ALLOW\n")
            .starts_with("HO1013@3"));
  CHECK(ingress("Inbound\n* All traffic All All 0.0.0.0/0 ALLOW\n").starts_with("HO1009@2"));
  const auto nowhere = load("100 HTTPS TCP 443 0.0.0.0/0 ALLOW\n", "table.txt");
  CHECK(codes(nowhere) == "HO1011@1");
}

TEST_CASE("words that stand where something is missing are named, never dropped") {
  CHECK(ingress("Inbound\n100 Custom ICMP - IPv4 ICMP Echo Request 0.0.0.0/0 ALLOW\n") ==
        "100 allow 1 8:-1 0.0.0.0/0\n");
  CHECK(ingress("Inbound\n100 allow icmp echo any\n").starts_with("HO1007@2"));
  CHECK(ingress("Inbound\n100 All ICMP - IPv4 10.0.0.0/8 ALLOW\n") ==
        "100 allow 1 -1:-1 10.0.0.0/8\n");
  for (const char* row : {"100 allow tcp 80,443 any", "100 allow tcp eight any"}) {
    CAPTURE(row);
    CHECK(ingress(std::string("Inbound\n") + row + "\n").starts_with("HO1006@2"));
  }
  CHECK(ingress("Inbound\n100 allow tcp any any\n") == "100 allow 6 0-65535 0.0.0.0/0\n");
  CHECK(ingress("Inbound\n100 permit tcp 22 any\n").starts_with("HO1010@2"));
}

TEST_CASE("rows in the ways that people number them") {
  for (const char* row :
       {"100: allow tcp 443 any", "100. allow tcp 443 any", "100) allow tcp 443 any",
        "Rule 100 allow tcp 443 any", "#100 allow tcp 443 any"}) {
    CAPTURE(row);
    CHECK(ingress(std::string("Inbound\n") + row + "\n") == "100 allow 6 443 0.0.0.0/0\n");
  }
}

TEST_CASE("a second rule in a line is said, and unknown") {
  CHECK(ingress("Inbound\n100 allow tcp 443 any, 110 allow tcp 80 any\n").starts_with("HO1013@2"));
}

TEST_CASE("every word of a row counts: what does not fit makes the row unknown") {
  for (const char* row :
       {"100 allow tcp 443 22 0.0.0.0/0", "100 allow tcp 22 198.51.100.0 255.255.255.0",
        "100 allow tcp 22 10.0.0.0/8 198.51.100.0/24", "1 000 allow tcp 443 any",
        "100 allow https from 10.0.0.0/8 8443"}) {
    CAPTURE(row);
    const std::string read = ingress(std::string("Inbound\n") + row + "\n");
    CHECK(read.starts_with("HO"));
    CHECK(read.find(" allow ") == std::string::npos);
  }
}

TEST_CASE("rows in the ways that people write numbers, ranges and protocols") {
  for (const auto& [row, rule] : std::initializer_list<std::pair<const char*, const char*>>{
           {"* 90 deny tcp 443 198.51.100.0/24", "90 deny 6 443 198.51.100.0/24\n"},
           {"- 90 deny tcp 443 any", "90 deny 6 443 0.0.0.0/0\n"},
           {"Rule 90: deny HTTPS from anywhere", "90 deny 6 443 0.0.0.0/0\n"},
           {"ingress rule 90 deny tcp 443 any", "90 deny 6 443 0.0.0.0/0\n"},
           {"100 allow tcp 1024 to 65535 any", "100 allow 6 1024-65535 0.0.0.0/0\n"},
           {"100 HTTPS 6 443 0.0.0.0/0 ALLOW", "100 allow 6 443 0.0.0.0/0\n"},
           {"100 Custom UDP  17  1 - 49151 0.0.0.0/0 ALLOW", "100 allow 17 1-49151 0.0.0.0/0\n"},
           {"100 allow icmp 8 0 any", "100 allow 1 8:0 0.0.0.0/0\n"},
           {"100 allow DNS (TCP) any", "100 allow 6 53 0.0.0.0/0\n"},
           {"100 allow 443/tcp any", "100 allow 6 443 0.0.0.0/0\n"},
           {"100 allow tcp 22 198.51.100.0 /24", "100 allow 6 22 198.51.100.0/24\n"},
           {"100 MS SQL TCP 1433 10.0.0.0/8 ALLOW", "100 allow 6 1433 10.0.0.0/8\n"},
           {"100,HTTPS,TCP,443,0.0.0.0/0,ALLOW", "100 allow 6 443 0.0.0.0/0\n"},
           {"100;HTTPS;TCP;443;0.0.0.0/0;ALLOW", "100 allow 6 443 0.0.0.0/0\n"},
           {"100 allow tcp 443 any # allow tcp from 10.0.0.0/8", "100 allow 6 443 0.0.0.0/0\n"}}) {
    CAPTURE(row);
    CHECK(ingress(std::string("Inbound\n") + row + "\n") == rule);
  }
}

TEST_CASE("a line that was meant as a rule is never lost") {
  for (const char* row :
       {"deny tcp 443 any", "1,000 allow tcp 443 any", "allow https from anywhere",
        "| 90a | HTTPS | TCP | 443 | Anywhere | DENY |", "ALLOW"}) {
    CAPTURE(row);
    CHECK(ingress(std::string("Inbound\n100 allow tcp 22 any\n") + row + "\n")
              .starts_with("HO1013@3"));
  }
  CHECK(codes(load("x\ningress allow tcp 443 any\n", "table.txt")) == "HO1013@2");
}

TEST_CASE("headers: ports before numbers, no source ports, labels that are no types") {
  CHECK(ingress("Inbound\n| Rule # | Protocol | Port Number | Source | Action |\n| 100 | TCP | 443 "
                "| any | allow |\n") == "100 allow 6 443 0.0.0.0/0\n");
  const std::string both =
      "Inbound\n| Rule # | Protocol | Destination port | Source port | Source | Action |\n";
  CHECK(ingress(both + "| 100 | TCP | 443 | Any | any | allow |\n") ==
        "100 allow 6 443 0.0.0.0/0\n");
  CHECK(ingress(both + "| 100 | TCP | 443 | 1024-65535 | any | allow |\n").starts_with("HO1012@3"));
  const std::string typed = "Inbound\n| Rule # | Type | Protocol | Ports | Source | Action |\n";
  CHECK(ingress(typed + "| 100 | Allow SSH | | | any | allow |\n").starts_with("HO1008@3"));
  CHECK(ingress(typed + "| 100 | HTTP | TCP | - | any | allow |\n") ==
        "100 allow 6 80 0.0.0.0/0\n");
  const auto outbound = load(
      "Outbound\n| Rule # | Protocol | Ports | Source/Destination | Action |\n"
      "| 100 | TCP | 443 | any | allow |\n",
      "table.txt");
  CHECK(rules(outbound.snapshot.acls()[0], Direction::egress) == "100 allow 6 443 0.0.0.0/0\n");
}

TEST_CASE("tables of other things are left out") {
  CHECK(ingress("Inbound\n| Rule # | Protocol | Port | Source | Action |\n| 100 | TCP | 443 | any "
                "| allow |\n\n"
                "| Source | Protocol | Port range | Comments |\n| --- | --- | --- | --- |\n"
                "| 0.0.0.0/0 | TCP | 80 | a security group's rule: allow |\n") ==
        "100 allow 6 443 0.0.0.0/0\n");
}

TEST_CASE("titles: the second family of a direction, titles with other words, several ACLs") {
  const auto split = load(
      "Inbound rules:\n100 allow tcp 1 any\nOutbound:\n100 allow tcp 2 any\n"
      "Ingress IPv6:\n110 allow tcp 3 ::/0\nEgress IPv6:\n110 allow tcp 4 ::/0\n",
      "t.txt");
  REQUIRE(split.snapshot.acls().size() == 1);
  CHECK(rules(split.snapshot.acls()[0], Direction::egress) ==
        "100 allow 6 2 0.0.0.0/0\n110 allow 6 4 ::/0\n");
  const auto two = load(
      "1. Inbound rules of a\n100 allow tcp 1 any\nSubnet outbound rules:\n100 allow tcp 2 any\n"
      "2. Inbound rules of b\n100 allow tcp 3 any\n",
      "t.txt");
  CHECK(codes(two) == "HO1018@0");
  REQUIRE(two.snapshot.acls().size() == 2);
  CHECK(rules(two.snapshot.acls()[0], Direction::egress) == "100 allow 6 2 0.0.0.0/0\n");
}

TEST_CASE("a subnet without a name is refused") {
  CHECK(codes(load("subnet: 10.0.1.0/24\nInbound\n100 allow tcp 443 any\n", "t.txt")) ==
        "HO1015@1");
}

TEST_CASE("a sentence that begins with a direction is no title") {
  CHECK(ingress("Inbound\n100 allow tcp 443 any\nInbound traffic to the web servers:\n"
                "Outbound HTTP goes elsewhere.\n110 allow tcp 80 any\n") ==
        "100 allow 6 443 0.0.0.0/0\n110 allow 6 80 0.0.0.0/0\n");
}

TEST_CASE("source and destination columns: the section says which one counts") {
  const std::string header = "| Rule # | Protocol | Port | Source | Destination | Action |\n";
  CHECK(ingress("Inbound\n" + header + "| 100 | TCP | 443 | 10.0.0.0/8 | 0.0.0.0/0 | allow |\n") ==
        "100 allow 6 443 10.0.0.0/8\n");
}

TEST_CASE("a commented-out rule is a comment") {
  CHECK(ingress("Inbound\n100 allow tcp 443 any\n# 200 allow tcp 80 0.0.0.0/0\n") ==
        "100 allow 6 443 0.0.0.0/0\n");
}

TEST_CASE("an ACL without rows denies all") {
  const auto loaded = load("acl: closed\nInbound\nOutbound\n", "table.txt");
  CHECK(codes(loaded) == "");
  REQUIRE(loaded.snapshot.acls().size() == 1);
  CHECK(load("[Inbound]\n100 allow tcp 443 any\n", "x.txt").snapshot.acls().size() == 1);
}

TEST_CASE("a line among rules that begins with a number and is no rule is told, and passes") {
  CHECK(codes(load("acl: a\ningress 100 allow tcp 443 any\n15 oops\negress 1 allow all any\n",
                   "table.txt")) == "HO1013@3");
  CHECK(codes(load("acl: a\nIt has 3 subnets\ningress 100 allow tcp 443 any\n", "table.txt")) ==
        "");
}

TEST_CASE("prose passes") {
  CHECK(ingress("# My ACL\nThis is how 10 people allow traffic.\n\nInbound\nHere it comes:\n"
                "100 HTTPS TCP 443 0.0.0.0/0 ALLOW\nThat was it.\n") ==
        "100 allow 6 443 0.0.0.0/0\n");
  CHECK(codes(load("just prose\nand more\n", "table.txt")) == "HO1003@0");
}

}  // namespace
}  // namespace halfopen
