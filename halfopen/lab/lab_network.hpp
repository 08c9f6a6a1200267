// SPDX-License-Identifier: Apache-2.0
// A plan that stands in this machine's kernel, in namespaces of its own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "halfopen/base/result.hpp"
#include "halfopen/lab/lab_plan.hpp"
#include "halfopen/lab/lab_script.hpp"
#include "halfopen/lab/network_namespace.hpp"

namespace halfopen {

/// What one rule of the ruleset counted.
struct RuleCount {
  std::uint32_t node = 0;
  std::string comment;  ///< as nft_comment() wrote it
  std::uint64_t packets = 0;
};

class LabNetwork {
 public:
  /// Makes the namespaces, lays the wires and loads the rules: a few milliseconds a node. Needs
  /// root, `ip` and `nft`. Nothing outside the new namespaces changes; whatever fails, everything
  /// made so far goes with the returned error.
  static Result<LabNetwork> build(const Snapshot& snapshot, LabPlan plan, const PortRange& client,
                                  PlantedLabFault fault = PlantedLabFault::none);

  const LabPlan& plan() const { return plan_; }
  const NetworkNamespace& client() const { return nodes_.front(); }
  const NetworkNamespace& server() const { return nodes_.back(); }

  /// The counters of all rules that have a comment, node by node, in the order of the rulesets.
  Result<std::vector<RuleCount>> counts() const;

  /// Names the namespaces `PREFIX-client`, `PREFIX-router-1` and so on, so that they stay. Returns
  /// the names.
  Result<std::vector<std::string>> keep(const std::string& prefix) const;

 private:
  LabNetwork(LabPlan plan, std::vector<NetworkNamespace> nodes)
      : plan_(std::move(plan)), nodes_(std::move(nodes)) {}

  LabPlan plan_;
  std::vector<NetworkNamespace> nodes_;
};

/// Whether this machine can build labs: root, namespaces, `ip`, and `nft` with netdev egress. The
/// error says what is missing and how to get it.
Result<bool> lab_is_possible();

}  // namespace halfopen
