// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/declared_objects.hpp"

#include <algorithm>

namespace halfopen {
namespace {

struct DeclaredKind {
  std::string_view terraform;
  std::string_view cloudformation;
  DeclaredBuilder build;
};

// clang-format off
constexpr DeclaredKind kKinds[] = {
  {"aws_vpc",                              "AWS::EC2::VPC",                           build_vpc},
  {"aws_default_vpc",                      "",                                        build_vpc},
  {"aws_vpc_ipv4_cidr_block_association",  "AWS::EC2::VPCCidrBlock",                  build_vpc_block},
  {"aws_vpc_ipv6_cidr_block_association",  "",                                        build_vpc_block},
  {"aws_subnet",                           "AWS::EC2::Subnet",                        build_subnet},
  {"aws_default_subnet",                   "",                                        build_subnet},
  {"",                                     "AWS::EC2::SubnetCidrBlock",               build_subnet_block},
  {"aws_network_acl",                      "AWS::EC2::NetworkAcl",                    build_network_acl},
  {"aws_default_network_acl",              "",                                        build_default_network_acl},
  {"aws_network_acl_rule",                 "AWS::EC2::NetworkAclEntry",               build_network_acl_rule},
  {"aws_network_acl_association",          "AWS::EC2::SubnetNetworkAclAssociation",   build_acl_association},
  {"aws_route_table",                      "AWS::EC2::RouteTable",                    build_route_table},
  {"aws_default_route_table",              "",                                        build_default_route_table},
  {"aws_route",                            "AWS::EC2::Route",                         build_route},
  {"aws_route_table_association",          "AWS::EC2::SubnetRouteTableAssociation",   build_route_table_association},
  {"",                                     "AWS::EC2::GatewayRouteTableAssociation",  build_route_table_association},
  {"aws_main_route_table_association",     "",                                        build_main_table_association},
  {"aws_vpn_gateway_route_propagation",    "AWS::EC2::VPNGatewayRoutePropagation",    build_route_propagation},
  {"aws_security_group",                   "AWS::EC2::SecurityGroup",                 build_security_group},
  {"aws_default_security_group",           "",                                        build_default_security_group},
  {"aws_security_group_rule",              "",                                        build_typed_group_rule},
  {"aws_vpc_security_group_ingress_rule",  "AWS::EC2::SecurityGroupIngress",          build_group_ingress},
  {"aws_vpc_security_group_egress_rule",   "AWS::EC2::SecurityGroupEgress",           build_group_egress},
  {"aws_internet_gateway",                 "AWS::EC2::InternetGateway",               build_internet_gateway},
  {"aws_egress_only_internet_gateway",     "AWS::EC2::EgressOnlyInternetGateway",     build_egress_only_gateway},
  {"aws_vpn_gateway",                      "AWS::EC2::VPNGateway",                    build_vpn_gateway},
  {"aws_internet_gateway_attachment",      "AWS::EC2::VPCGatewayAttachment",          build_gateway_attachment},
  {"aws_vpn_gateway_attachment",           "",                                        build_gateway_attachment},
  {"aws_nat_gateway",                      "AWS::EC2::NatGateway",                    build_nat_gateway},
  {"aws_vpc_peering_connection",           "AWS::EC2::VPCPeeringConnection",          build_vpc_peering},
  {"aws_network_interface",                "AWS::EC2::NetworkInterface",              build_network_interface},
  {"aws_network_interface_attachment",     "AWS::EC2::NetworkInterfaceAttachment",    build_interface_attachment},
  {"aws_network_interface_sg_attachment",  "",                                        build_interface_group},
  {"aws_instance",                         "AWS::EC2::Instance",                      build_instance},
  {"aws_eip",                              "AWS::EC2::EIP",                           build_elastic_address},
  {"aws_eip_association",                  "AWS::EC2::EIPAssociation",                build_elastic_address},
  {"aws_ec2_transit_gateway",              "AWS::EC2::TransitGateway",                build_transit_gateway},
  {"aws_ec2_transit_gateway_vpc_attachment", "AWS::EC2::TransitGatewayVpcAttachment", build_transit_attachment},
  {"",                                     "AWS::EC2::TransitGatewayAttachment",      build_transit_attachment},
  {"aws_ec2_transit_gateway_route_table",  "AWS::EC2::TransitGatewayRouteTable",      build_transit_table},
  {"aws_ec2_transit_gateway_route",        "AWS::EC2::TransitGatewayRoute",           build_transit_route},
  {"aws_ec2_transit_gateway_prefix_list_reference", "",                               build_transit_route},
  {"aws_ec2_transit_gateway_route_table_association", "AWS::EC2::TransitGatewayRouteTableAssociation", build_transit_association},
  {"aws_ec2_transit_gateway_route_table_propagation", "AWS::EC2::TransitGatewayRouteTablePropagation", build_transit_propagation},
  {"aws_vpc_endpoint",                     "AWS::EC2::VPCEndpoint",                   build_vpc_endpoint},
  {"aws_vpc_endpoint_route_table_association", "",                                    build_endpoint_table},
  {"aws_vpc_endpoint_subnet_association",  "",                                        build_endpoint_subnet},
  {"aws_ec2_managed_prefix_list",          "AWS::EC2::PrefixList",                    build_prefix_list},
  {"aws_ec2_managed_prefix_list_entry",    "",                                        build_prefix_list_entry},
};
// clang-format on

/// Beginnings of types that may decide about a path and have no builder.
constexpr std::string_view kNotModelled[] = {
    "aws_lb",
    "aws_alb",
    "aws_elb",
    "aws_networkfirewall_",
    "aws_vpclattice_",
    "aws_ec2_transit_gateway_",
    "aws_ec2_local_gateway_route",
    "aws_ec2_carrier_gateway",
    "aws_vpn_connection",
    "aws_dx_gateway_association",
    "aws_networkmanager_",
    "aws_vpc_block_public_access_",
    "aws_vpc_route_server",
    "AWS::ElasticLoadBalancing",
    "AWS::NetworkFirewall::",
    "AWS::VpcLattice::",
    "AWS::NetworkManager::",
};

/// Of AWS::EC2:: all but these: they decide about no packet between two hosts.
constexpr std::string_view kHarmless[] = {
    "CapacityReservation",
    "ClientVpn",
    "CustomerGateway",
    "DHCPOptions",
    "EC2Fleet",
    "EnclaveCertificate",
    "FlowLog",
    "Host",
    "IPAM",
    "InstanceConnect",
    "KeyPair",
    "LaunchTemplate",
    "NetworkInsights",
    "NetworkPerformance",
    "NetworkInterfacePermission",
    "PlacementGroup",
    "SnapshotBlock",
    "SpotFleet",
    "TrafficMirror",
    "VPCDHCPOptions",
    "VPCEndpointConnectionNotification",
    "VPCEndpointService",
    "VerifiedAccess",
    "Volume",
};

bool may_decide(std::string_view type) {
  const auto begins = [&](std::string_view start) { return type.starts_with(start); };
  constexpr std::string_view kEc2 = "AWS::EC2::";
  if (!begins(kEc2)) return std::any_of(std::begin(kNotModelled), std::end(kNotModelled), begins);
  const std::string_view name = type.substr(kEc2.size());
  return std::none_of(std::begin(kHarmless), std::end(kHarmless),
                      [&](std::string_view start) { return name.starts_with(start); });
}

const DeclaredKind* kind_of(std::string_view type) {
  if (type.empty()) return nullptr;
  const auto* const found =
      std::find_if(std::begin(kKinds), std::end(kKinds), [&](const DeclaredKind& kind) {
        return kind.terraform == type || kind.cloudformation == type;
      });
  return found == std::end(kKinds) ? nullptr : found;
}

}  // namespace

bool is_modelled_type(std::string_view type) { return kind_of(type) != nullptr; }

namespace {

/// The text under a name; empty if there is none.
std::string text_of(const Declaration& declaration, const DeclaredResource& resource,
                    std::string_view attribute) {
  const Document& document = *declaration.document;
  const auto at = document.member(resource.fields, attribute);
  const bool told = at && document.at(*at).kind == NodeKind::text;
  return told ? document.at(*at).text : std::string();
}

/// The default security group of a VPC: what the VPC itself says, or else the name that a new VPC
/// gives it.
std::string default_group_of(const Declaration& declaration, const std::string& vpc) {
  for (const DeclaredResource& resource : declaration.resources) {
    if (resource.id != vpc) continue;
    std::string group = text_of(declaration, resource, "default_security_group_id");
    if (!group.empty()) return group;
  }
  return vpc + ".default_security_group_id";
}

/// Of everything that AWS makes with a VPC, and that a text may take over, the one name.
OtherNames other_names(const Declaration& declaration) {
  OtherNames names;
  for (const DeclaredResource& resource : declaration.resources) {
    const auto of = [&](std::string_view attribute) {
      return text_of(declaration, resource, attribute);
    };
    const auto same = [&](const std::string& other, const std::string& name) {
      if (!name.empty() && other != name) names.emplace(other, name);
    };
    if (resource.type == "aws_default_network_acl") {
      same(resource.id, of("default_network_acl_id"));
    } else if (resource.type == "aws_default_route_table") {
      same(resource.id, of("default_route_table_id"));
    } else if (resource.type == "aws_default_security_group" && resource.is_new()) {
      if (!of("vpc_id").empty()) same(resource.id, default_group_of(declaration, of("vpc_id")));
    } else if (resource.type == "aws_vpc" && resource.is_new()) {
      same(resource.id + ".main_route_table_id", resource.id + ".default_route_table_id");
    }
  }
  return names;
}

}  // namespace

void build_objects(const Declaration& declaration, SnapshotDraft& draft, Diagnostics& diagnostics) {
  UnresolvedValues unresolved;
  const OtherNames names = other_names(declaration);
  DeclaredSink sink{declaration, draft, diagnostics, unresolved};
  for (const DeclaredResource& resource : declaration.resources) {
    const DeclaredKind* const kind = kind_of(resource.type);
    if (kind == nullptr && may_decide(resource.type)) draft.not_judged.push_back(resource.type);
    if (kind == nullptr) continue;
    if (resource.id != resource.address) draft.aliases.emplace_back(resource.address, resource.id);
    kind->build({*declaration.document, resource, resource.fields, unresolved, names, diagnostics},
                sink);
  }
  unresolved.report(diagnostics);
}

}  // namespace halfopen
