// SPDX-License-Identifier: Apache-2.0
// One question about an account, and the lab of its first answer.
#pragma once

#include <string>
#include <vector>

#include "halfopen/analysis/check.hpp"
#include "halfopen/lab/lab_plan.hpp"

namespace halfopen::tests {

class LabWorld {
 public:
  LabWorld(SnapshotDraft draft, const std::string& from, const std::string& to,
           const std::string& services = "443")
      : snapshot_(Snapshot::build(std::move(draft), diagnostics_)), model_(snapshot_) {
    CheckQuestion question;
    question.from = resolve_where(snapshot_, from).value();
    question.to = resolve_where(snapshot_, to).value();
    question.services = parse_services(services).value();
    connections_ = check(model_, question).value();
  }

  const Snapshot& snapshot() const { return snapshot_; }
  const Diagnostics& diagnostics() const { return diagnostics_; }
  CompiledSnapshot& model() { return model_; }
  const std::vector<Connection>& connections() const { return connections_; }
  Result<LabPlan> plan() const { return plan_lab(snapshot_, connections_.at(0)); }

  /// The row of hosts, from client to server: `NAME`, `=ADDRESS` where it has one, `{GROUPS}` of
  /// the host that it guards, `[PORT ACL SUBNET, …]` for each edge, `(ADDRESS)` where that stands
  /// for the client and is not its own. Or the error.
  std::string row() const {
    const auto made = plan();
    if (!made) return "error: " + made.error().what;
    std::string text;
    for (std::uint32_t i = 0; i < made->nodes.size(); ++i) {
      const LabNode& node = made->nodes[i];
      text += (i == 0 ? "" : " > ") + node.name;
      if (node.own) text += "=" + to_string(*node.own);
      if (node.groups) {
        text += "{" + snapshot_.topology().group_sets()[*node.groups].label() + " of the " +
                (node.guards_client ? "client}" : "server}");
      }
      std::string edges;
      for (const LabEdge& edge : made->edges) {
        if (edge.node != i) continue;
        edges += (edges.empty() ? "" : ", ") + std::string(port_of(edge)) + " " +
                 snapshot_.acls()[edge.acl].id() + " " +
                 (edge.subnet ? snapshot_.subnets()[*edge.subnet].id : "-");
      }
      if (!edges.empty()) text += "[" + edges + "]";
      if (!(node.client == made->client)) text += "(" + to_string(node.client) + ")";
    }
    return text;
  }

 private:
  Diagnostics diagnostics_;
  Snapshot snapshot_;
  CompiledSnapshot model_;
  std::vector<Connection> connections_;
};

}  // namespace halfopen::tests
