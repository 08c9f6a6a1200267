// SPDX-License-Identifier: Apache-2.0
// Gateways, peering connections, endpoints, prefix lists and block public access.
#include <doctest/doctest.h>

#include "tests/unit/ingest/loaded.hpp"
#include "tests/unit/ingest/objects_text.hpp"

namespace halfopen {
namespace {

using tests::codes;
using tests::joined;
using tests::load;

TEST_CASE("internet, egress-only and VPN gateways with the VPCs that they are ready for") {
  const auto loaded = load(R"({"InternetGateways": [{"InternetGatewayId": "igw-1", "Attachments": [
    {"State": "available", "VpcId": "vpc-1"}, {"State": "attaching", "VpcId": "vpc-2"}], "Tags": [{"Key": "Name", "Value": "door"}]}],
  "EgressOnlyInternetGateways": [{"EgressOnlyInternetGatewayId": "eigw-1", "Attachments": [{"State": "attached", "VpcId": "vpc-1"}]}],
  "VpnGateways": [{"VpnGatewayId": "vgw-1", "State": "available", "VpcAttachments": [{"State": "detached", "VpcId": "vpc-1"},
    {"State": "attached", "VpcId": "vpc-3"}]}, {"VpnGatewayId": "vgw-2", "State": "deleted", "VpcAttachments": []}]})");
  CHECK(codes(loaded) == "");
  const CloudObjects& objects = loaded.snapshot.objects();
  REQUIRE(objects.gateways.size() == 3);
  CHECK(objects.gateways[0].kind == Gateway::Kind::internet);
  CHECK(objects.gateways[0].name == "door");
  CHECK(joined(objects.gateways[0].vpc_ids) == "vpc-1");
  CHECK(objects.gateways[1].kind == Gateway::Kind::egress_only);
  CHECK(objects.gateways[1].id == "eigw-1");
  CHECK(objects.gateways[2].kind == Gateway::Kind::vpn);
  CHECK(joined(objects.gateways[2].vpc_ids) == "vpc-3");
  CHECK(objects.has_list(ObjectKind::egress_only_gateways));
  CHECK(objects.has_list(ObjectKind::vpn_gateways));
}

TEST_CASE("an empty list says that there is nothing of the kind") {
  const auto loaded = load(R"({"NatGateways": []})");
  CHECK(codes(loaded) == "");
  CHECK(loaded.snapshot.objects().has_list(ObjectKind::nat_gateways));
  CHECK(loaded.snapshot.not_judged().empty());
}

TEST_CASE("NAT gateways: public, private, regional, and none that is gone") {
  const auto loaded = load(R"({"NatGateways": [
   {"NatGatewayId": "nat-1", "SubnetId": "subnet-1", "VpcId": "vpc-1", "State": "available", "ConnectivityType": "public",
    "NatGatewayAddresses": [{"AllocationId": "a", "NetworkInterfaceId": "eni-1", "PrivateIp": "10.0.0.5", "PublicIp": "198.51.100.5"},
     {"PrivateIp": "10.0.0.6", "Status": "failed"}]},
   {"NatGatewayId": "nat-2", "SubnetId": "subnet-1", "VpcId": "vpc-1", "State": "pending", "ConnectivityType": "private", "NatGatewayAddresses": []},
   {"NatGatewayId": "nat-3", "VpcId": "vpc-1", "State": "available", "AvailabilityMode": "regional",
    "NatGatewayAddresses": [{"PublicIp": "198.51.100.7", "AvailabilityZone": "eu-west-1a"}]},
   {"NatGatewayId": "nat-4", "State": "deleted"}]})");
  CHECK(codes(loaded) == "");
  const auto& read = loaded.snapshot.objects().nat_gateways;
  REQUIRE(read.size() == 3);
  CHECK((read[0].available && !read[0].is_private && !read[0].regional));
  REQUIRE(read[0].addresses.size() == 1);
  CHECK(to_string(read[0].addresses[0].private_ip.value()) == "10.0.0.5");
  CHECK(to_string(read[0].addresses[0].public_ip.value()) == "198.51.100.5");
  CHECK(read[0].addresses[0].interface_id == "eni-1");
  CHECK((!read[1].available && read[1].is_private));
  CHECK((read[2].regional && read[2].subnet_id.empty()));
  CHECK(read[2].addresses.at(0).zone == "eu-west-1a");
}

TEST_CASE("peering connections with the blocks of both sides") {
  const auto loaded = load(
      R"({"VpcPeeringConnections": [{"VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "active", "Message": "Active"},
   "RequesterVpcInfo": {"VpcId": "vpc-1", "OwnerId": "1", "Region": "us-east-1", "CidrBlock": "10.0.0.0/16",
     "CidrBlockSet": [{"CidrBlock": "10.0.0.0/16"}, {"CidrBlock": "10.5.0.0/16"}], "Ipv6CidrBlockSet": [{"Ipv6CidrBlock": "2001:db8::/56"}]},
   "AccepterVpcInfo": {"VpcId": "vpc-2", "OwnerId": "2", "CidrBlock": "10.1.0.0/16"}},
   {"VpcPeeringConnectionId": "pcx-2", "Status": {"Code": "pending-acceptance"}}]})");
  CHECK(codes(loaded) == "");
  const auto& read = loaded.snapshot.objects().peerings;
  REQUIRE(read.size() == 2);
  CHECK(read[0].active);
  CHECK(read[0].sides[0].cidrs.size() == 3);
  CHECK(read[0].sides[0].region == "us-east-1");
  CHECK(read[0].sides[1].vpc_id == "vpc-2");
  CHECK_FALSE(read[1].active);
}

TEST_CASE("endpoints of each type") {
  const auto loaded = load(R"({"VpcEndpoints": [
   {"VpcEndpointId": "vpce-1", "VpcEndpointType": "Gateway", "VpcId": "vpc-1", "ServiceName": "com.amazonaws.eu-west-1.s3",
    "State": "Available", "RouteTableIds": ["rtb-1", "rtb-2"]},
   {"VpcEndpointId": "vpce-2", "VpcEndpointType": "Interface", "State": "pending", "SubnetIds": ["subnet-1"],
    "Groups": [{"GroupId": "sg-1", "GroupName": "x"}], "NetworkInterfaceIds": ["eni-1"]},
   {"VpcEndpointId": "vpce-3", "VpcEndpointType": "GatewayLoadBalancer", "State": "available"},
   {"VpcEndpointId": "vpce-4", "VpcEndpointType": "ServiceNetwork", "State": "available"}]})");
  CHECK(codes(loaded) == "");
  const auto& read = loaded.snapshot.objects().endpoints;
  REQUIRE(read.size() == 4);
  CHECK(read[0].kind == VpcEndpoint::Kind::gateway);
  CHECK(read[0].available);
  CHECK(read[0].service == "com.amazonaws.eu-west-1.s3");
  CHECK(joined(read[0].route_table_ids) == "rtb-1,rtb-2");
  CHECK(read[1].kind == VpcEndpoint::Kind::interface);
  CHECK_FALSE(read[1].available);
  CHECK(joined(read[1].group_ids) + joined(read[1].interface_ids) == "sg-1eni-1");
  CHECK(read[2].kind == VpcEndpoint::Kind::gateway_load_balancer);
  CHECK(read[3].kind == VpcEndpoint::Kind::other);
}

TEST_CASE("prefix lists: with blocks, only named, and entries that come on their own") {
  const auto loaded = load(
      R"({"PrefixLists": [{"PrefixListId": "pl-1", "PrefixListName": "s3", "Cidrs": ["52.216.0.0/15", "54.231.0.0/17"]},
   {"PrefixListId": "pl-2", "PrefixListName": "offices", "MaxEntries": 5}, {"PrefixListId": "pl-3"}]}
   [{"PrefixListId": "pl-2", "Entries": [{"Cidr": "192.0.2.0/24", "Description": "hq"}]}])");
  CHECK(codes(loaded) == "");
  const auto& read = loaded.snapshot.objects().prefix_lists;
  REQUIRE(read.size() == 3);
  CHECK((read[0].entries_known && read[0].cidrs.size() == 2));
  CHECK((read[1].entries_known && read[1].cidrs.size() == 1));
  CHECK(read[1].name == "offices");
  CHECK_FALSE(read[2].entries_known);
}

TEST_CASE("pages of a prefix list are joined, contradicting ones are not") {
  const auto entries = [](const char* blocks) {
    return std::string(R"({"PrefixListId": "pl-1", "Entries": [)") + blocks + "]}";
  };
  const std::string a = R"({"Cidr": "10.0.0.0/8"}, {"Cidr": "11.0.0.0/8"})";
  const auto pages =
      load("[" + entries(a.c_str()) + "," + entries(R"({"Cidr": "12.0.0.0/8"})") + "]");
  CHECK(codes(pages) == "");
  CHECK(pages.snapshot.objects().prefix_lists.at(0).cidrs.size() == 3);
  const auto odd =
      load("[" + entries(a.c_str()) + "," + entries(R"({"Cidr": "11.0.0.0/8"})") + "]");
  CHECK(codes(odd) == "HO2003@1");
  CHECK(odd.snapshot.objects().prefix_lists.at(0).cidrs.size() == 2);
  const auto broken = load("[" + entries(R"({"Cidr": "x"}, {"Cidr": "11.0.0.0/8"})") + "]");
  CHECK(codes(broken) == "HO1005@1");
  CHECK_FALSE(broken.snapshot.objects().prefix_lists.at(0).entries_known);
}

TEST_CASE("block public access: the region and what is excluded") {
  const auto loaded = load(
      R"({"VpcBlockPublicAccessOptions": {"AwsAccountId": "1", "AwsRegion": "eu-west-1", "State": "update-complete",
    "InternetGatewayBlockMode": "block-ingress"}}
  {"VpcBlockPublicAccessExclusions": [
   {"ExclusionId": "e-1", "InternetGatewayExclusionMode": "allow-bidirectional", "ResourceArn": "arn:aws:ec2:eu-west-1:1:vpc/vpc-1", "State": "create-complete"},
   {"ExclusionId": "e-2", "InternetGatewayExclusionMode": "allow-egress", "ResourceArn": "arn:aws:ec2:eu-west-1:1:subnet/subnet-1", "State": "update-complete"},
   {"ExclusionId": "e-3", "InternetGatewayExclusionMode": "allow-egress", "ResourceArn": "arn:aws:ec2:eu-west-1:1:vpc/vpc-2", "State": "delete-complete"}]})");
  CHECK(codes(loaded) == "");
  const auto& read = loaded.snapshot.objects().public_access;
  REQUIRE(read.size() == 3);
  CHECK((read[0].resource.empty() && read[0].region == "eu-west-1"));
  CHECK(read[0].access == PublicAccess::egress_only);
  CHECK((read[1].resource == "vpc-1" && read[1].access == PublicAccess::open));
  CHECK((read[2].resource == "subnet-1" && read[2].access == PublicAccess::egress_only));
  CHECK(loaded.snapshot.objects().has_list(ObjectKind::public_access_blocks));
  const auto odd =
      load(R"({"VpcBlockPublicAccessOptions": {"InternetGatewayBlockMode": "sometimes"}})");
  CHECK(codes(odd) == "HO1022@1");
  CHECK_FALSE(odd.snapshot.objects().has_list(ObjectKind::public_access_blocks));
}

TEST_CASE("objects without an id are said") {
  for (const char* list : {"InternetGateways", "EgressOnlyInternetGateways", "VpnGateways",
                           "NatGateways", "VpcPeeringConnections", "VpcEndpoints", "PrefixLists",
                           "NetworkInterfaces", "TransitGateways", "TransitGatewayVpcAttachments",
                           "TransitGatewayRouteTables", "LoadBalancers", "LoadBalancerDescriptions",
                           "TargetGroups", "VpcBlockPublicAccessExclusions"}) {
    CAPTURE(list);
    CHECK(codes(load("{\"" + std::string(list) + "\": [{}]}")) == "HO1004@1");
  }
}

TEST_CASE("a list that goes on is said to be incomplete") {
  const std::string page = R"({"InternetGateways": [], "NextToken": "abc"})";
  const auto loaded = load(page);
  CHECK(codes(loaded) == "HO1014@1");
  CHECK(loaded.snapshot.objects().has_list(ObjectKind::internet_gateways));
  CHECK_FALSE(loaded.snapshot.objects().is_whole(ObjectKind::internet_gateways));
  const auto whole = load(page + R"({"InternetGateways": []})");
  CHECK(codes(whole) == "");
  CHECK(whole.snapshot.objects().is_whole(ObjectKind::internet_gateways));
}

}  // namespace
}  // namespace halfopen
