// SPDX-License-Identifier: Apache-2.0
// One object in every wrapping, and values of wrong types everywhere.
#include <doctest/doctest.h>

#include "tests/unit/ingest/loaded.hpp"
#include "tests/unit/ingest/objects_text.hpp"

namespace halfopen {
namespace {

using tests::codes;
using tests::load;

struct Kind {
  const char* list;
  const char* object;
  ObjectKind kind;
};

/// Objects that are told by their keys wherever they stand.
const Kind kKinds[] = {
    {"SecurityGroups", R"({"GroupId": "x", "IpPermissions": [], "IpPermissionsEgress": []})",
     ObjectKind::security_groups},
    {"RouteTables", R"({"RouteTableId": "x", "Routes": [], "Associations": []})",
     ObjectKind::route_tables},
    {"InternetGateways", R"({"InternetGatewayId": "x", "Attachments": []})",
     ObjectKind::internet_gateways},
    {"EgressOnlyInternetGateways", R"({"EgressOnlyInternetGatewayId": "x", "Attachments": []})",
     ObjectKind::egress_only_gateways},
    {"VpnGateways", R"({"VpnGatewayId": "x", "VpcAttachments": []})", ObjectKind::vpn_gateways},
    {"NatGateways", R"({"NatGatewayId": "x", "SubnetId": "s", "NatGatewayAddresses": []})",
     ObjectKind::nat_gateways},
    {"VpcPeeringConnections", R"({"VpcPeeringConnectionId": "x", "RequesterVpcInfo": {}})",
     ObjectKind::vpc_peerings},
    {"VpcEndpoints", R"({"VpcEndpointId": "x", "VpcEndpointType": "Interface", "SubnetIds": []})",
     ObjectKind::vpc_endpoints},
    {"NetworkInterfaces",
     R"({"NetworkInterfaceId": "x", "SubnetId": "s", "PrivateIpAddresses": []})",
     ObjectKind::network_interfaces},
    {"Instances", R"({"InstanceId": "x", "NetworkInterfaces": [], "SecurityGroups": []})",
     ObjectKind::instances},
    {"TransitGateways", R"({"TransitGatewayId": "x", "TransitGatewayArn": "a"})",
     ObjectKind::transit_gateways},
    {"TransitGatewayAttachments",
     R"({"TransitGatewayAttachmentId": "x", "TransitGatewayId": "t", "ResourceType": "vpn"})",
     ObjectKind::transit_gateway_attachments},
    {"TransitGatewayRouteTables",
     R"({"TransitGatewayRouteTableId": "x", "TransitGatewayId": "t", "DefaultAssociationRouteTable": false})",
     ObjectKind::transit_gateway_route_tables},
    {"LoadBalancers", R"({"LoadBalancerArn": "x", "Type": "network", "Scheme": "internal"})",
     ObjectKind::load_balancers},
    {"LoadBalancerDescriptions", R"({"LoadBalancerName": "x", "ListenerDescriptions": []})",
     ObjectKind::load_balancers},
    {"Listeners",
     R"({"ListenerArn": "x", "LoadBalancerArn": "l", "Port": 1, "Protocol": "TCP", "DefaultActions": []})",
     ObjectKind::listeners},
    {"TargetGroups", R"({"TargetGroupArn": "x", "TargetType": "ip"})", ObjectKind::target_groups},
};

std::size_t count(const CloudObjects& all) {
  return all.security_groups.size() + all.route_tables.size() + all.gateways.size() +
         all.nat_gateways.size() + all.peerings.size() + all.transit_gateways.size() +
         all.attachments.size() + all.transit_route_tables.size() + all.endpoints.size() +
         all.prefix_lists.size() + all.interfaces.size() + all.instances.size() +
         all.load_balancers.size() + all.listeners.size() + all.target_groups.size();
}

/// Keys with a small first letter.
std::string small(std::string text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    const bool opens = text[i - 1] == '"' && text.find("\":", i) == text.find('"', i);
    if (opens && text[i] >= 'A' && text[i] <= 'Z') text[i] = static_cast<char>(text[i] + 32);
  }
  return text;
}

TEST_CASE("every kind in every wrapping") {
  for (const Kind& kind : kKinds) {
    const std::string object = kind.object;
    const std::string list = "{\"" + std::string(kind.list) + "\": [" + object + "]}";
    for (const std::string& text :
         {list, "[" + object + "]", "{\"things\": [" + object + "]}", small("[" + object + "]"),
          "[" + list + "]", R"({"status_code": 200, "data": )" + list + "}",
          R"({"Result": {"eu-west-1": )" + list + "}}",
          R"({"configurationItems": [{"resourceId": "x", "configuration": )" + small(object) +
              "}]}",
          small(list), list + "\n" + list}) {
      CAPTURE(text);
      const auto loaded = load(text);
      CHECK(codes(loaded) == "");
      CHECK(count(loaded.snapshot.objects()) == 1);
      CHECK(loaded.snapshot.objects().has_list(kind.kind));
      CHECK(loaded.snapshot.not_judged().empty());
    }
    const auto single = load(object);
    CHECK(codes(single) == "");
    CHECK(count(single.snapshot.objects()) == 1);
  }
}

/// Every value of a text replaced by each of some odd values, one at a time.
std::vector<std::string> mutants(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = text.find(": "); at != std::string::npos; at = text.find(": ", at + 1)) {
    const std::size_t start = at + 2;
    int depth = 0;
    bool quoted = false;
    std::size_t end = start;
    for (; end < text.size(); ++end) {
      const char c = text[end];
      if (c == '"') quoted = !quoted;
      if (quoted) continue;
      if (c == '[' || c == '{') ++depth;
      if ((c == ']' || c == '}') && depth-- == 0) break;
      if (c == ',' && depth == 0) break;
    }
    for (const char* odd : {"null", "7", "-1.5", "true", R"("")", R"("odd")", "[]", "{}", "[7]",
                            R"(["odd"])", "[{}]", "[[]]", R"([null, {"odd": {}}])"}) {
      out.push_back(text.substr(0, start) + odd + text.substr(end));
    }
  }
  return out;
}

TEST_CASE("values of wrong types are never a crash, and never make a second object") {
  const std::string full[] = {
      R"({"SecurityGroups": [{"GroupId": "x", "GroupName": "n", "VpcId": "v", "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 1, "ToPort": 2, "IpRanges": [{"CidrIp": "10.0.0.0/8"}], "UserIdGroupPairs": [{"GroupId": "y"}]}], "IpPermissionsEgress": []}]})",
      R"({"SecurityGroupRules": [{"GroupId": "x", "IsEgress": true, "IpProtocol": "tcp", "FromPort": 1, "ToPort": 2, "ReferencedGroupInfo": {"GroupId": "y"}}]})",
      R"({"RouteTables": [{"RouteTableId": "x", "Associations": [{"Main": true, "AssociationState": {"State": "associated"}}], "Routes": [{"DestinationCidrBlock": "10.0.0.0/8", "GatewayId": "local", "State": "active", "Origin": "CreateRoute"}]}]})",
      R"({"VpnGateways": [{"VpnGatewayId": "x", "State": "available", "VpcAttachments": [{"VpcId": "v", "State": "attached"}]}]})",
      R"({"NatGateways": [{"NatGatewayId": "x", "State": "available", "AvailabilityMode": "zonal", "NatGatewayAddresses": [{"PrivateIp": "10.0.0.1", "Status": "succeeded"}]}]})",
      R"({"VpcPeeringConnections": [{"VpcPeeringConnectionId": "x", "Status": {"Code": "active"}, "RequesterVpcInfo": {"VpcId": "v", "CidrBlockSet": [{"CidrBlock": "10.0.0.0/8"}]}}]})",
      R"({"VpcEndpoints": [{"VpcEndpointId": "x", "State": "available", "Groups": [{"GroupId": "y"}], "SubnetIds": ["s"]}]})",
      R"({"PrefixLists": [{"PrefixListId": "x", "PrefixListName": "n", "Cidrs": ["10.0.0.0/8"], "Entries": [{"Cidr": "10.0.0.0/8"}]}]})",
      R"({"NetworkInterfaces": [{"NetworkInterfaceId": "x", "Attachment": {"InstanceId": "i"}, "Association": {"PublicIp": "192.0.2.1"}, "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.1", "Primary": true}], "Ipv6Addresses": [{"Ipv6Address": "::1"}], "Groups": [{"GroupId": "y"}], "TagSet": [{"Key": "Name", "Value": "n"}]}]})",
      R"({"Reservations": [{"Instances": [{"InstanceId": "x", "State": {"Name": "running"}, "Platform": "windows", "SubnetId": "s", "PrivateIpAddress": "10.0.0.1"}]}]})",
      R"({"TransitGateways": [{"TransitGatewayId": "x", "State": "available", "Options": {"SecurityGroupReferencingSupport": "enable"}}]})",
      R"({"TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "x", "ResourceType": "vpc", "SubnetIds": ["s"], "Association": {"TransitGatewayRouteTableId": "r"}, "Options": {"ApplianceModeSupport": "enable"}}]})",
      R"({"TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": "x", "Routes": [{"DestinationCidrBlock": "10.0.0.0/8", "State": "active", "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "a"}]}], "Associations": [{"TransitGatewayAttachmentId": "a"}], "TransitGatewayPrefixListReferences": [{"PrefixListId": "p", "TransitGatewayAttachment": {"TransitGatewayAttachmentId": "a"}}]}]})",
      R"({"LoadBalancers": [{"LoadBalancerArn": "x", "Type": "network", "State": {"Code": "active"}, "AvailabilityZones": [{"ZoneName": "z", "LoadBalancerAddresses": [{"IpAddress": "192.0.2.1"}]}], "Attributes": [{"Key": "k", "Value": "v"}]}]})",
      R"({"Listeners": [{"ListenerArn": "x", "LoadBalancerArn": "l", "Port": 1, "Protocol": "TCP", "DefaultActions": [{"Type": "forward", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": "t"}]}}]}]})",
      R"({"LoadBalancerDescriptions": [{"LoadBalancerName": "x", "Subnets": ["s"], "ListenerDescriptions": [{"Listener": {"LoadBalancerPort": 80, "InstancePort": 80}}]}]})",
      R"({"TargetGroups": [{"TargetGroupArn": "x", "TargetType": "ip", "Port": 1, "HealthCheckPort": "1", "TargetHealthDescriptions": [{"Target": {"Id": "i", "Port": 1}, "TargetHealth": {"State": "healthy"}}], "Attributes": [{"Key": "k", "Value": "v"}]}]})",
      R"({"VpcBlockPublicAccessOptions": {"InternetGatewayBlockMode": "off", "AwsRegion": "r"}})",
      R"({"VpcBlockPublicAccessExclusions": [{"ExclusionId": "x", "ResourceArn": "a/b", "InternetGatewayExclusionMode": "allow-egress", "State": "create-complete"}]})"};
  for (const std::string& text : full) {
    CAPTURE(text);
    CHECK(codes(load(text)) == "");
    const std::size_t whole = count(load(text).snapshot.objects());
    for (const std::string& mutant : mutants(text)) {
      CAPTURE(mutant);
      CHECK(count(load(mutant).snapshot.objects()) <= whole + 1);
    }
  }
}

TEST_CASE("a broken text adds no objects either") {
  Loader loader;
  loader.add(SourceText("cut.json", R"({"RouteTables": [{"RouteTableId": "x", "Routes": [)"), true);
  const auto loaded = std::move(loader).finish();
  CHECK(loaded.snapshot.objects().route_tables.empty());
  CHECK(loaded.snapshot.objects().listed.none());
}

}  // namespace
}  // namespace halfopen
