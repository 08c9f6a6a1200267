// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/unit/ingest/loaded.hpp"
#include "tests/unit/ingest/objects_text.hpp"

namespace halfopen {
namespace {

using tests::codes;
using tests::load;
using tests::text_of;

std::string group(const std::string& ingress, const std::string& egress = "[]") {
  return R"({"GroupId": "sg-1", "GroupName": "web", "VpcId": "vpc-1", "IpPermissions": )" +
         ingress + R"(, "IpPermissionsEgress": )" + egress + "}";
}

std::string groups(const std::string& ingress, const std::string& egress = "[]") {
  return R"({"SecurityGroups": [)" + group(ingress, egress) + "]}";
}

TEST_CASE("a permission becomes one rule for each peer") {
  const auto loaded = load(groups(
      R"([{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 444,
  "IpRanges": [{"CidrIp": "10.1.2.3/8", "Description": "office"}, {"CidrIp": "192.0.2.0/24"}],
  "Ipv6Ranges": [{"CidrIpv6": "2001:db8::/32"}], "PrefixListIds": [{"PrefixListId": "pl-1"}],
  "UserIdGroupPairs": [{"GroupId": "sg-2", "UserId": "1", "PeeringStatus": "active"}]}])",
      R"([{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])"));
  CHECK(codes(loaded) == "");
  const CloudObjects& objects = loaded.snapshot.objects();
  REQUIRE(objects.security_groups.size() == 1);
  const SecurityGroup& read = objects.security_groups[0];
  CHECK(read.id == "sg-1");
  CHECK(read.name == "web");
  CHECK(read.vpc_id == "vpc-1");
  CHECK_FALSE(read.from_rules);
  CHECK(text_of(read) ==
        "ingress allow 6 443-444 10.0.0.0/8\ningress allow 6 443-444 192.0.2.0/24\n"
        "ingress allow 6 443-444 2001:db8::/32\ningress allow 6 443-444 pl-1\n"
        "ingress allow 6 443-444 sg-2\negress allow -1 0-65535 0.0.0.0/0\n");
  CHECK(read.rules[0].description == "office");
  CHECK(loaded.sources.place(read.rules[0].origin) == "input.json:2:16");
  CHECK(objects.has_list(ObjectKind::security_groups));
  CHECK_FALSE(objects.has_list(ObjectKind::route_tables));
}

struct Shape {
  const char* fields;
  const char* rule;
  const char* codes;
};

TEST_CASE("protocols, ports and messages") {
  for (const Shape& shape : {
           Shape{R"("IpProtocol": "tcp", "FromPort": 0, "ToPort": 65535)", "allow 6 0-65535", ""},
           Shape{R"("IpProtocol": "17", "FromPort": "53", "ToPort": 53)", "allow 17 53", ""},
           Shape{R"("IpProtocol": 6, "FromPort": 1, "ToPort": 2)", "allow 6 1-2", ""},
           Shape{R"("IpProtocol": "-1", "FromPort": 5, "ToPort": 5)", "allow -1 0-65535", ""},
           Shape{R"("IpProtocol": "47")", "allow 47 0-65535", ""},
           Shape{R"("IpProtocol": "icmp", "FromPort": 8, "ToPort": 0)", "allow 1 8:0", ""},
           Shape{R"("IpProtocol": "icmp", "FromPort": 3, "ToPort": -1)", "allow 1 3:-1", ""},
           Shape{R"("IpProtocol": "icmp", "FromPort": -1, "ToPort": -1)", "allow 1 -1:-1", ""},
           Shape{R"("IpProtocol": "icmpv6")", "allow 58 -1:-1", ""},
           Shape{R"("IpProtocol": "58", "FromPort": 128, "ToPort": 0)", "allow 58 128:0", ""},
           Shape{R"("IpProtocol": "icmp")", "unknown 1 -1:-1", "HO1007@1"},
           Shape{R"("IpProtocol": "icmp", "FromPort": 300)", "unknown 1 -1:-1", "HO1007@1"},
           Shape{R"("IpProtocol": "tcp")", "unknown 6 0-65535", "HO1006@1"},
           Shape{R"("IpProtocol": "udp", "FromPort": 9, "ToPort": 3)", "unknown 17 0-65535",
                 "HO1006@1"},
           Shape{R"("IpProtocol": "tcp", "FromPort": [], "ToPort": 70000)", "unknown 6 0-65535",
                 "HO1006@1"},
           Shape{R"("IpProtocol": "bogus")", "unknown -1 0-65535", "HO1008@1"},
           Shape{R"("FromPort": 1)", "unknown -1 0-65535", "HO1008@1"},
           Shape{R"("IpProtocol": "tcp", "FromPort": 1, "ToPort": 2, "SourcePort": 5)",
                 "unknown 6 1-2", "HO1012@1"},
       }) {
    CAPTURE(shape.fields);
    const auto loaded = load(
        groups("[{" + std::string(shape.fields) + R"(, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}])"));
    CHECK(codes(loaded) == shape.codes);
    CHECK(text_of(loaded.snapshot.objects().security_groups.at(0)) ==
          "ingress " + std::string(shape.rule) + " 10.0.0.0/8\n");
  }
}

TEST_CASE("a peer that cannot be read is every address, unknown") {
  const std::string unknown = "ingress unknown 17 53 0.0.0.0/0\ningress unknown 17 53 ::/0\n";
  for (const auto& [peers, found] :
       {std::pair{R"(, "IpRanges": [{"CidrIp": "10.0.0.0/33"}])", "HO1005@1 HO1019@1"},
        std::pair{R"(, "IpRanges": [{"Description": "x"}])", "HO1019@1"},
        std::pair{R"(, "UserIdGroupPairs": [{"GroupName": "classic"}])", "HO1019@1"},
        std::pair{R"(, "UserIdGroupPairs": [{"GroupId": 7}])", "HO1016@1 HO1019@1"},
        std::pair{R"(, "PrefixListIds": 5)", "HO1016@1 HO1019@1"}, std::pair{"", "HO1019@1"}}) {
    CAPTURE(peers);
    const auto loaded = load(groups(R"([{"IpProtocol": "udp", "FromPort": 53, "ToPort": 53)" +
                                    std::string(peers) + "}]"));
    CHECK(codes(loaded) == found);
    CHECK(text_of(loaded.snapshot.objects().security_groups.at(0)) == unknown);
  }
  const auto none = load(groups(R"([{"IpProtocol": "-1", "IpRanges": []}])"));
  CHECK(codes(none) == "");
  CHECK(none.snapshot.objects().security_groups.at(0).rules.empty());
}

TEST_CASE("a group without one of its lists may allow anything in that direction") {
  const auto loaded = load(R"({"SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": []}]})");
  CHECK(codes(loaded) == "HO1016@1");
  CHECK(text_of(loaded.snapshot.objects().security_groups.at(0)) ==
        "egress unknown -1 0-65535 0.0.0.0/0\negress unknown -1 0-65535 ::/0\n");
  CHECK(codes(load(groups(R"(["x"])"))) == "HO1016@1");
  CHECK(codes(load(R"({"SecurityGroups": [{"IpPermissions": [], "IpPermissionsEgress": []}]})")) ==
        "HO1004@1");
}

const std::string kRules = R"({"SecurityGroupRules": [
 {"SecurityGroupRuleId": "sgr-1", "GroupId": "sg-1", "GroupOwnerId": "1", "IsEgress": false, "IpProtocol": "tcp",
  "FromPort": 22, "ToPort": 22, "CidrIpv4": "10.0.0.0/8", "Tags": []},
 {"SecurityGroupRuleId": "sgr-2", "GroupId": "sg-1", "IsEgress": true, "IpProtocol": "-1", "FromPort": -1,
  "ToPort": -1, "ReferencedGroupInfo": {"GroupId": "sg-9", "UserId": "1"}}]})";

TEST_CASE("the view with one object a rule") {
  const auto loaded = load(kRules);
  CHECK(codes(loaded) == "");
  REQUIRE(loaded.snapshot.objects().security_groups.size() == 1);
  const SecurityGroup& read = loaded.snapshot.objects().security_groups[0];
  CHECK(read.from_rules);
  CHECK(text_of(read) ==
        "ingress allow 6 22 10.0.0.0/8 sgr-1\negress allow -1 0-65535 sg-9 sgr-2\n");
}

TEST_CASE("both views of a group are one, in any order") {
  const std::string whole = groups(
      R"([{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}])",
      R"([{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-9"}]}])");
  for (const std::string& text : {whole + kRules, kRules + whole}) {
    const auto loaded = load(text);
    CHECK(codes(loaded) == "");
    REQUIRE(loaded.snapshot.objects().security_groups.size() == 1);
    CHECK(text_of(loaded.snapshot.objects().security_groups[0]) ==
          "ingress allow 6 22 10.0.0.0/8 sgr-1\negress allow -1 0-65535 sg-9 sgr-2\n");
  }
}

TEST_CASE("descriptions that contradict: the first counts") {
  const std::string open =
      groups(R"([{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])");
  CHECK(codes(load(open + "\n" + open)) == "");
  const auto two = load(open + "\n" + groups("[]"));
  CHECK(codes(two) == "HO2003@2");
  CHECK(two.snapshot.objects().security_groups.at(0).rules.size() == 1);
  const auto views = load(groups("[]") + "\n" + kRules);
  CHECK(codes(views).find("HO2003") != std::string::npos);
  CHECK(views.snapshot.objects().security_groups.at(0).rules.empty());
}

TEST_CASE("a rule without direction is unknown in both") {
  const auto loaded = load(
      R"({"SecurityGroupRules": [{"GroupId": "sg-1", "IpProtocol": "-1", "CidrIpv6": "::/0"}]})");
  CHECK(codes(loaded) == "HO1011@1");
  CHECK(text_of(loaded.snapshot.objects().security_groups.at(0)) ==
        "ingress unknown -1 0-65535 ::/0\negress unknown -1 0-65535 ::/0\n");
}

TEST_CASE("an item of AWS Config writes blocks as texts, and IPv4 twice") {
  const auto loaded = load(
      R"({"configurationItems": [{"resourceType": "AWS::EC2::SecurityGroup", "configuration": {"groupId": "sg-1",
   "groupName": "web", "vpcId": "vpc-1", "ipPermissionsEgress": [], "ipPermissions": [{"ipProtocol": "tcp", "fromPort": 80,
   "toPort": 80, "ipv4Ranges": [{"cidrIp": "10.0.0.0/8"}], "ipRanges": ["10.0.0.0/8"], "ipv6Ranges": [],
   "prefixListIds": [], "userIdGroupPairs": []}], "tags": []}}]})");
  CHECK(codes(loaded) == "");
  CHECK(text_of(loaded.snapshot.objects().security_groups.at(0)) ==
        "ingress allow 6 80 10.0.0.0/8\n");
  CHECK(loaded.snapshot.not_judged().empty());
}

}  // namespace
}  // namespace halfopen
