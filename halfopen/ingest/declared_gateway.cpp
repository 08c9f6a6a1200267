// SPDX-License-Identifier: Apache-2.0
// Gateways at the edge of a VPC, NAT gateways and peering connections.
#include <string>
#include <utility>

#include "halfopen/ingest/declared_objects.hpp"

namespace halfopen {
namespace {

void add_gateway(const DeclaredFields& fields, Gateway::Kind kind, DeclaredSink& sink) {
  const DeclaredResource& resource = fields.resource();
  Gateway gateway;
  gateway.kind = kind;
  gateway.id = resource.id;
  gateway.name = fields.name();
  gateway.origin = resource.origin;
  // Optional and computed in Terraform: without it the gateway is attached by a resource of its
  // own.
  const bool left_open = resource.starts_empty("vpc_id");
  const std::string vpc = left_open ? "" : fields.id("vpc_id", Severity::note);
  if (!vpc.empty()) gateway.vpc_ids.push_back(vpc);
  sink.draft.objects.gateways.push_back(std::move(gateway));
  if (vpc.empty() && !left_open && fields.has("vpc_id")) {
    // Attached to some VPC: that it is attached to none would be a guess.
    sink.draft.additions.links.push_back(
        {AddedLink::Kind::gateway_of_vpc, resource.id, "", resource.origin});
  }
}

void add_attachment(const std::string& gateway, const std::string& vpc,
                    const DeclaredResource& resource, DeclaredSink& sink) {
  sink.draft.additions.links.push_back(
      {AddedLink::Kind::gateway_of_vpc, gateway, vpc, resource.origin});
}

}  // namespace

void build_internet_gateway(const DeclaredFields& fields, DeclaredSink& sink) {
  add_gateway(fields, Gateway::Kind::internet, sink);
}

void build_egress_only_gateway(const DeclaredFields& fields, DeclaredSink& sink) {
  add_gateway(fields, Gateway::Kind::egress_only, sink);
}

void build_vpn_gateway(const DeclaredFields& fields, DeclaredSink& sink) {
  add_gateway(fields, Gateway::Kind::vpn, sink);
}

void build_gateway_attachment(const DeclaredFields& fields, DeclaredSink& sink) {
  const std::string vpc = fields.id("vpc_id");
  bool named = false;
  for (const std::string_view name : {"internet_gateway_id", "vpn_gateway_id"}) {
    if (!fields.has(name)) continue;
    add_attachment(fields.id(name), vpc, fields.resource(), sink);
    named = true;
  }
  if (!named) add_attachment("", vpc, fields.resource(), sink);
}

/// Its private address is one of its subnet's, which AWS picks when it is made.
void build_nat_gateway(const DeclaredFields& fields, DeclaredSink& sink) {
  const DeclaredResource& resource = fields.resource();
  NatGateway gateway;
  gateway.id = resource.id;
  gateway.name = fields.name();
  gateway.origin = resource.origin;
  if (fields.tells("vpc_id")) gateway.vpc_id = fields.id("vpc_id");
  gateway.subnet_id = fields.id("subnet_id", Severity::note);
  const Told<std::string> kind = fields.text("connectivity_type");
  gateway.is_private = kind.value.value_or("public") == "private";
  gateway.regional =
      fields.tells("availability_mode") && fields.text("availability_mode").value == "regional";
  NatGateway::Address first;
  for (const std::string_view name : {"private_ip", "private_ip_address"}) {
    if (fields.tells(name)) first.private_ip = fields.address(name).value;
    if (first.private_ip) break;
  }
  if (fields.tells("public_ip")) first.public_ip = fields.address("public_ip").value;
  if (first.private_ip || first.public_ip) gateway.addresses.push_back(std::move(first));
  sink.draft.objects.nat_gateways.push_back(std::move(gateway));
}

/// The accepter's side of Terraform adds nothing: it is the same connection.
void build_vpc_peering(const DeclaredFields& fields, DeclaredSink& sink) {
  const DeclaredResource& resource = fields.resource();
  VpcPeering peering;
  peering.id = resource.id;
  peering.name = fields.name();
  peering.origin = resource.origin;
  peering.sides[0].vpc_id = fields.id("vpc_id");
  peering.sides[1].vpc_id = fields.id("peer_vpc_id");
  peering.sides[1].owner_id = fields.text("peer_owner_id", Severity::note).value.value_or("");
  peering.sides[1].region = fields.text("peer_region", Severity::note).value.value_or("");
  // With an unknown side it may lead anywhere: then it counts as not loaded.
  if (peering.sides[0].vpc_id.empty() || peering.sides[1].vpc_id.empty()) return;
  peering.active = resource.is_new() || !fields.tells("accept_status") ||
                   fields.text("accept_status").value == "active";
  sink.draft.objects.peerings.push_back(std::move(peering));
}

}  // namespace halfopen
