// SPDX-License-Identifier: Apache-2.0
// Transit gateways, their VPC attachments and route tables.
#include <string>
#include <string_view>
#include <utility>

#include "halfopen/ingest/declared_objects.hpp"

namespace halfopen {
namespace {

/// `enable` and `disable`; none if it is absent or not known.
std::optional<bool> switched(const DeclaredFields& fields, std::string_view name) {
  if (!fields.tells(name)) return std::nullopt;
  const Told<std::string> word = fields.text(name);
  if (!word) return std::nullopt;
  return *word == "enable";
}

/// A switch of an attachment: Terraform keeps it with the others, CloudFormation among `Options`.
std::optional<bool> option(const DeclaredFields& fields, std::string_view name) {
  if (const auto own = switched(fields, name)) return own;
  for (const DeclaredFields& options : fields.objects("options", Severity::note).values) {
    if (const auto own = switched(options, name)) return own;
  }
  return std::nullopt;
}

std::string name_of_default(const DeclaredFields& fields, const DeclaredSink& sink) {
  for (const std::string_view name :
       {"association_default_route_table_id", "propagation_default_route_table_id"}) {
    const auto at = fields.find(name);
    if (at && fields.node(*at).kind == NodeKind::text && !fields.node(*at).text.empty()) {
      return fields.id(name);
    }
  }
  return fields.resource().id +
         (sink.is_terraform() ? ".association_default_route_table_id" : ".default route table");
}

}  // namespace

void build_transit_gateway(const DeclaredFields& fields, DeclaredSink& sink) {
  const DeclaredResource& resource = fields.resource();
  TransitGateway gateway;
  gateway.id = resource.id;
  gateway.name = fields.name();
  gateway.origin = resource.origin;
  gateway.group_references = switched(fields, "security_group_referencing_support").value_or(false);
  sink.draft.objects.transit_gateways.push_back(std::move(gateway));
  // What an existing one associated and propagated so far, no text tells.
  if (!resource.is_new()) return;
  NewTransitGateway fresh{resource.id, name_of_default(fields, sink), true, true, resource.origin};
  fresh.associates = switched(fields, "default_route_table_association").value_or(true);
  fresh.propagates = switched(fields, "default_route_table_propagation").value_or(true);
  sink.draft.additions.new_transit_gateways.push_back(std::move(fresh));
}

void build_transit_attachment(const DeclaredFields& fields, DeclaredSink& sink) {
  const DeclaredResource& resource = fields.resource();
  TransitGatewayAttachment attachment;
  attachment.id = resource.id;
  attachment.gateway_id = fields.id("transit_gateway_id");
  attachment.kind = TransitGatewayAttachment::Kind::vpc;
  attachment.resource_id = fields.id("vpc_id");
  const ToldList<std::string> subnets = fields.ids("subnet_ids");
  attachment.subnet_ids = subnets.values;
  attachment.is_vpc_view = subnets.whole && subnets.present;
  attachment.appliance_mode = option(fields, "appliance_mode_support").value_or(false);
  attachment.group_references = option(fields, "security_group_referencing_support").value_or(true);
  attachment.origin = resource.origin;
  for (const auto& [name, kind] : {std::pair{"transit_gateway_default_route_table_association",
                                             AddedLink::Kind::own_association},
                                   std::pair{"transit_gateway_default_route_table_propagation",
                                             AddedLink::Kind::own_propagation}}) {
    if (!fields.tells(name)) continue;
    const Told<bool> own = fields.flag(name);
    if (own) sink.link(kind, attachment.id, *own ? "true" : "false", fields.resource());
  }
  sink.draft.objects.attachments.push_back(std::move(attachment));
}

void build_transit_table(const DeclaredFields& fields, DeclaredSink& sink) {
  TransitGatewayRouteTable table;
  table.id = fields.resource().id;
  table.gateway_id = fields.id("transit_gateway_id", Severity::note);
  table.routes_known = true;
  table.origin = fields.resource().origin;
  sink.draft.objects.transit_route_tables.push_back(std::move(table));
}

void build_transit_route(const DeclaredFields& fields, DeclaredSink& sink) {
  TransitGatewayRoute route;
  route.origin = fields.resource().origin;
  const Told<CidrBlock> block = fields.block("destination_cidr_block");
  route.destination = block.value;
  if (!block) route.prefix_list = fields.id("prefix_list_id");
  const Told<bool> blackhole = fields.flag("blackhole");
  route.blackhole = blackhole.value.value_or(false);
  const std::string attachment = fields.id("transit_gateway_attachment_id");
  // An attachment that nobody tells is one that is not loaded.
  if (!route.blackhole) {
    route.attachment_ids.push_back(attachment.empty() ? "an unknown attachment" : attachment);
  }
  const std::string table = fields.id("transit_gateway_route_table_id");
  if (!route.destination && route.prefix_list.empty()) {
    // It may decide for any packet: the whole table is not known.
    sink.link(AddedLink::Kind::propagation_to_table, table, "an unknown route", fields.resource());
    return;
  }
  sink.draft.additions.transit_routes.push_back({table, std::move(route)});
}

void build_transit_association(const DeclaredFields& fields, DeclaredSink& sink) {
  sink.link(AddedLink::Kind::table_of_attachment, fields.id("transit_gateway_route_table_id"),
            fields.id("transit_gateway_attachment_id"), fields.resource());
}

void build_transit_propagation(const DeclaredFields& fields, DeclaredSink& sink) {
  sink.link(AddedLink::Kind::propagation_to_table, fields.id("transit_gateway_route_table_id"),
            fields.id("transit_gateway_attachment_id"), fields.resource());
}

}  // namespace halfopen
