// SPDX-License-Identifier: Apache-2.0
// From declared resources to the objects of a snapshot. One builder for each kind, for Terraform
// and CloudFormation alike; their table stands in declared_objects.cpp.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/ingest/declared_fields.hpp"
#include "halfopen/ingest/declared_resource.hpp"
#include "halfopen/vpc/snapshot_draft.hpp"

namespace halfopen {

/// What all builders share. Borrows everything.
struct DeclaredSink {
  const Declaration& declaration;
  SnapshotDraft& draft;
  Diagnostics& diagnostics;
  UnresolvedValues& unresolved;

  bool is_terraform() const { return declaration.by == DeclaredBy::terraform; }

  /// Adds "this belongs to that", declared by the resource. Empty ids are not known.
  void link(AddedLink::Kind kind, std::string owner, std::string member,
            const DeclaredResource& resource) {
    draft.additions.links.push_back({kind, std::move(owner), std::move(member), resource.origin});
  }
};

/// Reads the resource's fields and adds what it stands for to the draft. What belongs to another
/// object goes to `draft.additions`, wherever that object is. What is unknown must not make the
/// model say something else: it is left out of what only helps, and makes unknown what decides.
using DeclaredBuilder = void (*)(const DeclaredFields& fields, DeclaredSink& sink);

/// True if some builder reads resources of this type (`aws_subnet`, `AWS::EC2::Subnet`).
bool is_modelled_type(std::string_view type);

/// Builds everything that the declaration holds. Types without a builder are left out: those that
/// might matter to a path are named in `draft.not_judged`.
void build_objects(const Declaration& declaration, SnapshotDraft& draft, Diagnostics& diagnostics);

// declared_network.cpp
void build_vpc(const DeclaredFields& fields, DeclaredSink& sink);
void build_vpc_block(const DeclaredFields& fields, DeclaredSink& sink);
void build_subnet(const DeclaredFields& fields, DeclaredSink& sink);
void build_subnet_block(const DeclaredFields& fields, DeclaredSink& sink);

// declared_acl.cpp
void build_network_acl(const DeclaredFields& fields, DeclaredSink& sink);
void build_default_network_acl(const DeclaredFields& fields, DeclaredSink& sink);
void build_network_acl_rule(const DeclaredFields& fields, DeclaredSink& sink);
void build_acl_association(const DeclaredFields& fields, DeclaredSink& sink);

// declared_route_table.cpp
void build_route_table(const DeclaredFields& fields, DeclaredSink& sink);
void build_default_route_table(const DeclaredFields& fields, DeclaredSink& sink);
void build_route(const DeclaredFields& fields, DeclaredSink& sink);
void build_route_table_association(const DeclaredFields& fields, DeclaredSink& sink);
void build_main_table_association(const DeclaredFields& fields, DeclaredSink& sink);
void build_route_propagation(const DeclaredFields& fields, DeclaredSink& sink);

// declared_security_group.cpp
void build_security_group(const DeclaredFields& fields, DeclaredSink& sink);
void build_default_security_group(const DeclaredFields& fields, DeclaredSink& sink);
void build_typed_group_rule(const DeclaredFields& fields, DeclaredSink& sink);
void build_group_ingress(const DeclaredFields& fields, DeclaredSink& sink);
void build_group_egress(const DeclaredFields& fields, DeclaredSink& sink);

// declared_gateway.cpp
void build_internet_gateway(const DeclaredFields& fields, DeclaredSink& sink);
void build_egress_only_gateway(const DeclaredFields& fields, DeclaredSink& sink);
void build_vpn_gateway(const DeclaredFields& fields, DeclaredSink& sink);
void build_gateway_attachment(const DeclaredFields& fields, DeclaredSink& sink);
void build_nat_gateway(const DeclaredFields& fields, DeclaredSink& sink);
void build_vpc_peering(const DeclaredFields& fields, DeclaredSink& sink);

// declared_interface.cpp
void build_network_interface(const DeclaredFields& fields, DeclaredSink& sink);
void build_interface_attachment(const DeclaredFields& fields, DeclaredSink& sink);
void build_interface_group(const DeclaredFields& fields, DeclaredSink& sink);

// declared_instance.cpp
void build_instance(const DeclaredFields& fields, DeclaredSink& sink);
void build_elastic_address(const DeclaredFields& fields, DeclaredSink& sink);

// declared_transit_gateway.cpp
void build_transit_gateway(const DeclaredFields& fields, DeclaredSink& sink);
void build_transit_attachment(const DeclaredFields& fields, DeclaredSink& sink);
void build_transit_table(const DeclaredFields& fields, DeclaredSink& sink);
void build_transit_route(const DeclaredFields& fields, DeclaredSink& sink);
void build_transit_association(const DeclaredFields& fields, DeclaredSink& sink);
void build_transit_propagation(const DeclaredFields& fields, DeclaredSink& sink);

// declared_vpc_endpoint.cpp
void build_vpc_endpoint(const DeclaredFields& fields, DeclaredSink& sink);
void build_endpoint_table(const DeclaredFields& fields, DeclaredSink& sink);
void build_endpoint_subnet(const DeclaredFields& fields, DeclaredSink& sink);
void build_prefix_list(const DeclaredFields& fields, DeclaredSink& sink);
void build_prefix_list_entry(const DeclaredFields& fields, DeclaredSink& sink);

}  // namespace halfopen
