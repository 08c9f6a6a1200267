// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/compile_report.hpp"

#include <set>
#include <utility>

#include "halfopen/report/diagnostic_text.hpp"
#include "halfopen/report/json_value.hpp"

namespace halfopen {

std::string compile_json(std::string_view ruleset, std::span<const CompiledPort> ports,
                         const Diagnostics& diagnostics, const SourceNames& sources) {
  JsonValue acls = JsonValue::array();
  JsonValue list = JsonValue::array();
  std::set<std::string_view> listed;
  for (const CompiledPort& port : ports) {
    if (listed.insert(port.acl).second) acls.push(port.acl);
    JsonValue element = JsonValue::object();
    element.set("device", port.device).set("acl", port.acl);
    if (!port.subnet.empty()) element.set("subnet", port.subnet);
    list.push(std::move(element));
  }
  JsonValue document = JsonValue::object();
  document.set("schema", "halfopen.compile/1").set("to", "nft");
  document.set("acls", std::move(acls)).set("ports", std::move(list));
  document.set("ruleset", ruleset);
  document.set("diagnostics", diagnostics_json(diagnostics, sources));
  return document.dump() + '\n';
}

}  // namespace halfopen
