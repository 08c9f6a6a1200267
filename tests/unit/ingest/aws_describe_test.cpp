// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/aws_describe.hpp"

#include <doctest/doctest.h>

#include "tests/unit/ingest/loaded.hpp"

namespace halfopen {
namespace {

using tests::codes;
using tests::load;
using tests::rules;

const std::string kAcl = R"({"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": true,
 "Associations": [{"NetworkAclAssociationId": "aclassoc-1", "NetworkAclId": "acl-1", "SubnetId": "subnet-1"}],
 "Entries": [
  {"CidrBlock": "0.0.0.0/0", "Egress": true, "Protocol": "-1", "RuleAction": "allow", "RuleNumber": 100},
  {"CidrBlock": "0.0.0.0/0", "Egress": true, "Protocol": "-1", "RuleAction": "deny", "RuleNumber": 32767},
  {"CidrBlock": "10.1.2.3/16", "Egress": false, "PortRange": {"From": 443, "To": 444}, "Protocol": "6", "RuleAction": "allow", "RuleNumber": 110},
  {"Ipv6CidrBlock": "::/0", "Egress": false, "IcmpTypeCode": {"Type": 128, "Code": -1}, "Protocol": "58", "RuleAction": "allow", "RuleNumber": 120},
  {"Ipv6CidrBlock": "::/0", "Egress": false, "Protocol": "-1", "RuleAction": "deny", "RuleNumber": 32768}],
 "Tags": [{"Key": "Name", "Value": "main"}]})";

void check_acl(const Loader::Loaded& loaded) {
  CHECK(codes(loaded) == "");
  REQUIRE(loaded.snapshot.acls().size() == 1);
  const NetworkAcl& acl = loaded.snapshot.acls()[0];
  CHECK(acl.id() == "acl-1");
  CHECK(acl.vpc_id() == "vpc-1");
  CHECK(acl.is_default());
  CHECK(rules(acl, Direction::egress) == "100 allow -1 0-65535 0.0.0.0/0\n");
  CHECK(rules(acl, Direction::ingress) ==
        "110 allow 6 443-444 10.1.0.0/16\n120 allow 58 128:-1 ::/0\n");
  REQUIRE(loaded.snapshot.subnets().size() == 1);
  CHECK(loaded.snapshot.binding(0).source == AclBinding::Source::associated);
}

TEST_CASE("what describe-network-acls prints, in every wrapping") {
  for (const std::string& text :
       {R"({"NetworkAcls": [)" + kAcl + "]}",
        R"({"NetworkAcls": [)" + kAcl + R"(], "NextToken": null})",
        R"({"NextToken": "", "NetworkAcls": [)" + kAcl + "]}",
        R"({"status_code": 200, "data": {"NetworkAcls": [)" + kAcl +
            R"(], "ResponseMetadata": {"a": 1}}})",
        R"({"DESCRIBE_NETWORK_ACLS": [)" + kAcl + "]}", "[" + kAcl + "]", kAcl,
        R"({"network_acls": [)" + kAcl + R"(], "collector_version": "1", "vpcs": null})",
        "\xef\xbb\xbf" + kAcl}) {
    CAPTURE(text);
    check_acl(load(text));
  }
}

TEST_CASE("keys that start with a small letter, as other tools write them") {
  std::string small = kAcl;
  for (std::size_t i = 1; i + 1 < small.size(); ++i) {
    const bool opens_key = small[i - 1] == '"' && small[i] >= 'A' && small[i] <= 'Z' &&
                           small.find("\":", i) == small.find('"', i);
    if (opens_key) small[i] = static_cast<char>(small[i] + 32);
  }
  CHECK(small.find("networkAclId") != std::string::npos);
  check_acl(load(small));
}

TEST_CASE("several kinds in one text, several texts of one kind, JSON lines") {
  const std::string subnets =
      R"("Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24",
      "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": "2001:db8::/64", "Ipv6CidrBlockState": {"State": "associated"}},
        {"Ipv6CidrBlock": "2001:db9::/64", "Ipv6CidrBlockState": {"State": "disassociated"}}],
      "Tags": {"Name": "web"}}])";
  const std::string vpcs =
      R"("Vpcs": [{"CidrBlock": "10.0.0.0/16", "VpcId": "vpc-1", "CidrBlockAssociationSet": [
      {"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}}, {"CidrBlock": "10.1.0.0/16"}]}])";
  for (const std::string& text :
       {"{" + subnets + "," + vpcs + "}", "{" + vpcs + "}\n{" + subnets + "}\n"}) {
    const auto loaded = load(text);
    CHECK(codes(loaded) == "");
    REQUIRE(loaded.snapshot.subnets().size() == 1);
    const Subnet& subnet = loaded.snapshot.subnets()[0];
    CHECK(subnet.name == "web");
    CHECK(to_string(subnet.addresses(IpFamily::v6)) == "2001:db8::/64");
    REQUIRE(loaded.snapshot.vpcs().size() == 1);
    CHECK(loaded.snapshot.vpcs()[0].cidrs.size() == 2);
    CHECK(to_string(loaded.snapshot.vpcs()[0].cidrs[0]) == "10.0.0.0/16");
  }
}

TEST_CASE("other lists of the API are known to be there, not judged") {
  const auto loaded = load(
      R"({"VpnConnections": [{"VpnConnectionId": "vpn-1", "VpnGatewayId": "vgw-1"}], "FlowLogs": [], "Tags": [{"Key": "a"}]})");
  CHECK(codes(loaded) == "");
  REQUIRE(loaded.snapshot.not_judged().size() == 1);
  CHECK(loaded.snapshot.not_judged()[0] == "VpnConnections");
}

TEST_CASE("interfaces and instances are not taken for subnets or VPCs") {
  const auto loaded = load(
      R"({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "VpcId": "vpc-1"}],
    "Reservations": [{"Instances": [{"InstanceId": "i-1", "SubnetId": "subnet-1", "CidrBlock": "10.0.0.0/8"}]}]})");
  CHECK(loaded.snapshot.subnets().empty());
  CHECK(loaded.snapshot.vpcs().empty());
}

TEST_CASE("the place of a rule is the line and column of its entry") {
  const auto loaded = load(R"({"NetworkAcls": [)" + kAcl + "]}");
  const Origin& origin = loaded.snapshot.acls()[0].entries(Direction::ingress)[0].origin;
  CHECK(loaded.sources.place(origin) == "input.json:6:3");
}

}  // namespace
}  // namespace halfopen
