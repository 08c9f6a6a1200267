// SPDX-License-Identifier: Apache-2.0
// What texts declare means what the export of the deployed thing says.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/unit/ingest/declared.hpp"
#include "tests/unit/ingest/loaded.hpp"
#include "tests/unit/ingest/objects_text.hpp"

namespace halfopen::tests {
namespace {

std::string sorted_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    at = end == std::string::npos ? text.size() : end + 1;
  }
  std::sort(lines.begin(), lines.end());
  std::string sorted;
  for (const std::string& line : lines) sorted += line + '\n';
  return sorted;
}

/// Everything but names and origins, in an order of its own.
std::string text_of(const CloudObjects& objects) {
  std::vector<std::string> all;
  for (const RouteTable& table : objects.route_tables) {
    all.push_back(table.id + ' ' + table.vpc_id + (table.main ? " main " : " ") +
                  joined(table.subnet_ids) + '|' + joined(table.gateway_ids) + '\n' +
                  sorted_lines(tests::text_of(table)));
  }
  for (const SecurityGroup& group : objects.security_groups) {
    all.push_back(group.id + ' ' + group.vpc_id + '\n' + sorted_lines(tests::text_of(group)));
  }
  for (const Gateway& gateway : objects.gateways) {
    all.push_back(gateway.id + " gateway " + std::to_string(static_cast<int>(gateway.kind)) + ' ' +
                  joined(gateway.vpc_ids) + '\n');
  }
  for (const NatGateway& nat : objects.nat_gateways) {
    all.push_back(nat.id + " nat " + nat.vpc_id + ' ' + nat.subnet_id +
                  (nat.is_private ? " private" : "") + '\n');
  }
  for (const VpcPeering& peering : objects.peerings) {
    all.push_back(peering.id + ' ' + peering.sides[0].vpc_id + ' ' + peering.sides[1].vpc_id +
                  (peering.active ? " active\n" : "\n"));
  }
  for (const NetworkInterface& interface : objects.interfaces) {
    all.push_back(interface.id + ' ' + interface.subnet_id + ' ' + interface.vpc_id + ' ' +
                  tests::text_of(interface) + ' ' + joined(interface.group_ids) + ' ' +
                  interface.instance_id + '\n');
  }
  for (const TransitGatewayAttachment& one : objects.attachments) {
    all.push_back(one.id + ' ' + one.gateway_id + ' ' + one.resource_id + ' ' +
                  joined(one.subnet_ids) + ' ' + one.route_table_id + '\n');
  }
  for (const TransitGatewayRouteTable& table : objects.transit_route_tables) {
    all.push_back(table.id + ' ' + table.gateway_id + ' ' + joined(table.associated) + '\n' +
                  sorted_lines(tests::text_of(table)));
  }
  for (const PrefixList& list : objects.prefix_lists) {
    std::string blocks;
    for (const CidrBlock& block : list.cidrs) blocks += ' ' + to_string(block);
    all.push_back(list.id + blocks + (list.entries_known ? "\n" : " ?\n"));
  }
  std::sort(all.begin(), all.end());
  std::string text;
  for (const std::string& one : all) text += one;
  return text;
}

std::string described(const std::string& json) { return text_of(load(json).snapshot.objects()); }

std::string terraform(const std::string& json) {
  Declared declared(DeclaredBy::terraform, json);
  return text_of(declared.snapshot().objects());
}

std::string template_of(const std::string& json) {
  Declared declared(DeclaredBy::cloudformation, json);
  return text_of(declared.snapshot().objects());
}

const std::string kTerraformNet = R"(
  "aws_vpc.v": {"#id": "vpc-1", "cidr_block": "10.0.0.0/16"},
  "aws_subnet.a": {"#id": "subnet-a", "vpc_id": "vpc-1", "cidr_block": "10.0.1.0/24"},
  "aws_subnet.b": {"#id": "subnet-b", "vpc_id": "vpc-1", "cidr_block": "10.0.2.0/24"})";
const std::string kTemplateNet = R"(
  "vpc-1": {"Type": "AWS::EC2::VPC", "CidrBlock": "10.0.0.0/16"},
  "subnet-a": {"Type": "AWS::EC2::Subnet", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24"},
  "subnet-b": {"Type": "AWS::EC2::Subnet", "VpcId": "vpc-1", "CidrBlock": "10.0.2.0/24"})";
const std::string kDescribedNet = R"(
  "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}],
  "Subnets": [{"SubnetId": "subnet-a", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24"},
              {"SubnetId": "subnet-b", "VpcId": "vpc-1", "CidrBlock": "10.0.2.0/24"}])";

// Routes and gateways of a public and a private subnet.
const std::string kTerraformRoutes = kTerraformNet + R"(,
  "aws_internet_gateway.i": {"#id": "igw-1", "vpc_id": "vpc-1"},
  "aws_nat_gateway.n": {"#id": "nat-1", "subnet_id": "subnet-a", "allocation_id": "eip-1"},
  "aws_route_table.a": {"#id": "rtb-a", "vpc_id": "vpc-1", "#configured": ["vpc_id", "route"],
    "route": [{"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1", "nat_gateway_id": ""}]},
  "aws_route_table.b": {"#id": "rtb-b", "vpc_id": "vpc-1", "#configured": ["vpc_id"],
    "route": {"#unknown": "known after apply"}},
  "aws_route.b": {"route_table_id": "rtb-b", "destination_cidr_block": "0.0.0.0/0",
    "nat_gateway_id": "nat-1", "state": {"#unknown": "known after apply"}},
  "aws_route_table_association.a": {"subnet_id": "subnet-a", "route_table_id": "rtb-a"},
  "aws_route_table_association.b": {"subnet_id": "subnet-b", "route_table_id": "rtb-b"})";
const std::string kTemplateRoutes = kTemplateNet + R"(,
  "igw-1": {"Type": "AWS::EC2::InternetGateway"},
  "attach": {"Type": "AWS::EC2::VPCGatewayAttachment", "VpcId": "vpc-1",
    "InternetGatewayId": "igw-1"},
  "nat-1": {"Type": "AWS::EC2::NatGateway", "SubnetId": "subnet-a", "AllocationId": "eip-1"},
  "rtb-a": {"Type": "AWS::EC2::RouteTable", "VpcId": "vpc-1"},
  "ra": {"Type": "AWS::EC2::Route", "RouteTableId": "rtb-a", "DestinationCidrBlock": "0.0.0.0/0",
    "GatewayId": "igw-1"},
  "rtb-b": {"Type": "AWS::EC2::RouteTable", "VpcId": "vpc-1"},
  "rb": {"Type": "AWS::EC2::Route", "RouteTableId": "rtb-b", "DestinationCidrBlock": "0.0.0.0/0",
    "NatGatewayId": "nat-1"},
  "aa": {"Type": "AWS::EC2::SubnetRouteTableAssociation", "SubnetId": "subnet-a",
    "RouteTableId": "rtb-a"},
  "ab": {"Type": "AWS::EC2::SubnetRouteTableAssociation", "SubnetId": "subnet-b",
    "RouteTableId": "rtb-b"})";
const std::string kDescribedRoutes = "{" + kDescribedNet + R"(,
  "InternetGateways": [{"InternetGatewayId": "igw-1",
    "Attachments": [{"VpcId": "vpc-1", "State": "available"}]}],
  "NatGateways": [{"NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "subnet-a",
    "State": "available", "NatGatewayAddresses": []}],
  "RouteTables": [
    {"RouteTableId": "MAIN", "VpcId": "vpc-1", "Associations": [{"Main": true}],
     "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local"}]},
    {"RouteTableId": "rtb-a", "VpcId": "vpc-1", "Associations": [{"SubnetId": "subnet-a"}],
     "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local"},
                {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1"}]},
    {"RouteTableId": "rtb-b", "VpcId": "vpc-1", "Associations": [{"SubnetId": "subnet-b"}],
     "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local"},
                {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1"}]}]})";

std::string with(std::string text, const std::string& what, const std::string& by) {
  text.replace(text.find(what), what.size(), by);
  return text;
}

TEST_CASE("declared: routes and gateways are those of the deployed account") {
  CHECK(terraform("{" + kTerraformRoutes + "}") ==
        described(with(kDescribedRoutes, "MAIN", "vpc-1.default_route_table_id")));
  CHECK(template_of("{" + kTemplateRoutes + "}") ==
        described(with(kDescribedRoutes, "MAIN", "vpc-1.DefaultRouteTable")));
}

TEST_CASE("declared: a private subnet reaches the internet by its NAT gateway, and nobody it") {
  for (const bool by_terraform : {true, false}) {
    CAPTURE(by_terraform);
    Declared declared(by_terraform ? DeclaredBy::terraform : DeclaredBy::cloudformation,
                      "{" + (by_terraform ? kTerraformRoutes : kTemplateRoutes) + "}");
    const Snapshot snapshot = declared.snapshot();
    CHECK(verdict(snapshot, "10.0.2.5", "198.51.100.7", "443") == "works");
    CHECK(verdict(snapshot, "198.51.100.7", "10.0.2.5", "443") != "works");
    CHECK(verdict(snapshot, "198.51.100.7", "10.0.1.5", "443") == "works");
    CHECK(verdict(snapshot, "10.0.1.5", "10.0.2.5", "22") == "works");
  }
}

TEST_CASE("declared: a gateway that is attached to nothing carries nothing") {
  const std::string attachment = R"("InternetGatewayId": "igw-1"},
  "nat-1")";
  Declared declared(DeclaredBy::cloudformation,
                    "{" + with(kTemplateRoutes, attachment, R"("VpnGatewayId": "vgw-9"},
  "nat-1")") + "}");
  const Snapshot snapshot = declared.snapshot();
  CHECK(verdict(snapshot, "10.0.1.5", "198.51.100.7", "443").find("BAD_STATE") !=
        std::string::npos);
  CHECK(verdict(snapshot, "198.51.100.7", "10.0.1.5", "443").find("works") == std::string::npos);
}

TEST_CASE("declared: without route tables the routes count as not loaded") {
  Declared declared(DeclaredBy::terraform, "{" + kTerraformNet + "}");
  const Snapshot snapshot = declared.snapshot();
  CHECK(snapshot.objects().route_tables.empty());
  CHECK_FALSE(snapshot.topology().has_routes(0));
  CHECK(verdict(snapshot, "10.0.1.5", "198.51.100.7", "443") == "works");
}

TEST_CASE("declared: a route to what nobody tells is unknown, never a guess") {
  for (const std::string target :
       {R"("nat_gateway_id": {"#unknown": "known after apply"})",
        R"("gateway_id": {"#symbol": "var.gateway"})", R"("gateway_id": "an id of no kind")"}) {
    CAPTURE(target);
    Declared declared(DeclaredBy::terraform, "{" + kTerraformNet + R"(,
      "aws_route_table.a": {"#id": "rtb-a", "vpc_id": "vpc-1"},
      "aws_route_table_association.a": {"subnet_id": "subnet-a", "route_table_id": "rtb-a"},
      "aws_route.a": {"route_table_id": "rtb-a", "destination_cidr_block": "0.0.0.0/0", )" +
                                                 target + "}}");
    const Snapshot snapshot = declared.snapshot();
    CHECK(verdict(snapshot, "10.0.1.5", "198.51.100.7", "443").starts_with("unknown"));
    CHECK(verdict(snapshot, "198.51.100.7", "10.0.1.5", "443").starts_with("unknown"));
    CHECK(verdict(snapshot, "10.0.1.5", "10.0.2.5", "443") == "works");
  }
}

TEST_CASE("declared: a route whose destination nobody tells may decide for any packet") {
  Declared declared(DeclaredBy::terraform, "{" + kTerraformRoutes + R"(,
    "aws_route.x": {"route_table_id": "rtb-a", "gateway_id": "igw-1",
      "destination_cidr_block": {"#unknown": "known after apply"}}})");
  const Snapshot snapshot = declared.snapshot();
  CHECK(verdict(snapshot, "10.0.1.5", "198.51.100.7", "443").starts_with("unknown"));
  CHECK(verdict(snapshot, "10.0.2.5", "10.0.1.9", "443").starts_with("unknown"));
}

TEST_CASE("declared: the VPC of a table is that of its subnets, or the table is left out") {
  const std::string table = R"(,
    "aws_route_table.a": {"#id": "rtb-a", "vpc_id": {"#unknown": "why"}})";
  Declared known(DeclaredBy::terraform, "{" + kTerraformNet + table + R"(,
    "aws_route_table_association.a": {"subnet_id": "subnet-a", "route_table_id": "rtb-a"}})");
  CHECK(known.snapshot().objects().route_tables[0].vpc_id == "vpc-1");
  Declared unknown(DeclaredBy::terraform, "{" + kTerraformNet + table + "}");
  CHECK(unknown.snapshot().objects().route_tables.empty());
  CHECK(unknown.codes().find("HO5001") != std::string::npos);
}

TEST_CASE("declared: what is added to a table that is not loaded is said once") {
  Declared declared(DeclaredBy::terraform, "{" + kTerraformRoutes + R"(,
    "aws_route.x": {"route_table_id": "rtb-9", "destination_cidr_block": "10.9.0.0/16",
      "gateway_id": "igw-1"},
    "aws_route.y": {"route_table_id": "rtb-9", "destination_cidr_block": "10.8.0.0/16",
      "gateway_id": "igw-1"}})");
  const Snapshot snapshot = declared.snapshot();
  CHECK(declared.codes() == "HO5009");
  CHECK(verdict(snapshot, "10.0.2.5", "198.51.100.7", "443") == "works");
}

TEST_CASE("declared: a subnet with a table that is not loaded does not fall to the main one") {
  Declared declared(DeclaredBy::terraform,
                    "{" +
                        with(kTerraformRoutes, R"("subnet-b", "route_table_id": "rtb-b")",
                             R"("subnet-b", "route_table_id": "rtb-9")") +
                        "}");
  const Snapshot snapshot = declared.snapshot();
  CHECK_FALSE(snapshot.topology().table_of(1));
  CHECK(snapshot.topology().table_of(0));
}

// Security groups.
const std::string kDescribedGroup = "{" + kDescribedNet + R"(,
  "SecurityGroups": [{"GroupId": "sg-1", "GroupName": "web", "VpcId": "vpc-1",
    "IpPermissions": [
      {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
       "IpRanges": [{"CidrIp": "10.0.0.0/8"}, {"CidrIp": "192.0.2.0/24"}], "Ipv6Ranges": [],
       "PrefixListIds": [], "UserIdGroupPairs": []},
      {"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
      {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-1"}]}],
    "IpPermissionsEgress": [{"IpProtocol": "udp", "FromPort": 53, "ToPort": 53,
       "PrefixListIds": [{"PrefixListId": "pl-1"}]}]}]})";

TEST_CASE("declared: rules of security groups, inline and standalone, are those deployed") {
  const std::string expected = described(kDescribedGroup);
  CHECK(terraform("{" + kTerraformNet + R"(,
    "aws_security_group.w": {"#id": "sg-1", "name": "web", "vpc_id": "vpc-1",
      "ingress": [
        {"protocol": "tcp", "from_port": 443, "to_port": 443, "self": false,
         "cidr_blocks": ["10.0.0.0/8", "192.0.2.0/24"], "ipv6_cidr_blocks": [],
         "security_groups": [], "prefix_list_ids": []},
        {"protocol": "icmp", "from_port": 8, "to_port": -1, "cidr_blocks": ["0.0.0.0/0"]},
        {"protocol": "-1", "from_port": 0, "to_port": 0, "self": true}],
      "egress": [{"protocol": "udp", "from_port": 53, "to_port": 53,
        "prefix_list_ids": ["pl-1"]}]}})") == expected);
  CHECK(terraform("{" + kTerraformNet + R"(,
    "aws_security_group.w": {"#id": "sg-1", "name": "web", "vpc_id": "vpc-1",
      "#configured": ["name", "vpc_id"], "ingress": {"#unknown": "x"},
      "egress": {"#unknown": "x"}},
    "aws_security_group_rule.a": {"security_group_id": "sg-1", "type": "ingress",
      "protocol": "tcp", "from_port": 443, "to_port": 443,
      "cidr_blocks": ["10.0.0.0/8", "192.0.2.0/24"]},
    "aws_vpc_security_group_ingress_rule.b": {"security_group_id": "sg-1", "ip_protocol": "icmp",
      "from_port": 8, "to_port": -1, "cidr_ipv4": "0.0.0.0/0"},
    "aws_vpc_security_group_ingress_rule.c": {"security_group_id": "sg-1", "ip_protocol": "-1",
      "referenced_security_group_id": "sg-1"},
    "aws_vpc_security_group_egress_rule.d": {"security_group_id": "sg-1", "ip_protocol": "udp",
      "from_port": 53, "to_port": 53, "prefix_list_id": "pl-1"}})") == expected);
  CHECK(template_of("{" + kTemplateNet + R"(,
    "sg-1": {"Type": "AWS::EC2::SecurityGroup", "GroupName": "web", "VpcId": "vpc-1",
      "SecurityGroupIngress": [
        {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.0.0.0/8"},
        {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "192.0.2.0/24"},
        {"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1, "CidrIp": "0.0.0.0/0"}]},
    "self": {"Type": "AWS::EC2::SecurityGroupIngress", "GroupId": "sg-1", "IpProtocol": "-1",
      "SourceSecurityGroupId": "sg-1"},
    "dns": {"Type": "AWS::EC2::SecurityGroupEgress", "GroupId": "sg-1", "IpProtocol": "udp",
      "FromPort": 53, "ToPort": 53, "DestinationPrefixListId": "pl-1"}})") == expected);
}

TEST_CASE("declared: CloudFormation keeps the egress rule of AWS, Terraform removes it") {
  CHECK(template_of("{" + kTemplateNet + R"(,
    "sg-1": {"Type": "AWS::EC2::SecurityGroup", "VpcId": "vpc-1"}})") ==
        "sg-1 vpc-1\negress allow -1 0-65535 0.0.0.0/0\n");
  CHECK(terraform("{" + kTerraformNet + R"(,
    "aws_security_group.w": {"#id": "sg-1", "vpc_id": "vpc-1", "#configured": ["vpc_id"],
      "egress": {"#unknown": "known after apply"}}})") == "sg-1 vpc-1\n");
}

TEST_CASE("declared: a peer that nobody tells makes the rule unknown") {
  const std::string text = terraform("{" + kTerraformNet + R"(,
    "aws_security_group.w": {"#id": "sg-1", "vpc_id": "vpc-1", "ingress": [
      {"protocol": "tcp", "from_port": 22, "to_port": 22,
       "cidr_blocks": ["10.0.0.0/8", {"#unknown": "why"}]}], "egress": []}})");
  CHECK(text ==
        "sg-1 vpc-1\ningress allow 6 22 10.0.0.0/8\ningress unknown 6 22 0.0.0.0/0\n"
        "ingress unknown 6 22 ::/0\n");
}

// Instances.
const std::string kHosts = R"(,
  "aws_security_group.w": {"#id": "sg-1", "vpc_id": "vpc-1", "egress": [], "ingress": [
    {"protocol": "tcp", "from_port": 443, "to_port": 443, "security_groups": ["sg-2"]}]},
  "aws_security_group.c": {"#id": "sg-2", "vpc_id": "vpc-1", "ingress": [], "egress": [
    {"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}]},
  "aws_instance.w": {"#id": "i-w", "subnet_id": "subnet-b", "private_ip": "10.0.2.10",
    "vpc_security_group_ids": ["sg-1"]})";

TEST_CASE("declared: instances with known addresses are judged by their groups") {
  Declared declared(DeclaredBy::terraform, "{" + kTerraformRoutes + kHosts + R"(,
    "aws_instance.c": {"#id": "i-c", "subnet_id": "subnet-a", "private_ip": "10.0.1.10",
      "vpc_security_group_ids": ["sg-2"]}})");
  const Snapshot snapshot = declared.snapshot();
  CHECK(verdict(snapshot, "i-c", "i-w", "443") == "works");
  CHECK(verdict(snapshot, "i-c", "i-w", "22") == "denied");
  CHECK(verdict(snapshot, "198.51.100.7", "i-w", "443") != "works");
  // Somebody else may get the group by then.
  CHECK(verdict(snapshot, "10.0.1.77", "i-w", "443") == "unknown");
}

TEST_CASE("declared: an instance without an address does not make its subnet empty") {
  Declared declared(DeclaredBy::terraform, "{" + kTerraformRoutes + kHosts + R"(,
    "aws_instance.c": {"#id": "i-c", "subnet_id": "subnet-b",
      "private_ip": {"#unknown": "known after apply"}, "vpc_security_group_ids": ["sg-2"]}})");
  const Snapshot snapshot = declared.snapshot();
  const auto ends = resolve_where(snapshot, "subnet-b").value();
  CHECK_FALSE(ends[0].hosts_only);
  CHECK(ends[0].addresses.bits.contains(IpAddress(IpFamily::v4, 0x0a000263).bits()));
}

TEST_CASE("declared: interfaces of all three texts are the same") {
  const std::string expected = described("{" + kDescribedNet + R"(,
    "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-a",
      "VpcId": "vpc-1", "InterfaceType": "interface", "Groups": [{"GroupId": "sg-1"}],
      "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.5", "Primary": true},
                             {"PrivateIpAddress": "10.0.1.6", "Primary": false}]}]})");
  CHECK(terraform("{" + kTerraformNet + R"(,
    "aws_network_interface.e": {"#id": "eni-1", "subnet_id": "subnet-a",
      "private_ip_list": ["10.0.1.5", "10.0.1.6"], "security_groups": ["sg-1"]}})") == expected);
  CHECK(template_of("{" + kTemplateNet + R"(,
    "eni-1": {"Type": "AWS::EC2::NetworkInterface", "SubnetId": "subnet-a",
      "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.5", "Primary": true},
                             {"PrivateIpAddress": "10.0.1.6", "Primary": false}],
      "GroupSet": ["sg-1"]}})") == expected);
}

TEST_CASE("declared: an instance without groups gets the default group of its new VPC") {
  Declared declared(DeclaredBy::cloudformation, "{" + kTemplateNet + R"(,
    "web": {"Type": "AWS::EC2::Instance", "SubnetId": "subnet-a",
      "PrivateIpAddress": "10.0.1.5"}})");
  const Snapshot snapshot = declared.snapshot();
  REQUIRE(snapshot.objects().interfaces.size() == 1);
  CHECK(joined(snapshot.objects().interfaces[0].group_ids) == "vpc-1.DefaultSecurityGroup");
  CHECK(verdict(snapshot, "198.51.100.7", "web", "443") == "denied");
  CHECK(verdict(snapshot, "web", "198.51.100.7", "443") == "works");
}

// Transit gateways, peering, prefix lists.
TEST_CASE("declared: a new transit gateway joins its attachments by the default table") {
  const std::string gateway = R"(,
    "aws_ec2_transit_gateway.t": {"#id": "tgw-1" SWITCH},
    "aws_ec2_transit_gateway_vpc_attachment.a": {"#id": "att-1", "transit_gateway_id": "tgw-1",
      "vpc_id": "vpc-1", "subnet_ids": ["subnet-a"]}})";
  Declared on(DeclaredBy::terraform, "{" + kTerraformNet + with(gateway, "SWITCH", ""));
  const Snapshot joined_snapshot = on.snapshot();
  const CloudObjects& objects = joined_snapshot.objects();
  CHECK(text_of(objects) ==
        "att-1 tgw-1 vpc-1 subnet-a tgw-1.association_default_route_table_id\n"
        "tgw-1.association_default_route_table_id tgw-1 att-1\n10.0.0.0/16 att-1 propagated\n");
  Declared off(DeclaredBy::terraform,
               "{" + kTerraformNet +
                   with(gateway, "SWITCH", R"(, "default_route_table_association": "disable",
                     "default_route_table_propagation": "disable")"));
  const Snapshot apart = off.snapshot();
  CHECK(text_of(apart.objects()) == "att-1 tgw-1 vpc-1 subnet-a \n");
  CHECK(apart.objects().has_list(ObjectKind::transit_gateway_route_tables));
}

TEST_CASE("declared: peering connections and prefix lists") {
  CHECK(terraform(R"({
    "aws_vpc_peering_connection.p": {"#id": "pcx-1", "vpc_id": "vpc-1", "peer_vpc_id": "vpc-2"},
    "aws_ec2_managed_prefix_list.l": {"#id": "pl-1", "name": "l",
      "entry": [{"cidr": "10.0.0.0/8"}]},
    "aws_ec2_managed_prefix_list_entry.e": {"prefix_list_id": "pl-1",
      "cidr": "192.168.0.0/16"}})") ==
        "pcx-1 vpc-1 vpc-2 active\npl-1 10.0.0.0/8 192.168.0.0/16\n");
  CHECK(template_of(R"({
    "pcx-1": {"Type": "AWS::EC2::VPCPeeringConnection", "VpcId": "vpc-1", "PeerVpcId": "vpc-2"},
    "pl-1": {"Type": "AWS::EC2::PrefixList", "PrefixListName": "l",
      "Entries": [{"Cidr": "10.0.0.0/8"}, {"Cidr": "192.168.0.0/16"}]}})") ==
        "pcx-1 vpc-1 vpc-2 active\npl-1 10.0.0.0/8 192.168.0.0/16\n");
}

TEST_CASE("declared: what may decide about a path and is not modelled is named") {
  Declared declared(DeclaredBy::terraform, R"({
    "aws_networkfirewall_firewall.f": {}, "aws_flow_log.l": {}, "aws_key_pair.k": {}})");
  CHECK(joined(declared.draft().not_judged) == "aws_networkfirewall_firewall");
  Declared of_template(DeclaredBy::cloudformation, R"({
    "f": {"Type": "AWS::EC2::CarrierGateway"}, "l": {"Type": "AWS::EC2::FlowLog"}})");
  CHECK(joined(of_template.draft().not_judged) == "AWS::EC2::CarrierGateway");
}

}  // namespace
}  // namespace halfopen::tests
