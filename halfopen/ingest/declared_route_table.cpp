// SPDX-License-Identifier: Apache-2.0
// Route tables, their routes and associations.
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "halfopen/ingest/declared_objects.hpp"

namespace halfopen {
namespace {

struct TargetName {
  std::string_view name;
  RouteTarget target;
};

/// Attributes that name a target of one kind, in the spelling of either text. `gateway_id` names
/// several: the id tells, or the object of that id, see attach_additions.
constexpr std::array<TargetName, 13> kTargetNames = {{
    {"gateway_id", RouteTarget::other},
    {"nat_gateway_id", RouteTarget::nat_gateway},
    {"egress_only_gateway_id", RouteTarget::egress_only_internet_gateway},
    {"egress_only_internet_gateway_id", RouteTarget::egress_only_internet_gateway},
    {"transit_gateway_id", RouteTarget::transit_gateway},
    {"vpc_peering_connection_id", RouteTarget::vpc_peering},
    {"vpc_endpoint_id", RouteTarget::vpc_endpoint},
    {"network_interface_id", RouteTarget::network_interface},
    {"instance_id", RouteTarget::network_interface},
    {"local_gateway_id", RouteTarget::local_gateway},
    {"carrier_gateway_id", RouteTarget::carrier_gateway},
    {"core_network_arn", RouteTarget::core_network},
    {"odb_network_arn", RouteTarget::other},
}};

class DeclaredRouteReader {
 public:
  DeclaredRouteReader(const DeclaredFields& fields, bool standalone)
      : fields_(fields), standalone_(standalone) {
    route_.origin =
        standalone || fields.origin().line == 0 ? fields.resource().origin : fields.origin();
  }

  Route read() {
    read_destination();
    read_target();
    route_.blackhole = fields_.tells("state") && fields_.text("state").value == "blackhole";
    route_.propagated =
        fields_.tells("origin") && fields_.text("origin").value == "EnableVgwRoutePropagation";
    return std::move(route_);
  }

 private:
  /// A route whose destination is not known may decide for any packet.
  void read_destination() {
    const std::string prefix = standalone_ ? "destination_" : "";
    bool unknown = false;
    for (const std::string& name : {prefix + "cidr_block", prefix + "ipv6_cidr_block"}) {
      if (!fields_.has(name)) continue;
      const Told<CidrBlock> block = fields_.block(name);
      unknown = unknown || block.unknown;
      if (block) route_.destination = *block;
    }
    const std::string list = fields_.id("destination_prefix_list_id");
    if (!route_.destination) route_.prefix_list = list;
    if (!unknown && (route_.destination || !list.empty())) return;
    if (!unknown && !fields_.has("destination_prefix_list_id")) {
      complain("a route without a destination: where packets go is unknown",
               "a route has one destination, a block or a prefix list");
    }
    route_.destination.reset();
    route_.prefix_list.clear();
    bad_destination_ = true;
  }

  void read_target() {
    for (const TargetName& known : kTargetNames) {
      const auto at = fields_.find(known.name);
      if (!at) continue;
      const DocumentNode& value = fields_.node(*at);
      if (value.kind == NodeKind::text && value.text.empty()) continue;
      const std::string id = fields_.id(known.name);
      // A name for something that nobody tells leads somewhere unknown.
      const bool told = value.kind == NodeKind::text;
      route_.target_id = told ? id : id.empty() ? "an unknown target" : id + ", which has no value";
      route_.target = told ? known.target : RouteTarget::other;
      if (told && known.target == RouteTarget::other) route_.target = target_of_id(id);
      break;
    }
    if (route_.target_id.empty()) {
      route_.target_id = "an unknown target";
      complain("a route without a target: where its packets go is unknown",
               "name the gateway that the route leads to");
    }
    if (bad_destination_) route_.target = RouteTarget::other;
  }

  void complain(std::string what, std::string hint) {
    fields_.complain(DiagnosticCode::bad_route, Severity::error, route_.origin, std::move(what),
                     std::move(hint));
  }

  const DeclaredFields& fields_;
  bool standalone_;
  Route route_;
  bool bad_destination_ = false;
};

Route rest_unknown_route(const Origin& origin) {
  Route route;
  route.origin = origin;
  return route;
}

void read_inline_routes(const DeclaredFields& fields, RouteTable& table) {
  const DeclaredResource& resource = fields.resource();
  if (resource.starts_empty("route")) return;
  const ToldList<DeclaredFields> routes = fields.objects("route");
  for (const DeclaredFields& route : routes.values) {
    table.routes.push_back(DeclaredRouteReader(route, false).read());
  }
  if (!routes.whole) table.routes.push_back(rest_unknown_route(resource.origin));
}

void read_propagating(const DeclaredFields& fields, const std::string& table, DeclaredSink& sink) {
  if (fields.resource().starts_empty("propagating_vgws")) return;
  const ToldList<std::string> gateways = fields.ids("propagating_vgws");
  const auto add = [&](const std::string& gateway) {
    sink.link(AddedLink::Kind::vpn_routes_to_table, table, gateway, fields.resource());
  };
  for (const std::string& gateway : gateways.values) add(gateway);
  if (!gateways.whole) add("");
}

void add_table(RouteTable table, const DeclaredFields& fields, DeclaredSink& sink) {
  sink.draft.additions.tables.push_back({table.id, fields.resource().address});
  sink.draft.objects.route_tables.push_back(std::move(table));
}

RouteTable table_of(const DeclaredFields& fields, const std::string& id) {
  RouteTable table;
  table.id = id;
  table.name = fields.name();
  if (fields.has("vpc_id")) table.vpc_id = fields.id("vpc_id", Severity::note);
  table.origin = fields.resource().origin;
  return table;
}

/// The declared VPC that says that this is its default table; empty if none.
std::string vpc_with_table(const std::string& table, const DeclaredSink& sink) {
  const Document& document = *sink.declaration.document;
  for (const DeclaredResource& resource : sink.declaration.resources) {
    if (resource.type != "aws_vpc" && resource.type != "aws_default_vpc") continue;
    const auto id = document.member(resource.fields, "default_route_table_id");
    if (id && document.at(*id).kind == NodeKind::text && document.at(*id).text == table) {
      return resource.id;
    }
  }
  return {};
}

}  // namespace

void build_route_table(const DeclaredFields& fields, DeclaredSink& sink) {
  RouteTable table = table_of(fields, fields.resource().id);
  if (sink.is_terraform()) {
    read_inline_routes(fields, table);
    read_propagating(fields, table.id, sink);
  }
  add_table(std::move(table), fields, sink);
}

/// Adoption removes every route; without `route` in the configuration none comes instead.
void build_default_route_table(const DeclaredFields& fields, DeclaredSink& sink) {
  std::string id = fields.id("default_route_table_id");
  if (id.empty()) id = fields.resource().id;
  RouteTable table = table_of(fields, id);
  read_inline_routes(fields, table);
  read_propagating(fields, id, sink);
  if (table.vpc_id.empty()) table.vpc_id = vpc_with_table(id, sink);
  table.main = true;  // unless an association of the VPC's main table says otherwise
  add_table(std::move(table), fields, sink);
}

void build_route(const DeclaredFields& fields, DeclaredSink& sink) {
  const std::string table = fields.id("route_table_id");
  sink.draft.additions.routes.push_back({table, DeclaredRouteReader(fields, true).read()});
}

void build_route_table_association(const DeclaredFields& fields, DeclaredSink& sink) {
  const std::string table = fields.id("route_table_id");
  const bool to_gateway = fields.has("gateway_id") && !fields.has("subnet_id");
  const std::string member = fields.id(to_gateway ? "gateway_id" : "subnet_id");
  sink.link(to_gateway ? AddedLink::Kind::table_of_gateway : AddedLink::Kind::table_of_subnet,
            table, member, fields.resource());
}

void build_main_table_association(const DeclaredFields& fields, DeclaredSink& sink) {
  sink.link(AddedLink::Kind::main_table_of_vpc, fields.id("route_table_id"), fields.id("vpc_id"),
            fields.resource());
}

void build_route_propagation(const DeclaredFields& fields, DeclaredSink& sink) {
  const std::string gateway = fields.id("vpn_gateway_id");
  if (sink.is_terraform()) {
    sink.link(AddedLink::Kind::vpn_routes_to_table, fields.id("route_table_id"), gateway,
              fields.resource());
    return;
  }
  const ToldList<std::string> tables = fields.ids("route_table_ids");
  for (const std::string& table : tables.values) {
    sink.link(AddedLink::Kind::vpn_routes_to_table, table, gateway, fields.resource());
  }
  if (!tables.whole) {
    sink.link(AddedLink::Kind::vpn_routes_to_table, "", gateway, fields.resource());
  }
}

}  // namespace halfopen
