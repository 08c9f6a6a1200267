// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/aws_kind.hpp"

#include <array>

#include "halfopen/ingest/aws_entry.hpp"

namespace halfopen {
namespace {

struct ListName {
  std::string_view name;
  AwsList list;
};

constexpr std::nullopt_t kPieces = std::nullopt;

/// The lists of the API, and the names that Batfish's snapshots have for answers about one object
/// each.
constexpr std::array<ListName, 31> kLists = {{
    {"NetworkAcls", {AwsKind::network_acl, kPieces}},
    {"Subnets", {AwsKind::subnet, kPieces}},
    {"Vpcs", {AwsKind::vpc, kPieces}},
    {"SecurityGroups", {AwsKind::security_group, ObjectKind::security_groups}},
    {"SecurityGroupRules", {AwsKind::security_group_rule, ObjectKind::security_groups}},
    {"RouteTables", {AwsKind::route_table, ObjectKind::route_tables}},
    {"InternetGateways", {AwsKind::internet_gateway, ObjectKind::internet_gateways}},
    {"EgressOnlyInternetGateways",
     {AwsKind::egress_only_gateway, ObjectKind::egress_only_gateways}},
    {"VpnGateways", {AwsKind::vpn_gateway, ObjectKind::vpn_gateways}},
    {"NatGateways", {AwsKind::nat_gateway, ObjectKind::nat_gateways}},
    {"VpcPeeringConnections", {AwsKind::vpc_peering, ObjectKind::vpc_peerings}},
    {"VpcEndpoints", {AwsKind::vpc_endpoint, ObjectKind::vpc_endpoints}},
    {"PrefixLists", {AwsKind::prefix_list, ObjectKind::prefix_lists}},
    {"NetworkInterfaces", {AwsKind::network_interface, ObjectKind::network_interfaces}},
    {"Reservations", {AwsKind::reservation, ObjectKind::instances}},
    {"Instances", {AwsKind::instance, kPieces}},
    {"TransitGateways", {AwsKind::transit_gateway, ObjectKind::transit_gateways}},
    {"TransitGatewayVpcAttachments",
     {AwsKind::transit_gateway_attachment, ObjectKind::transit_gateway_attachments}},
    {"TransitGatewayAttachments",
     {AwsKind::transit_gateway_attachment, ObjectKind::transit_gateway_attachments}},
    {"TransitGatewayRouteTables",
     {AwsKind::transit_gateway_route_table, ObjectKind::transit_gateway_route_tables}},
    {"TransitGatewayStaticRoutes", {AwsKind::transit_gateway_route_table, kPieces}},
    {"TransitGatewayPropagations", {AwsKind::transit_gateway_route_table, kPieces}},
    {"LoadBalancers", {AwsKind::load_balancer, ObjectKind::load_balancers}},
    {"LoadBalancerAttributes", {AwsKind::load_balancer, kPieces}},
    {"LoadBalancerDescriptions", {AwsKind::classic_load_balancer, ObjectKind::load_balancers}},
    {"Listeners", {AwsKind::listener, ObjectKind::listeners}},
    {"LoadBalancerListeners", {AwsKind::listener, ObjectKind::listeners}},
    {"TargetGroups", {AwsKind::target_group, ObjectKind::target_groups}},
    {"TargetGroupAttributes", {AwsKind::target_group, kPieces}},
    {"LoadBalancerTargetHealth", {AwsKind::target_group, ObjectKind::target_health}},
    {"VpcBlockPublicAccessExclusions", {AwsKind::public_access_exclusion, kPieces}},
}};

/// Keys that tell kinds apart; bit by place.
enum Key : std::uint64_t {
  kNetworkAclId = 1ULL << 0,
  kAllocationId = 1ULL << 1,
  kGroupId = 1ULL << 2,
  kIpPermissions = 1ULL << 3,
  kIpPermissionsEgress = 1ULL << 4,
  kSecurityGroupRuleId = 1ULL << 5,
  kIsEgress = 1ULL << 6,
  kRouteTableId = 1ULL << 7,
  kRoutes = 1ULL << 8,
  kInternetGatewayId = 1ULL << 9,
  kEgressOnlyId = 1ULL << 10,
  kAttachments = 1ULL << 11,
  kVpnGatewayId = 1ULL << 12,
  kVpcAttachments = 1ULL << 13,
  kNatGatewayId = 1ULL << 14,
  kNatGatewayAddresses = 1ULL << 15,
  kVpcPeeringConnectionId = 1ULL << 16,
  kRequesterVpcInfo = 1ULL << 17,
  kAccepterVpcInfo = 1ULL << 18,
  kVpcEndpointId = 1ULL << 19,
  kServiceName = 1ULL << 20,
  kVpcEndpointType = 1ULL << 21,
  kPrefixListId = 1ULL << 22,
  kPrefixListName = 1ULL << 23,
  kCidrs = 1ULL << 24,
  kEntries = 1ULL << 25,
  kNetworkInterfaceId = 1ULL << 26,
  kPrivateIpAddresses = 1ULL << 27,
  kSubnetId = 1ULL << 28,
  kReservationId = 1ULL << 29,
  kInstances = 1ULL << 30,
  kInstanceId = 1ULL << 31,
  kNetworkInterfaces = 1ULL << 32,
  kPrivateIpAddress = 1ULL << 33,
  kTransitGatewayId = 1ULL << 34,
  kTransitGatewayArn = 1ULL << 35,
  kTransitGatewayAttachmentId = 1ULL << 36,
  kResourceType = 1ULL << 37,
  kSubnetIds = 1ULL << 38,
  kTransitGatewayRouteTableId = 1ULL << 39,
  kAssociations = 1ULL << 40,
  kPropagations = 1ULL << 41,
  kReferences = 1ULL << 42,
  kLoadBalancerArn = 1ULL << 43,
  kScheme = 1ULL << 44,
  kAttributes = 1ULL << 45,
  kLoadBalancerName = 1ULL << 46,
  kListenerDescriptions = 1ULL << 47,
  kListenerArn = 1ULL << 48,
  kDefaultActions = 1ULL << 49,
  kTargetGroupArn = 1ULL << 50,
  kTargetType = 1ULL << 51,
  kTargetHealthDescriptions = 1ULL << 52,
  kExclusionId = 1ULL << 53,
  kExclusionMode = 1ULL << 54,
  kDefaultAssociation = 1ULL << 55,
  kListeners = 1ULL << 56,
};

struct KeyName {
  std::string_view name;
  Key bit;
};

constexpr std::array<KeyName, 57> kKeys = {{
    {"NetworkAclId", kNetworkAclId},
    {"AllocationId", kAllocationId},
    {"GroupId", kGroupId},
    {"IpPermissions", kIpPermissions},
    {"IpPermissionsEgress", kIpPermissionsEgress},
    {"SecurityGroupRuleId", kSecurityGroupRuleId},
    {"IsEgress", kIsEgress},
    {"RouteTableId", kRouteTableId},
    {"Routes", kRoutes},
    {"InternetGatewayId", kInternetGatewayId},
    {"EgressOnlyInternetGatewayId", kEgressOnlyId},
    {"Attachments", kAttachments},
    {"VpnGatewayId", kVpnGatewayId},
    {"VpcAttachments", kVpcAttachments},
    {"NatGatewayId", kNatGatewayId},
    {"NatGatewayAddresses", kNatGatewayAddresses},
    {"VpcPeeringConnectionId", kVpcPeeringConnectionId},
    {"RequesterVpcInfo", kRequesterVpcInfo},
    {"AccepterVpcInfo", kAccepterVpcInfo},
    {"VpcEndpointId", kVpcEndpointId},
    {"ServiceName", kServiceName},
    {"VpcEndpointType", kVpcEndpointType},
    {"PrefixListId", kPrefixListId},
    {"PrefixListName", kPrefixListName},
    {"Cidrs", kCidrs},
    {"Entries", kEntries},
    {"NetworkInterfaceId", kNetworkInterfaceId},
    {"PrivateIpAddresses", kPrivateIpAddresses},
    {"SubnetId", kSubnetId},
    {"ReservationId", kReservationId},
    {"Instances", kInstances},
    {"InstanceId", kInstanceId},
    {"NetworkInterfaces", kNetworkInterfaces},
    {"PrivateIpAddress", kPrivateIpAddress},
    {"TransitGatewayId", kTransitGatewayId},
    {"TransitGatewayArn", kTransitGatewayArn},
    {"TransitGatewayAttachmentId", kTransitGatewayAttachmentId},
    {"ResourceType", kResourceType},
    {"SubnetIds", kSubnetIds},
    {"TransitGatewayRouteTableId", kTransitGatewayRouteTableId},
    {"Associations", kAssociations},
    {"TransitGatewayRouteTablePropagations", kPropagations},
    {"TransitGatewayPrefixListReferences", kReferences},
    {"LoadBalancerArn", kLoadBalancerArn},
    {"Scheme", kScheme},
    {"Attributes", kAttributes},
    {"LoadBalancerName", kLoadBalancerName},
    {"ListenerDescriptions", kListenerDescriptions},
    {"ListenerArn", kListenerArn},
    {"DefaultActions", kDefaultActions},
    {"TargetGroupArn", kTargetGroupArn},
    {"TargetType", kTargetType},
    {"TargetHealthDescriptions", kTargetHealthDescriptions},
    {"ExclusionId", kExclusionId},
    {"InternetGatewayExclusionMode", kExclusionMode},
    {"DefaultAssociationRouteTable", kDefaultAssociation},
    {"Listeners", kListeners},
}};

}  // namespace

AwsList list_named(std::string_view key) {
  for (const ListName& known : kLists) {
    if (is_key(key, known.name)) return known.list;
  }
  return {};
}

std::optional<ObjectKind> objects_of(AwsKind kind) {
  if (kind == AwsKind::instance) return ObjectKind::instances;
  for (const ListName& known : kLists) {
    if (known.list.kind == kind) return known.list.objects;
  }
  return std::nullopt;
}

bool is_common_name(AwsKind kind) {
  switch (kind) {
    case AwsKind::security_group:
    case AwsKind::network_interface:
    case AwsKind::instance:
    case AwsKind::load_balancer:
    case AwsKind::listener:
    case AwsKind::target_group: return true;
    default: return false;
  }
}

bool AwsKindGuess::see(std::string_view key) {
  for (const KeyName& known : kKeys) {
    if (!is_key(key, known.name)) continue;
    seen_ |= known.bit;
    return known.bit != kNetworkAclId;
  }
  // No object of ours holds such a list: this is what the lists stand in.
  const AwsKind list = list_named(key).kind;
  container_ =
      key == "data" || (list != AwsKind::other && !is_common_name(list) && list != AwsKind::subnet);
  return !container_;
}

AwsKind AwsKindGuess::kind() const {
  if (container_ || has_any(kNetworkAclId)) return AwsKind::other;
  if (has(kSecurityGroupRuleId | kGroupId)) return AwsKind::security_group_rule;
  if (has(kGroupId | kIsEgress)) return AwsKind::security_group_rule;
  if (has(kGroupId) && has_any(kIpPermissions | kIpPermissionsEgress)) {
    return AwsKind::security_group;
  }
  if (has(kRouteTableId | kRoutes)) return AwsKind::route_table;
  if (has(kInternetGatewayId | kAttachments)) return AwsKind::internet_gateway;
  if (has(kEgressOnlyId | kAttachments)) return AwsKind::egress_only_gateway;
  if (has(kVpnGatewayId | kVpcAttachments)) return AwsKind::vpn_gateway;
  if (has(kNatGatewayId | kNatGatewayAddresses)) return AwsKind::nat_gateway;
  if (has(kVpcPeeringConnectionId) && has_any(kRequesterVpcInfo | kAccepterVpcInfo)) {
    return AwsKind::vpc_peering;
  }
  if (has(kVpcEndpointId) && has_any(kServiceName | kVpcEndpointType)) return AwsKind::vpc_endpoint;
  if (has(kTransitGatewayId) || has(kTransitGatewayRouteTableId)) return transit_kind();
  if (has(kPrefixListId) && has_any(kPrefixListName | kCidrs | kEntries)) {
    return AwsKind::prefix_list;
  }
  if (has(kInstances | kReservationId)) return AwsKind::reservation;
  if (has(kInstanceId) && (has(kNetworkInterfaces) || has(kSubnetId | kPrivateIpAddress))) {
    return has_any(kAllocationId) ? AwsKind::other : AwsKind::instance;
  }
  if (has(kNetworkInterfaceId | kPrivateIpAddresses)) return AwsKind::network_interface;
  if (has(kExclusionId | kExclusionMode)) return AwsKind::public_access_exclusion;
  return load_balancer_kind();
}

AwsKind AwsKindGuess::transit_kind() const {
  if (has(kTransitGatewayAttachmentId | kTransitGatewayId) && has_any(kResourceType | kSubnetIds)) {
    return AwsKind::transit_gateway_attachment;
  }
  if (has(kTransitGatewayRouteTableId) && !has(kTransitGatewayAttachmentId) &&
      has_any(kRoutes | kAssociations | kPropagations | kReferences | kDefaultAssociation)) {
    return AwsKind::transit_gateway_route_table;
  }
  return has(kTransitGatewayArn) ? AwsKind::transit_gateway : AwsKind::other;
}

AwsKind AwsKindGuess::load_balancer_kind() const {
  if (has(kListenerArn | kDefaultActions) || has(kLoadBalancerArn | kListeners)) {
    return AwsKind::listener;
  }
  if (has(kTargetGroupArn) && has_any(kTargetType | kTargetHealthDescriptions | kAttributes)) {
    return AwsKind::target_group;
  }
  if (has(kLoadBalancerName | kListenerDescriptions)) return AwsKind::classic_load_balancer;
  if (has(kLoadBalancerArn) && has_any(kScheme | kAttributes)) return AwsKind::load_balancer;
  return AwsKind::other;
}

}  // namespace halfopen
