// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/overview_json.hpp"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "halfopen/ports/client_profile.hpp"
#include "halfopen/report/diagnostic_text.hpp"
#include "halfopen/report/json_value.hpp"
#include "halfopen/report/overview_acl_json.hpp"

namespace halfopen {
namespace {

void set_filled(JsonValue& item, std::string_view key, const std::string& text) {
  if (!text.empty()) item.set(key, text);
}

JsonValue cidrs_json(std::span<const CidrBlock> cidrs) {
  JsonValue list = JsonValue::array();
  for (const CidrBlock& cidr : cidrs) list.push(to_string(cidr));
  return list;
}

JsonValue sources_json(const SourceNames& sources) {
  JsonValue list = JsonValue::array();
  for (std::uint32_t i = 1; i <= sources.count(); ++i) {
    JsonValue item = JsonValue::object();
    item.set("name", sources.name(i));
    list.push(std::move(item));
  }
  return list;
}

JsonValue known_profiles_json() {
  JsonValue list = JsonValue::array();
  for (const ClientProfileRow& row : client_profile_rows()) {
    JsonValue item = JsonValue::object();
    item.set("name", row.name).set("title", row.title).set("range", to_string(row.range));
    item.set("first", row.range.first).set("last", row.range.last);
    item.set("total", row.range.last - row.range.first + 1).set("default", row.is_default);
    list.push(std::move(item));
  }
  return list;
}

JsonValue vpcs_json(const Snapshot& snapshot) {
  JsonValue list = JsonValue::array();
  for (const Vpc& vpc : snapshot.vpcs()) {
    JsonValue item = JsonValue::object();
    item.set("id", vpc.id).set("name", vpc.name).set("cidrs", cidrs_json(vpc.cidrs));
    list.push(std::move(item));
  }
  return list;
}

JsonValue subnets_json(const Snapshot& snapshot) {
  JsonValue list = JsonValue::array();
  for (std::uint32_t i = 0; i < snapshot.subnets().size(); ++i) {
    const Subnet& subnet = snapshot.subnets()[i];
    JsonValue item = JsonValue::object();
    item.set("id", subnet.id).set("name", subnet.name).set("vpc", subnet.vpc_id);
    item.set("zone", subnet.zone).set("cidrs", cidrs_json(subnet.cidrs));
    const AclBinding& binding = snapshot.binding(i);
    if (binding.known()) item.set("acl", snapshot.acls()[binding.acl].id());
    if (const auto table = snapshot.topology().table_of(i)) {
      item.set("route_table", snapshot.objects().route_tables[*table].id);
    }
    list.push(std::move(item));
  }
  return list;
}

/// A gateway of any kind. `vpcs`: what it is attached to; the first of them is its VPC.
JsonValue gateway_json(const std::string& id, const std::string& name, std::string_view kind,
                       const std::vector<std::string>& vpcs, const std::string& subnet) {
  JsonValue item = JsonValue::object();
  item.set("id", id).set("name", name).set("kind", kind);
  if (!vpcs.empty()) item.set("vpc", vpcs.front());
  set_filled(item, "subnet", subnet);
  item.set("vpcs", texts_json(vpcs));
  return item;
}

std::string_view kind_text(Gateway::Kind kind) {
  switch (kind) {
    case Gateway::Kind::internet: return "internet";
    case Gateway::Kind::egress_only: return "egress-only";
    case Gateway::Kind::vpn: break;
  }
  return "vpn";
}

std::vector<std::string> attached_vpcs(const CloudObjects& objects, const TransitGateway& gateway) {
  std::vector<std::string> vpcs;
  for (const TransitGatewayAttachment& one : objects.attachments) {
    const bool vpc = one.kind == TransitGatewayAttachment::Kind::vpc;
    if (vpc && one.gateway_id == gateway.id) vpcs.push_back(one.resource_id);
  }
  return vpcs;
}

JsonValue gateways_json(const CloudObjects& objects) {
  JsonValue list = JsonValue::array();
  for (const Gateway& one : objects.gateways) {
    list.push(gateway_json(one.id, one.name, kind_text(one.kind), one.vpc_ids, ""));
  }
  for (const NatGateway& one : objects.nat_gateways) {
    list.push(gateway_json(one.id, one.name, "nat", {one.vpc_id}, one.subnet_id));
  }
  for (const TransitGateway& one : objects.transit_gateways) {
    list.push(gateway_json(one.id, one.name, "transit", attached_vpcs(objects, one), ""));
  }
  for (const VpcPeering& one : objects.peerings) {
    const std::vector<std::string> vpcs{one.sides[0].vpc_id, one.sides[1].vpc_id};
    list.push(gateway_json(one.id, one.name, "peering", vpcs, ""));
  }
  for (const VpcEndpoint& one : objects.endpoints) {
    const std::string subnet = one.subnet_ids.size() == 1 ? one.subnet_ids.front() : std::string();
    JsonValue item = gateway_json(one.id, one.name, "endpoint", {one.vpc_id}, subnet);
    item.set("service", one.service).set("subnets", texts_json(one.subnet_ids));
    list.push(std::move(item));
  }
  return list;
}

/// Where the routes of each table go, beside the VPC itself: ids of gateways and the like, each
/// once.
JsonValue route_tables_json(const CloudObjects& objects) {
  JsonValue list = JsonValue::array();
  for (const RouteTable& table : objects.route_tables) {
    std::vector<std::string> targets;
    for (const Route& route : table.routes) {
      if (route.target == RouteTarget::local || route.target_id.empty()) continue;
      if (std::find(targets.begin(), targets.end(), route.target_id) == targets.end()) {
        targets.push_back(route.target_id);
      }
    }
    JsonValue item = JsonValue::object();
    item.set("id", table.id).set("name", table.name).set("vpc", table.vpc_id);
    item.set("targets", texts_json(targets));
    list.push(std::move(item));
  }
  return list;
}

/// What `from` and `to` may be, beside addresses and blocks. Ids, as names may be shared.
JsonValue ends_json(const Snapshot& snapshot) {
  JsonValue list = JsonValue::array();
  list.push("internet");
  for (const Subnet& subnet : snapshot.subnets()) list.push(subnet.id);
  for (const NetworkAcl& acl : snapshot.acls()) list.push(acl.id());
  const CloudObjects& objects = snapshot.objects();
  for (const Instance& instance : objects.instances) list.push(instance.id);
  for (const NetworkInterface& interface : objects.interfaces) list.push(interface.id);
  for (const LoadBalancer& balancer : objects.load_balancers) {
    if (balancer.described) list.push(balancer.id);
  }
  return list;
}

}  // namespace

std::string overview_json(const Snapshot& snapshot, bool loaded, const SourceNames& sources,
                          const Diagnostics& diagnostics) {
  JsonValue document = JsonValue::object();
  document.set("schema", "halfopen.overview/1").set("loaded", loaded);
  document.set("sources", sources_json(sources));
  document.set("profiles", known_profiles_json());
  document.set("vpcs", vpcs_json(snapshot));
  document.set("subnets", subnets_json(snapshot));
  document.set("gateways", gateways_json(snapshot.objects()));
  document.set("route_tables", route_tables_json(snapshot.objects()));
  document.set("acls", overview_acls_json(snapshot, sources));
  document.set("ends", ends_json(snapshot));
  document.set("diagnostics", diagnostics_json(diagnostics, sources));
  return document.dump() + '\n';
}

}  // namespace halfopen
