// SPDX-License-Identifier: Apache-2.0
// One odd row never costs the account, and is never guessed at.
#include <doctest/doctest.h>

#include "tests/unit/ingest/loaded.hpp"

namespace halfopen {
namespace {

using tests::codes;
using tests::load;
using tests::rules;

/// An export with one odd ingress row and one sound row.
std::string with_row(const std::string& row) {
  return "{\"NetworkAcls\": [{\"NetworkAclId\": \"acl-1\", \"VpcId\": \"vpc-1\", \"Entries\": [\n" +
         row +
         ",\n{\"CidrBlock\": \"0.0.0.0/0\", \"Egress\": false, \"Protocol\": \"-1\", "
         "\"RuleAction\": "
         "\"allow\", \"RuleNumber\": 200}]}]}";
}

struct Odd {
  const char* row;
  const char* codes;
  const char* rules;  ///< the odd row as kept
};

TEST_CASE("odd rows: the diagnostic, and what is kept of the row") {
  for (
      const Odd& odd :
      {Odd{R"({"CidrBlock": "10.0.0.0/33", "Egress": false, "Protocol": "6", "PortRange": {"From": 1, "To": 2}, "RuleAction": "allow", "RuleNumber": 100})",
           "HO1005@2", "100 unknown 6 1-2 0.0.0.0/0\n100 unknown 6 1-2 ::/0\n"},
       Odd{R"({"CidrBlock": "10.0.0.0/8", "Egress": false, "Protocol": "6", "PortRange": {"From": 1, "To": 70000}, "RuleAction": "allow", "RuleNumber": 100})",
           "HO1006@2", "100 unknown 6 0-65535 10.0.0.0/8\n"},
       Odd{R"({"CidrBlock": "10.0.0.0/8", "Egress": false, "Protocol": "6", "PortRange": {"From": 9, "To": 3}, "RuleAction": "allow", "RuleNumber": 100})",
           "HO1006@2", "100 unknown 6 0-65535 10.0.0.0/8\n"},
       Odd{R"({"CidrBlock": "10.0.0.0/8", "Egress": false, "Protocol": "6", "RuleAction": "allow", "RuleNumber": 100})",
           "HO1006@2", "100 unknown 6 0-65535 10.0.0.0/8\n"},
       Odd{R"({"CidrBlock": "10.0.0.0/8", "Egress": false, "Protocol": "1", "IcmpTypeCode": null, "RuleAction": "allow", "RuleNumber": 100})",
           "HO1007@2", "100 unknown 1 -1:-1 10.0.0.0/8\n"},
       Odd{R"({"CidrBlock": "10.0.0.0/8", "Egress": false, "Protocol": "6x", "RuleAction": "allow", "RuleNumber": 100})",
           "HO1008@2", "100 unknown -1 0-65535 10.0.0.0/8\n"},
       Odd{R"({"CidrBlock": "10.0.0.0/8", "Egress": false, "Protocol": "-1", "RuleAction": "allow"})",
           "HO1009@2", "? unknown -1 0-65535 10.0.0.0/8\n"},
       Odd{R"({"CidrBlock": "10.0.0.0/8", "Egress": false, "Protocol": "-1", "RuleAction": "permit", "RuleNumber": 100})",
           "HO1010@2", "100 unknown -1 0-65535 10.0.0.0/8\n"},
       Odd{R"({"CidrBlock": "10.0.0.0/8", "Egress": false, "Protocol": "-1", "RuleAction": "allow", "RuleNumber": 100, "SourcePortRange": {"From": 1}})",
           "HO1012@2", "100 unknown -1 0-65535 10.0.0.0/8\n"},
       Odd{R"({"Egress": false, "Protocol": "-1", "RuleAction": "allow", "RuleNumber": 100})",
           "HO1005@2", "100 unknown -1 0-65535 0.0.0.0/0\n100 unknown -1 0-65535 ::/0\n"},
       Odd{R"({"CidrBlock": "10.0.0.0/8", "Ipv6CidrBlock": "::/0", "Egress": false, "Protocol": "-1", "RuleAction": "allow", "RuleNumber": 100})",
           "HO1005@2", "100 unknown -1 0-65535 0.0.0.0/0\n100 unknown -1 0-65535 ::/0\n"},
       Odd{R"({"CidrBlock": "10.0.0.0/8", "Egress": false, "Protocol": "-1", "RuleAction": "allow", "RuleNumber": 40000})",
           "HO1009@2", ""},
       Odd{R"("no object")", "HO1016@2",
           "? unknown -1 0-65535 0.0.0.0/0\n? unknown -1 0-65535 ::/0\n"}}) {
    CAPTURE(odd.row);
    const auto loaded = load(with_row(odd.row));
    CHECK(codes(loaded) == odd.codes);
    REQUIRE(loaded.snapshot.acls().size() == 1);
    const std::string kept = rules(loaded.snapshot.acls()[0], Direction::ingress);
    CHECK(kept.starts_with(odd.rules));
    CHECK(kept.find("200 allow -1 0-65535 0.0.0.0/0") != std::string::npos);
    CHECK_FALSE(loaded.diagnostics[0].hint.empty());
  }
}

TEST_CASE("lenient values that mean one thing only") {
  const auto loaded = load(with_row(
      R"({"CidrBlock": "10.0.0.0/8", "Ipv6CidrBlock": null, "Egress": "false", "Protocol": 6, "PortRange": {"From": "22", "To": "22"}, "IcmpTypeCode": null, "RuleAction": "ALLOW", "RuleNumber": "100"})"));
  CHECK(codes(loaded) == "");
  CHECK(rules(loaded.snapshot.acls()[0], Direction::ingress)
            .starts_with("100 allow 6 22 10.0.0.0/8\n"));
}

TEST_CASE("without direction the row is unknown in both") {
  const auto loaded = load(with_row(
      R"({"CidrBlock": "10.0.0.0/8", "Protocol": "-1", "RuleAction": "allow", "RuleNumber": 100})"));
  CHECK(codes(loaded) == "HO1011@2");
  CHECK(rules(loaded.snapshot.acls()[0], Direction::egress) ==
        "100 unknown -1 0-65535 10.0.0.0/8\n");
}

TEST_CASE("all diagnostics at once, in the order of the file") {
  const auto loaded = load(with_row(
      R"({"CidrBlock": "x", "Egress": false, "Protocol": "6", "PortRange": {"From": 5, "To": 2}, "RuleAction": "maybe", "RuleNumber": 100})"));
  CHECK(codes(loaded) == "HO1005@2 HO1010@2 HO1006@2");
}

TEST_CASE("a broken text adds nothing, and the rest is answered") {
  Loader loader;
  loader.add(SourceText("good.json", with_row("{}")), true);
  loader.add(SourceText("cut.json", R"({"NetworkAcls": [{"NetworkAclId": "acl-2", "Entries": [)"),
             true);
  loader.add(SourceText("prose.txt", "hello"), true);
  const auto loaded = std::move(loader).finish();
  CHECK(loaded.snapshot.acls().size() == 1);
  REQUIRE(loaded.snapshot.not_read().size() == 2);
  CHECK(loaded.snapshot.not_read()[0] == "cut.json");
  CHECK(codes(loaded).find("HO1002@1") != std::string::npos);
  CHECK(codes(loaded).find("HO1003@0") != std::string::npos);
}

TEST_CASE("an ACL without entries is unknown, not closed") {
  const auto loaded = load(R"({"NetworkAcls": [{"NetworkAclId": "acl-1", "Entries": null}]})");
  CHECK(codes(loaded) == "HO1016@1");
  CHECK(rules(loaded.snapshot.acls()[0], Direction::egress).starts_with("? unknown"));
  const auto empty = load(R"({"NetworkAcls": [{"NetworkAclId": "acl-1", "Entries": []}]})");
  CHECK(codes(empty) == "");
  CHECK(rules(empty.snapshot.acls()[0], Direction::egress) == "");
}

TEST_CASE("the default ACL is implied only where every association was understood") {
  const auto bound = [](const std::string& lists) {
    const auto loaded =
        load(R"({"Subnets": [{"SubnetId": "s", "VpcId": "v", "CidrBlock": "10.0.0.0/24"}],)" +
             lists + "}");
    return loaded.snapshot.binding(0).known();
  };
  const std::string fallback =
      R"({"NetworkAclId": "d", "VpcId": "v", "IsDefault": true, "Associations": [], "Entries": []})";
  CHECK(bound(R"("NetworkAcls": [)" + fallback + "]"));
  CHECK(bound(
      R"("NetworkAcls": [{"NetworkAclId": "d", "VpcId": "v", "IsDefault": "true", "Associations": [], "Entries": []}])"));
  for (
      const char* other :
      {R"({"NetworkAclId": "c", "VpcId": "v", "Entries": []})",
       R"({"NetworkAclId": "c", "VpcId": "v", "Associations": ["s"], "Entries": []})",
       R"({"NetworkAclId": "c", "VpcId": "v", "Associations": {"SubnetId": "s"}, "Entries": []})",
       R"({"NetworkAclId": "c", "VpcId": "v", "Associations": [{"SubnetID": "s"}], "Entries": []})",
       R"({"NetworkAclId": 7, "VpcId": "v", "Associations": [], "Entries": []})", "null",
       "\"acl-c\""}) {
    CAPTURE(other);
    CHECK_FALSE(bound(R"("NetworkAcls": [)" + fallback + ", " + other + "]"));
  }
  CHECK_FALSE(bound(R"("NetworkAcls": [)" + fallback + R"(], "NextToken": 123)"));
}

TEST_CASE("lists inside envelopes and lists of answers are found") {
  const std::string acl = R"({"NetworkAclId": "a", "Associations": [], "Entries": []})";
  for (const std::string& text : {R"({"Result": {"us-east-1": {"NetworkAcls": [)" + acl + "]}}}",
                                  R"([{"NetworkAcls": [)" + acl + "]}]",
                                  R"({"regions": [{"NetworkAcls": [)" + acl + "]}]}"}) {
    CAPTURE(text);
    CHECK(load(text).snapshot.acls().size() == 1);
  }
  const auto peering = load(
      R"({"VpcPeeringConnectionId": "pcx-1", "AccepterVpcInfo": {"VpcId": "v", "CidrBlock": "10.0.0.0/8"}})");
  CHECK(peering.snapshot.vpcs().empty());
}

TEST_CASE("the primary block is CidrBlock, wherever the key stands") {
  const auto loaded =
      load(R"({"Vpcs": [{"VpcId": "v", "CidrBlockAssociationSet": [{"CidrBlock": "10.9.0.0/16"},
    {"CidrBlock": "10.0.0.0/16"}], "CidrBlock": "10.0.0.0/16"}]})");
  CHECK(to_string(loaded.snapshot.vpcs()[0].cidrs[0]) == "10.0.0.0/16");
}

TEST_CASE("keys that stand twice or are unknown inside a range make the row unknown") {
  CHECK(
      codes(
          load(with_row(
              R"({"CidrBlock": "10.0.0.0/8", "CidrBlock": "11.0.0.0/8", "Egress": false, "Protocol": "-1", "RuleAction": "allow", "RuleNumber": 100})")))
          .starts_with("HO1012@2"));
  CHECK(
      codes(load(with_row(
          R"({"CidrBlock": "10.0.0.0/8", "Egress": false, "Protocol": "6", "PortRange": {"From": 1, "To": 2, "Step": 2}, "RuleAction": "allow", "RuleNumber": 100})"))) ==
      "HO1012@2");
}

TEST_CASE("ports of a protocol that ignores them cannot be wrong") {
  CHECK(
      codes(load(with_row(
          R"({"CidrBlock": "10.0.0.0/8", "Egress": false, "PortRange": "x", "Protocol": "-1", "RuleAction": "allow", "RuleNumber": 100})"))) ==
      "");
}

TEST_CASE("objects without an id are reported") {
  CHECK(codes(load(
            R"({"NetworkAcls": [{"Entries": []}], "Subnets": [{"CidrBlock": "10.0.0.0/24"}]})")) ==
        "HO1004@1 HO1004@1");
}

TEST_CASE("a page that names a next one, alone, is incomplete; with the last one it is not") {
  const std::string page = R"({"NetworkAcls": [], "NextToken": "abc"})";
  CHECK(codes(load(page)) == "HO1014@1");
  CHECK(codes(load(page + "\n" + R"({"NetworkAcls": []})")) == "");
}

TEST_CASE("a plan of Terraform is no export, and is read as what it is") {
  const std::string plan =
      R"({"format_version": "1.0", "terraform_version": "1.5", "planned_values": {}})";
  CHECK(codes(load(plan)) == "");
  CHECK(codes(load(R"({"format_version": "7.0", "terraform_version": "1.5"})")) != "");
}

}  // namespace
}  // namespace halfopen
