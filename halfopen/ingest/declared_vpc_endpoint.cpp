// SPDX-License-Identifier: Apache-2.0
// VPC endpoints and managed prefix lists.
#include <string>
#include <utility>

#include "halfopen/ingest/declared_objects.hpp"

namespace halfopen {
namespace {

VpcEndpoint::Kind endpoint_kind(const Told<std::string>& type) {
  if (type.unknown) return VpcEndpoint::Kind::other;
  const std::string word = type.value.value_or("Gateway");  // the default of both texts
  if (word == "Gateway") return VpcEndpoint::Kind::gateway;
  if (word == "Interface") return VpcEndpoint::Kind::interface;
  if (word == "GatewayLoadBalancer") return VpcEndpoint::Kind::gateway_load_balancer;
  return VpcEndpoint::Kind::other;
}

}  // namespace

void build_vpc_endpoint(const DeclaredFields& fields, DeclaredSink& sink) {
  const DeclaredResource& resource = fields.resource();
  VpcEndpoint endpoint;
  endpoint.id = resource.id;
  endpoint.name = fields.name();
  endpoint.origin = resource.origin;
  endpoint.vpc_id = fields.id("vpc_id", Severity::note);
  endpoint.service = fields.text("service_name", Severity::note).value.value_or("");
  endpoint.kind = endpoint_kind(fields.text("vpc_endpoint_type"));
  const bool route = endpoint.kind == VpcEndpoint::Kind::gateway;
  if (route && !resource.starts_empty("route_table_ids")) {
    const ToldList<std::string> tables = fields.ids("route_table_ids");
    for (const std::string& table : tables.values) {
      sink.link(AddedLink::Kind::table_of_endpoint, endpoint.id, table, fields.resource());
    }
    if (!tables.whole) {
      sink.link(AddedLink::Kind::table_of_endpoint, endpoint.id, "", fields.resource());
    }
  }
  if (!resource.starts_empty("subnet_ids")) {
    endpoint.subnet_ids = fields.ids("subnet_ids", Severity::note).values;
  }
  if (!resource.starts_empty("security_group_ids")) {
    endpoint.group_ids = fields.ids("security_group_ids", Severity::note).values;
  }
  sink.draft.objects.endpoints.push_back(std::move(endpoint));
}

void build_endpoint_table(const DeclaredFields& fields, DeclaredSink& sink) {
  sink.link(AddedLink::Kind::table_of_endpoint, fields.id("vpc_endpoint_id"),
            fields.id("route_table_id"), fields.resource());
}

void build_endpoint_subnet(const DeclaredFields& fields, DeclaredSink& sink) {
  sink.link(AddedLink::Kind::subnet_of_endpoint, fields.id("vpc_endpoint_id"),
            fields.id("subnet_id"), fields.resource());
}

void build_prefix_list(const DeclaredFields& fields, DeclaredSink& sink) {
  const DeclaredResource& resource = fields.resource();
  PrefixList list;
  list.id = resource.id;
  list.name = fields.text(sink.is_terraform() ? "name" : "prefix_list_name", Severity::note)
                  .value.value_or("");
  list.origin = resource.origin;
  list.entries_known = true;
  const std::string_view name = sink.is_terraform() ? "entry" : "entries";
  if (!sink.is_terraform() || !resource.starts_empty(name)) {
    const ToldList<DeclaredFields> entries = fields.objects(name);
    list.entries_known = entries.whole;
    for (const DeclaredFields& entry : entries.values) {
      const Told<CidrBlock> block = entry.block("cidr");
      if (block) list.cidrs.push_back(*block);
      list.entries_known = list.entries_known && block.value.has_value();
    }
  }
  sink.draft.objects.prefix_lists.push_back(std::move(list));
}

void build_prefix_list_entry(const DeclaredFields& fields, DeclaredSink& sink) {
  const Told<CidrBlock> block = fields.block("cidr");
  sink.draft.additions.list_entries.push_back({fields.id("prefix_list_id"), block.value});
}

}  // namespace halfopen
