// SPDX-License-Identifier: Apache-2.0
// Ways through what texts declare, where AWS or nobody tells the rest.
#include <doctest/doctest.h>

#include <string>

#include "tests/unit/ingest/declared.hpp"

namespace halfopen::tests {
namespace {

const std::string kNet = R"(
  "aws_vpc.v": {"#id": "vpc-1", "cidr_block": "10.0.0.0/16"},
  "aws_subnet.a": {"#id": "subnet-a", "vpc_id": "vpc-1", "cidr_block": "10.0.1.0/24"},
  "aws_subnet.b": {"#id": "subnet-b", "vpc_id": "vpc-1", "cidr_block": "10.0.2.0/24"},
  "aws_internet_gateway.i": {"#id": "igw-1", "vpc_id": "vpc-1"},
  "aws_route_table.a": {"#id": "rtb-a", "vpc_id": "vpc-1",
    "route": [{"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}]})";
const std::string kPublicA = kNet + R"(,
  "aws_route_table_association.a": {"subnet_id": "subnet-a", "route_table_id": "rtb-a"})";

/// The verdict for Terraform resources.
std::string ask(const std::string& resources, const std::string& from, const std::string& to,
                const std::string& services = "443") {
  Declared declared(DeclaredBy::terraform, "{" + resources + "}");
  return verdict(declared.snapshot(), from, to, services);
}

TEST_CASE("declared: a subnet that names no table has the local routes of the main one") {
  CHECK(ask(kPublicA, "10.0.2.5", "10.0.1.5") == "works");
  CHECK(ask(kPublicA, "10.0.2.5", "198.51.100.7").starts_with("no-route NO_ROUTE"));
}

TEST_CASE("declared: an association of the main table moves the subnets that name none") {
  const std::string main = kPublicA + R"(,
    "aws_main_route_table_association.m": {"vpc_id": "vpc-1", "route_table_id": "rtb-a"})";
  CHECK(ask(main, "10.0.2.5", "198.51.100.7") == "works");
  const std::string outside = kPublicA + R"(,
    "aws_main_route_table_association.m": {"vpc_id": "vpc-1", "route_table_id": "rtb-9"})";
  CHECK(ask(outside, "10.0.2.5", "198.51.100.7") == "works");  // its routes are not loaded
}

TEST_CASE("declared: the default route table by any of its names") {
  for (const std::string name :
       {"aws_default_route_table.d", "vpc-1.default_route_table_id", "vpc-1.main_route_table_id"}) {
    CAPTURE(name);
    const std::string adopted = kPublicA + R"(,
      "aws_default_route_table.d": {"default_route_table_id": "vpc-1.default_route_table_id",
        "#configured": ["default_route_table_id"], "route": {"#unknown": "x"},
        "vpc_id": {"#unknown": "x"}},
      "aws_route.d": {"route_table_id": ")" +
                                name + R"(",
        "destination_cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"})";
    CHECK(ask(adopted, "10.0.2.5", "198.51.100.7") == "works");
  }
}

TEST_CASE("declared: a table whose subnet nobody tells leaves no subnet to the main one") {
  const std::string doubtful = kPublicA + R"(,
    "aws_route_table_association.x": {"subnet_id": {"#unknown": "x"}, "route_table_id": "rtb-a"})";
  CHECK(ask(doubtful, "10.0.2.5", "198.51.100.7") == "works");
}

TEST_CASE("declared: what a VPN gateway propagates is unknown where nothing else decides") {
  const std::string vpn = kPublicA + R"(,
    "aws_vpn_gateway.g": {"#id": "vgw-1", "vpc_id": "vpc-1"},
    "aws_vpn_gateway_route_propagation.p": {"route_table_id": "rtb-a",
      "vpn_gateway_id": "vgw-1"})";
  CHECK(ask(vpn, "10.0.1.5", "10.200.0.1").starts_with("unknown"));
  CHECK(ask(vpn, "10.0.1.5", "198.51.100.7") == "works");
  CHECK(ask(vpn, "10.0.1.5", "10.0.2.5") == "works");
}

TEST_CASE("declared: of a VPC that is not loaded the blocks around its subnets are unknown") {
  const std::string apart = R"(
    "aws_subnet.a": {"#id": "subnet-a", "vpc_id": {"#symbol": "var.vpc"},
      "cidr_block": "10.0.1.0/24"},
    "aws_subnet.b": {"#id": "subnet-b", "vpc_id": {"#symbol": "var.vpc"},
      "cidr_block": "10.0.2.0/24"},
    "aws_route_table.a": {"#id": "rtb-a", "vpc_id": {"#symbol": "var.vpc"},
      "route": [{"cidr_block": "0.0.0.0/0", "transit_gateway_id": "tgw-1"}]},
    "aws_route_table_association.a": {"subnet_id": "subnet-a", "route_table_id": "rtb-a"},
    "aws_network_acl.o": {"vpc_id": {"#symbol": "var.vpc"}, "subnet_ids": ["subnet-a", "subnet-b"],
      "ingress": [{"rule_no": 1, "action": "allow", "protocol": "-1", "from_port": 0, "to_port": 0,
        "cidr_block": "0.0.0.0/0"}],
      "egress": [{"rule_no": 1, "action": "allow", "protocol": "-1", "from_port": 0, "to_port": 0,
        "cidr_block": "0.0.0.0/0"}]})";
  CHECK(ask(apart, "10.0.1.5", "10.0.2.5") == "works");
  CHECK(ask(apart, "10.0.1.5", "10.0.99.5") == "unknown UNSUPPORTED_COMPONENT");
  CHECK(ask(apart, "10.0.1.5", "10.99.0.5") == "works");
}

/// Two VPCs at a transit gateway whose table has no route to the second; `more` stands beside them.
std::string ask_transit(const std::string& more) {
  return ask(R"(
  "aws_vpc.v": {"#id": "vpc-1", "cidr_block": "10.0.0.0/16"},
  "aws_vpc.w": {"#id": "vpc-2", "cidr_block": "10.1.0.0/16"},
  "aws_subnet.a": {"#id": "subnet-a", "vpc_id": "vpc-1", "cidr_block": "10.0.1.0/24"},
  "aws_subnet.b": {"#id": "subnet-b", "vpc_id": "vpc-2", "cidr_block": "10.1.1.0/24"},
  "aws_ec2_transit_gateway.t": {"#id": "tgw-1", "default_route_table_association": "disable",
    "default_route_table_propagation": "disable"},
  "aws_ec2_transit_gateway_route_table.t": {"#id": "tgw-rtb-1", "transit_gateway_id": "tgw-1"},
  "aws_ec2_transit_gateway_vpc_attachment.a": {"#id": "tgw-attach-1", "vpc_id": "vpc-1",
    "transit_gateway_id": "tgw-1", "subnet_ids": ["subnet-a"]},
  "aws_ec2_transit_gateway_vpc_attachment.b": {"#id": "tgw-attach-2", "vpc_id": "vpc-2",
    "transit_gateway_id": "tgw-1", "subnet_ids": ["subnet-b"]},
  "aws_ec2_transit_gateway_route_table_association.a": {
    "transit_gateway_attachment_id": "tgw-attach-1", "transit_gateway_route_table_id": "tgw-rtb-1"},
  "aws_ec2_transit_gateway_route_table_association.b": {
    "transit_gateway_attachment_id": "tgw-attach-2", "transit_gateway_route_table_id": "tgw-rtb-1"},
  "aws_ec2_transit_gateway_route.a": {"destination_cidr_block": "10.0.0.0/16",
    "transit_gateway_attachment_id": "tgw-attach-1", "transit_gateway_route_table_id": "tgw-rtb-1"},
  "aws_route_table.a": {"#id": "rtb-a", "vpc_id": "vpc-1",
    "route": [{"cidr_block": "10.1.0.0/16", "transit_gateway_id": "tgw-1"}]},
  "aws_route_table.b": {"#id": "rtb-b", "vpc_id": "vpc-2",
    "route": [{"cidr_block": "10.0.0.0/16", "transit_gateway_id": "tgw-1"}]},
  "aws_route_table_association.a": {"subnet_id": "subnet-a", "route_table_id": "rtb-a"},
  "aws_route_table_association.b": {"subnet_id": "subnet-b", "route_table_id": "rtb-b"})" +
                 more,
             "10.0.1.5", "10.1.1.5");
}

TEST_CASE("declared: what a transit gateway is told by nobody knows where leaves its tables open") {
  CHECK(ask_transit("").starts_with("no-route"));
  const std::string unknown_table = R"("transit_gateway_route_table_id": {"#unknown": "x"}})";
  const std::string unknown_attachment = R"("transit_gateway_attachment_id": {"#unknown": "x"},)";
  for (const std::string& more : {
           R"(, "aws_ec2_transit_gateway_route.x": {"destination_cidr_block": "10.1.1.0/24",
                 "blackhole": true, )" +
               unknown_table,
           R"(, "aws_ec2_transit_gateway_route_table_propagation.x": {
                 "transit_gateway_attachment_id": "tgw-attach-1", )" +
               unknown_table,
           R"(, "aws_ec2_transit_gateway_route_table_association.x": {)" + unknown_attachment +
               R"("transit_gateway_route_table_id": "tgw-rtb-2"})"}) {
    CAPTURE(more);
    CHECK_FALSE(ask_transit(more).starts_with("no-route"));
  }
}

TEST_CASE("declared: who has a public address is asked for, and never taken for none") {
  const std::string group = kPublicA + R"(,
    "aws_security_group.w": {"#id": "sg-1", "vpc_id": "vpc-1", "egress": [], "ingress": [
      {"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["0.0.0.0/0"]}]},
    "aws_instance.w": {"#id": "i-1", "subnet_id": "subnet-a", "private_ip": "10.0.1.10",
      "public_ip": {"#unknown": "known after apply"}, "vpc_security_group_ids": ["sg-1"] MORE})";
  const auto with = [&](const std::string& more) {
    std::string text = group;
    return text.replace(text.find(" MORE"), 5, more);
  };
  const std::string none = "no-route IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS";
  CHECK(ask(with(R"(, "associate_public_ip_address": true)"), "198.51.100.7", "i-1") == "works");
  CHECK(ask(with(R"(, "associate_public_ip_address": false)"), "198.51.100.7", "i-1") == none);
  CHECK(ask(with(""), "198.51.100.7", "i-1") == none);  // the subnet gives none
  CHECK(ask(with("") + R"(, "aws_eip.e": {"instance": "i-1",
    "public_ip": {"#unknown": "known after apply"}})",
            "198.51.100.7", "i-1") == "works");
}

/// A private NAT gateway before a peered VPC, whose ACL lets in `block`.
std::string behind_private_nat(const std::string& block) {
  const std::string rules = R"([{"rule_no": 100, "action": "allow", "protocol": "-1",
      "from_port": 0, "to_port": 0, "cidr_block": ")" +
                            block + R"("}])";
  return kNet + R"(,
    "aws_nat_gateway.n": {"#id": "nat-1", "subnet_id": "subnet-a", "connectivity_type": "private"},
    "aws_vpc_peering_connection.p": {"#id": "pcx-1", "vpc_id": "vpc-1", "peer_vpc_id": "vpc-2"},
    "aws_route.p": {"route_table_id": "rtb-a", "destination_cidr_block": "10.9.0.0/16",
      "vpc_peering_connection_id": "pcx-1"},
    "aws_route_table_association.a": {"subnet_id": "subnet-a", "route_table_id": "rtb-a"},
    "aws_route_table.b": {"#id": "rtb-b", "vpc_id": "vpc-1",
      "route": [{"cidr_block": "10.9.0.0/16", "nat_gateway_id": "nat-1"}]},
    "aws_route_table_association.b": {"subnet_id": "subnet-b", "route_table_id": "rtb-b"},
    "aws_vpc.w": {"#id": "vpc-2", "cidr_block": "10.9.0.0/16"},
    "aws_subnet.c": {"#id": "subnet-c", "vpc_id": "vpc-2", "cidr_block": "10.9.1.0/24"},
    "aws_route_table.c": {"#id": "rtb-c", "vpc_id": "vpc-2",
      "route": [{"cidr_block": "10.0.0.0/16", "vpc_peering_connection_id": "pcx-1"}]},
    "aws_route_table_association.c": {"subnet_id": "subnet-c", "route_table_id": "rtb-c"},
    "aws_network_acl.c": {"#id": "acl-c", "vpc_id": "vpc-2", "subnet_ids": ["subnet-c"],
      "ingress": )" +
         rules + R"(, "egress": )" + rules + "}";
}

TEST_CASE("declared: a NAT gateway that does not exist yet has some address of its subnet") {
  CHECK(ask(behind_private_nat("10.0.1.0/24"), "10.0.2.5", "10.9.1.5") == "works");
  CHECK(ask(behind_private_nat("10.0.1.0/25"), "10.0.2.5", "10.9.1.5").starts_with("unknown"));
  CHECK(ask(behind_private_nat("10.0.2.0/24"), "10.0.2.5", "10.9.1.5").starts_with("denied"));
}

}  // namespace
}  // namespace halfopen::tests
