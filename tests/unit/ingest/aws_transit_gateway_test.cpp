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
using AttachmentKind = TransitGatewayAttachment::Kind;

const std::string kVpcView =
    R"({"TransitGatewayVpcAttachments": [{"TransitGatewayAttachmentId": "att-1", "TransitGatewayId": "tgw-1",
  "VpcId": "vpc-1", "State": "available", "SubnetIds": ["subnet-1", "subnet-2"],
  "Options": {"ApplianceModeSupport": "enable", "SecurityGroupReferencingSupport": "disable"}}]})";
const std::string kGeneralView =
    R"({"TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "att-1", "TransitGatewayId": "tgw-1",
  "ResourceType": "vpc", "ResourceId": "vpc-1", "State": "available", "Association": {"TransitGatewayRouteTableId": "rtb-1", "State": "associated"}},
  {"TransitGatewayAttachmentId": "att-2", "TransitGatewayId": "tgw-1", "ResourceType": "vpn", "ResourceId": "vpn-1", "State": "pending",
   "Association": {"TransitGatewayRouteTableId": "rtb-1", "State": "disassociated"}}]})";

TEST_CASE("transit gateways") {
  const auto loaded = load(
      R"({"TransitGateways": [{"TransitGatewayId": "tgw-1", "TransitGatewayArn": "arn", "State": "available",
   "Options": {"SecurityGroupReferencingSupport": "enable"}, "Tags": [{"Key": "Name", "Value": "hub"}]},
   {"TransitGatewayId": "tgw-2", "State": "pending"}, {"TransitGatewayId": "tgw-3", "State": "deleted"}]})");
  CHECK(codes(loaded) == "");
  const auto& read = loaded.snapshot.objects().transit_gateways;
  REQUIRE(read.size() == 2);
  CHECK((read[0].name == "hub" && read[0].available && read[0].group_references));
  CHECK((!read[1].available && !read[1].group_references));
}

TEST_CASE("both views of an attachment are one, in any order") {
  for (const std::string& text : {kVpcView + kGeneralView, kGeneralView + kVpcView}) {
    const auto loaded = load(text);
    CHECK(codes(loaded) == "");
    const auto& read = loaded.snapshot.objects().attachments;
    REQUIRE(read.size() == 2);
    const auto& vpc = read[0].id == "att-1" ? read[0] : read[1];
    const auto& vpn = read[0].id == "att-1" ? read[1] : read[0];
    CHECK(vpc.kind == AttachmentKind::vpc);
    CHECK(vpc.gateway_id == "tgw-1");
    CHECK(vpc.resource_id == "vpc-1");
    CHECK(joined(vpc.subnet_ids) == "subnet-1,subnet-2");
    CHECK(vpc.route_table_id == "rtb-1");
    CHECK((vpc.available && vpc.appliance_mode && !vpc.group_references && vpc.is_vpc_view));
    CHECK(vpn.kind == AttachmentKind::vpn);
    CHECK(vpn.route_table_id == "");
    CHECK((!vpn.available && vpn.group_references && !vpn.is_vpc_view));
  }
}

TEST_CASE("everything about a route table under its id, as collected call by call") {
  const auto loaded = load(
      R"({"TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": "rtb-1", "TransitGatewayId": "tgw-1", "State": "available"}]}
  [{"TransitGatewayRouteTableId": "rtb-1", "Routes": [
     {"DestinationCidrBlock": "10.1.0.0/16", "Type": "static", "State": "active", "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "att-1", "ResourceId": "vpc-1"}]},
     {"DestinationCidrBlock": "10.2.0.0/16", "Type": "propagated", "State": "active", "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "att-2"}, {"TransitGatewayAttachmentId": "att-3"}]},
     {"DestinationCidrBlock": "10.3.0.0/16", "Type": "static", "State": "blackhole"},
     {"DestinationCidrBlock": "10.4.0.0/16", "Type": "static", "State": "deleted"}], "AdditionalRoutesAvailable": false}]
  [{"TransitGatewayRouteTableId": "rtb-1", "Associations": [{"TransitGatewayAttachmentId": "att-1", "ResourceType": "vpc", "State": "associated"},
     {"TransitGatewayAttachmentId": "att-9", "State": "disassociating"}]}]
  [{"TransitGatewayRouteTableId": "rtb-1", "TransitGatewayRouteTablePropagations": [{"TransitGatewayAttachmentId": "att-2", "State": "enabled"},
     {"TransitGatewayAttachmentId": "att-4", "State": "disabled"}]}]
  [{"TransitGatewayRouteTableId": "rtb-1", "TransitGatewayPrefixListReferences": [{"PrefixListId": "pl-1", "State": "available",
     "TransitGatewayAttachment": {"TransitGatewayAttachmentId": "att-1"}}, {"PrefixListId": "pl-2", "Blackhole": true}]}])" +
      kVpcView);
  CHECK(codes(loaded) == "");
  const CloudObjects& objects = loaded.snapshot.objects();
  REQUIRE(objects.transit_route_tables.size() == 1);
  const TransitGatewayRouteTable& table = objects.transit_route_tables[0];
  CHECK(table.gateway_id == "tgw-1");
  CHECK(table.routes_known);
  CHECK(joined(table.associated) == "att-1");
  CHECK(joined(table.propagating) == "att-2");
  CHECK(text_of(table) ==
        "10.1.0.0/16 att-1\n10.2.0.0/16 att-2,att-3 propagated\n10.3.0.0/16  blackhole\n"
        "[pl-1] att-1\n[pl-2]  blackhole\n");
  CHECK(objects.attachments.at(0).route_table_id == "rtb-1");
  CHECK(loaded.snapshot.acls().empty());
}

TEST_CASE("the layout of Batfish's snapshots") {
  const auto loaded =
      load(R"({"TransitGatewayStaticRoutes": [{"AdditionalRoutesAvailable": false, "Routes": [
    {"DestinationCidrBlock": "1.1.1.1/32", "State": "active", "Type": "static", "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "att-1"}]}],
    "TransitGatewayRouteTableId": "rtb-1"}, {"Routes": [], "TransitGatewayRouteTableId": "rtb-2"}]}
  {"TransitGatewayPropagations": [{"TransitGatewayRouteTableId": "rtb-1", "TransitGatewayRouteTablePropagations": [
    {"TransitGatewayAttachmentId": "att-1", "State": "enabled"}]}]})" +
           kGeneralView);
  CHECK(codes(loaded) == "");
  const auto& read = loaded.snapshot.objects().transit_route_tables;
  REQUIRE(read.size() == 2);
  CHECK(text_of(read[0]) == "1.1.1.1/32 att-1\n");
  CHECK(joined(read[0].propagating) == "att-1");
  CHECK(joined(read[0].associated) == "att-1");  // from the attachment
  CHECK((read[1].routes_known && read[1].routes.empty()));
}

TEST_CASE("routes that are not all there, or not readable") {
  const auto more = load(
      R"([{"TransitGatewayRouteTableId": "rtb-1", "Routes": [], "AdditionalRoutesAvailable": true}])");
  CHECK(codes(more) == "HO1014@1");
  CHECK_FALSE(more.snapshot.objects().transit_route_tables.at(0).routes_known);
  const auto odd = load(
      R"([{"TransitGatewayRouteTableId": "rtb-1", "Routes": [{"DestinationCidrBlock": "x"}, {"DestinationCidrBlock": "10.0.0.0/8"}, 5]}])");
  CHECK(codes(odd) == "HO1005@1 HO1020@1 HO1020@1 HO1016@1");
  CHECK_FALSE(odd.snapshot.objects().transit_route_tables.at(0).routes_known);
  CHECK(text_of(odd.snapshot.objects().transit_route_tables.at(0)) == "[] \n10.0.0.0/8 \n");
}

TEST_CASE("an attachment in two tables is said") {
  const auto loaded = load(
      R"([{"TransitGatewayRouteTableId": "rtb-8", "Associations": [{"TransitGatewayAttachmentId": "att-1"}]}])" +
      kVpcView + kGeneralView);
  CHECK(codes(loaded).starts_with("HO2003"));
  CHECK(loaded.snapshot.objects().attachments.at(0).route_table_id == "rtb-1");
}

}  // namespace
}  // namespace halfopen
