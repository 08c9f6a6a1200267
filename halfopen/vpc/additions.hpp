// SPDX-License-Identifier: Apache-2.0
// What texts add to objects that may stand elsewhere: templates and plans declare a route apart
// from its table, a rule apart from its network ACL.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "halfopen/acl/network_acl_entry.hpp"
#include "halfopen/base/diagnostic.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/net/cidr_block.hpp"
#include "halfopen/vpc/route_table.hpp"
#include "halfopen/vpc/security_group.hpp"
#include "halfopen/vpc/transit_gateway.hpp"

namespace halfopen {

struct SnapshotDraft;

/// A row for the network ACL of this id; an empty id means that any ACL may be meant, and the row
/// is `unknown`.
struct AddedRow {
  std::string acl_id;
  NetworkAclEntry row;
};

struct AddedRoute {
  std::string table_id;
  Route route;
};

struct AddedGroupRule {
  std::string group_id;
  SecurityGroupRule rule;
};

struct AddedTransitRoute {
  std::string table_id;
  TransitGatewayRoute route;
};

/// A block of a VPC or of a subnet.
struct AddedBlock {
  std::string owner_id;
  CidrBlock block;
  Origin origin;
};

/// "This belongs to that": a route table to a subnet or gateway, a gateway to a VPC, a security
/// group to a network interface, …
struct AddedLink {
  enum class Kind : std::uint8_t {
    table_of_subnet,             ///< owner: route table, member: subnet
    table_of_gateway,            ///< owner: route table, member: internet or VPN gateway
    main_table_of_vpc,           ///< owner: route table, member: VPC
    gateway_of_vpc,              ///< owner: gateway, member: VPC
    group_of_interface,          ///< owner: network interface, member: security group
    table_of_attachment,         ///< owner: transit gateway route table, member: attachment
    propagation_to_table,        ///< owner: transit gateway route table, member: attachment
    vpn_routes_to_table,         ///< owner: route table, member: VPN gateway that propagates
    table_of_endpoint,           ///< owner: VPC endpoint, member: route table
    subnet_of_endpoint,          ///< owner: VPC endpoint, member: subnet
    default_group_of_interface,  ///< owner: network interface; the member is its VPC's default
    address_of_interface,        ///< owner: network interface or instance, member: public address
    instance_of_interface,       ///< owner: network interface, member: instance
    own_association,  ///< owner: attachment, member: `true`, `false` or empty: takes part in the
                      ///< default association of its transit gateway
    own_propagation,  ///< likewise for the default propagation
  };
  Kind kind = Kind::table_of_subnet;
  std::string owner_id;   ///< empty: not known
  std::string member_id;  ///< empty: not known
  Origin origin;
};

/// A VPC that the text creates. AWS gives it a default network ACL that allows everything, a main
/// route table with the local routes, and a default security group (VPC User Guide: Default
/// network ACL; Main route table; Default security groups).
struct NewVpc {
  std::string vpc_id;
  std::string default_acl_id;
  std::string main_table_id;
  std::string default_group_id;
  Origin origin;
};

/// A route table that a text declares: AWS adds the local routes, which no text lists (VPC User
/// Guide, Route tables).
struct DeclaredTable {
  std::string table_id;
  std::string address;  ///< for people
};

/// A security group that keeps the egress rules that AWS gives every new group: all IPv4, and all
/// IPv6 if the VPC has an IPv6 block (VPC User Guide, Default security groups).
struct DefaultEgress {
  std::string group_id;
  Origin origin;
};

/// A transit gateway that the text creates.
struct NewTransitGateway {
  std::string gateway_id;
  std::string default_table_id;  ///< as references to it are resolved
  bool associates = true;        ///< attachments that say nothing belong to the default table
  bool propagates = true;        ///< … and spread their routes there
  Origin origin;
};

/// A block of a managed prefix list that a text declares apart from the list.
struct AddedListEntry {
  std::string list_id;
  std::optional<CidrBlock> block;  ///< none: not known
};

/// In the order of the text.
struct Additions {
  std::vector<AddedRow> rows;
  std::vector<AddedRoute> routes;
  std::vector<AddedGroupRule> group_rules;
  std::vector<AddedTransitRoute> transit_routes;
  std::vector<AddedBlock> blocks;
  std::vector<AddedLink> links;
  std::vector<NewVpc> new_vpcs;
  std::vector<DeclaredTable> tables;
  std::vector<DefaultEgress> default_egress;
  std::vector<NewTransitGateway> new_transit_gateways;
  std::vector<AddedListEntry> list_entries;
  std::vector<std::string> v6_vpcs;  ///< VPCs that get an IPv6 block which nobody can tell yet
};

/// Puts everything where it belongs, and gives new VPCs what AWS gives them. What belongs to an
/// object that the draft does not hold becomes a diagnostic; a rule of a network ACL then makes an
/// ACL whose other rules are unknown. To be called once, when the draft is whole. O(n log n).
void attach_additions(SnapshotDraft& draft, Diagnostics& diagnostics);

}  // namespace halfopen
