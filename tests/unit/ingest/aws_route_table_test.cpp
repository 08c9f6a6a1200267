// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/unit/ingest/loaded.hpp"
#include "tests/unit/ingest/objects_text.hpp"

namespace halfopen {
namespace {

using tests::codes;
using tests::joined;
using tests::load;
using tests::text_of;

std::string table(const std::string& routes, const std::string& associations = "[]") {
  return R"({"RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Tags": [{"Key": "Name", "Value": "main"}],
 "Associations": )" +
         associations + R"(, "PropagatingVgws": [], "Routes": )" + routes + "}]}";
}

std::string route_text(const std::string& fields, std::string* found = nullptr) {
  const auto loaded = load(table("[{" + fields + "}]"));
  if (found != nullptr) *found = codes(loaded);
  return text_of(loaded.snapshot.objects().route_tables.at(0));
}

TEST_CASE("associations: main, subnets, gateways, and those that are over") {
  const auto loaded = load(table(
      "[]",
      R"([{"Main": true, "RouteTableAssociationId": "a"}, {"Main": false, "SubnetId": "subnet-1"},
   {"SubnetId": "subnet-2", "AssociationState": {"State": "associated"}},
   {"SubnetId": "subnet-3", "AssociationState": {"State": "disassociated"}}, {"GatewayId": "igw-1"}])"));
  CHECK(codes(loaded) == "");
  const RouteTable& read = loaded.snapshot.objects().route_tables.at(0);
  CHECK(read.id == "rtb-1");
  CHECK(read.name == "main");
  CHECK(read.vpc_id == "vpc-1");
  CHECK(read.main);
  CHECK(read.associations_known);
  CHECK(joined(read.subnet_ids) == "subnet-1,subnet-2");
  CHECK(joined(read.gateway_ids) == "igw-1");
  CHECK(loaded.snapshot.not_judged().empty());
}

TEST_CASE("every kind of target") {
  const std::string to = R"("DestinationCidrBlock": "10.1.2.3/16", )";
  for (const auto& [fields, text] :
       {std::pair{R"("GatewayId": "local")", "local local"},
        std::pair{R"("GatewayId": "igw-1")", "internet gateway igw-1"},
        std::pair{R"("GatewayId": "vgw-1")", "VPN gateway vgw-1"},
        std::pair{R"("GatewayId": "vpce-1")", "VPC endpoint vpce-1"},
        std::pair{R"("GatewayId": "xyz-1")", "unknown target xyz-1"},
        std::pair{R"("NatGatewayId": "nat-1")", "NAT gateway nat-1"},
        std::pair{R"("TransitGatewayId": "tgw-1")", "transit gateway tgw-1"},
        std::pair{R"("VpcPeeringConnectionId": "pcx-1")", "VPC peering connection pcx-1"},
        std::pair{R"("EgressOnlyInternetGatewayId": "eigw-1")",
                  "egress-only internet gateway eigw-1"},
        std::pair{R"("InstanceId": "i-1", "InstanceOwnerId": "7", "NetworkInterfaceId": "eni-1")",
                  "network interface eni-1"},
        std::pair{R"("NetworkInterfaceId": "eni-1", "InstanceId": "i-1")",
                  "network interface eni-1"},
        std::pair{R"("InstanceId": "i-1")", "network interface i-1"},
        std::pair{R"("LocalGatewayId": "lgw-1")", "local gateway lgw-1"},
        std::pair{R"("CarrierGatewayId": "cagw-1")", "carrier gateway cagw-1"},
        std::pair{R"("CoreNetworkArn": "arn:c")", "core network arn:c"},
        std::pair{R"("OdbNetworkArn": "arn:o")", "unknown target arn:o"},
        std::pair{R"("GatewayId": "", "NatGatewayId": null, "WarpGateId": "wg-1")",
                  "unknown target wg-1"}}) {
    CAPTURE(fields);
    std::string found;
    CHECK(route_text(to + fields, &found) == "10.1.0.0/16 " + std::string(text) + "\n");
    CHECK(found == "");
  }
}

TEST_CASE("destinations, states, and what a gateway spreads") {
  CHECK(route_text(R"("DestinationIpv6CidrBlock": "::/0", "GatewayId": "igw-1")") ==
        "::/0 internet gateway igw-1\n");
  CHECK(route_text(
            R"("DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1", "State": "active")") ==
        "[pl-1] VPC endpoint vpce-1\n");
  CHECK(
      route_text(
          R"("DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1", "State": "blackhole")") ==
      "0.0.0.0/0 NAT gateway nat-1 blackhole\n");
  CHECK(
      route_text(
          R"("DestinationCidrBlock": "10.0.0.0/8", "GatewayId": "vgw-1", "Origin": "EnableVgwRoutePropagation")") ==
      "10.0.0.0/8 VPN gateway vgw-1 propagated\n");
}

TEST_CASE("a route that cannot be read keeps its place as unknown") {
  for (const auto& [fields, codes_of, text] :
       {std::tuple{R"("DestinationCidrBlock": "10.0.0.0/99", "GatewayId": "igw-1")",
                   "HO1005@2 HO1020@2", "[] unknown target igw-1\n"},
        std::tuple{R"("GatewayId": "igw-1")", "HO1020@2", "[] unknown target igw-1\n"},
        std::tuple{R"("DestinationCidrBlock": 5, "GatewayId": "igw-1")", "HO1005@2 HO1020@2",
                   "[] unknown target igw-1\n"},
        std::tuple{R"("DestinationCidrBlock": "10.0.0.0/8")", "HO1020@2",
                   "10.0.0.0/8 unknown target \n"},
        std::tuple{
            R"("State": "filtered", "DestinationCidrBlock": "10.0.0.0/8", "GatewayId": "igw-1")",
            "HO1022@2", "10.0.0.0/8 unknown target igw-1\n"}}) {
    CAPTURE(fields);
    std::string found;
    CHECK(route_text(fields, &found) == text);
    CHECK(found == codes_of);
  }
}

TEST_CASE("missing lists are said, and no id is no table") {
  const auto loaded = load(R"({"RouteTables": [{"RouteTableId": "rtb-1"}]})");
  CHECK(codes(loaded) == "HO1016@1 HO1016@1");
  CHECK(text_of(loaded.snapshot.objects().route_tables.at(0)) == "[] unknown target \n");
  CHECK_FALSE(loaded.snapshot.objects().route_tables[0].associations_known);
  const auto half = load(table("[]", R"([{"SubnetId": 7}])"));
  CHECK_FALSE(half.snapshot.objects().route_tables.at(0).associations_known);
  CHECK(codes(load(R"({"RouteTables": [{"Routes": [], "Associations": []}]})")) == "HO1004@1");
}

TEST_CASE("two descriptions of one table: equal ones are one, else the first counts") {
  const std::string one =
      table(R"([{"DestinationCidrBlock": "10.0.0.0/8", "GatewayId": "local"}])");
  CHECK(codes(load(one + "\n" + one)) == "");
  const auto two = load(one + "\n" + table("[]"));
  CHECK(codes(two) == "HO2003@3");
  REQUIRE(two.snapshot.objects().route_tables.size() == 1);
  CHECK(two.snapshot.objects().route_tables[0].routes.size() == 1);
}

}  // namespace
}  // namespace halfopen
