// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/heatmap_json.hpp"

#include <utility>

#include "halfopen/report/diagnostic_text.hpp"
#include "halfopen/report/json_value.hpp"

namespace halfopen {
namespace {

JsonValue heat_end_json(const Snapshot& snapshot, const Endpoint& end) {
  JsonValue item = JsonValue::object();
  item.set("id", end.label);
  if (end.location.kind == Location::Kind::subnet) {
    const Subnet& subnet = snapshot.subnets()[end.location.index];
    item.set("name", subnet.name).set("vpc", subnet.vpc_id);
  } else if (end.location.kind == Location::Kind::acl) {
    const NetworkAcl& acl = snapshot.acls()[end.location.index];
    item.set("name", acl.name()).set("vpc", acl.vpc_id());
  }
  return item;
}

}  // namespace

std::string heatmap_json(const HeatmapReport& report, const SourceNames& sources,
                         const Diagnostics& diagnostics) {
  JsonValue document = JsonValue::object();
  document.set("schema", "halfopen.heatmap/1");
  document.set("service", to_string(report.service.in(report.family)));
  document.set("family", to_string(report.family));
  JsonValue clients = JsonValue::array();
  for (const ClientProfile& client : report.matrix.clients()) clients.push(client.name);
  document.set("clients", std::move(clients));
  JsonValue ends = JsonValue::array();
  for (const std::size_t end : report.map.ends) {
    ends.push(heat_end_json(report.snapshot, report.matrix.ends()[end]));
  }
  document.set("ends", std::move(ends));
  JsonValue rows = JsonValue::array();
  for (const std::string& row : report.map.rows) rows.push(row);
  document.set("rows", std::move(rows));
  document.set("diagnostics", diagnostics_json(diagnostics, sources));
  return document.dump() + '\n';
}

}  // namespace halfopen
