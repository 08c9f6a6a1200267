// SPDX-License-Identifier: Apache-2.0
// What makes a plan real, as the words of iproute2, nftables and sysctl.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "halfopen/base/result.hpp"
#include "halfopen/lab/lab_plan.hpp"
#include "halfopen/ports/client_profile.hpp"

namespace halfopen {

/// A rule list that is spoiled on purpose, to see that the lab notices.
enum class PlantedLabFault : std::uint8_t { none, reversed_rules };

/// What runs in one node, in this order. The nodes come in the order of the plan; every wire is
/// laid before the first of `commands` runs.
struct NodeScript {
  std::vector<std::pair<std::string, std::string>> settings;  ///< "net/ipv4/ip_forward", "1"
  std::string wire;      ///< `ip -batch`: the wire to the next node; empty in the last one
  std::string commands;  ///< `ip -batch`
  std::string rules;     ///< `nft -f`; empty if there are none
};

/// How `ip` names the namespace of a node.
using NamespaceName = std::function<std::string(std::uint32_t node)>;

/// The scripts of all nodes. `client` sets the range from which the client's kernel picks ports;
/// Windows' range on Linux is the range, and not Windows' way to pick. Fails where rules are not
/// known.
Result<std::vector<NodeScript>> lab_scripts(const Snapshot& snapshot, const LabPlan& plan,
                                            const PortRange& client, const NamespaceName& name,
                                            PlantedLabFault fault = PlantedLabFault::none);

/// The hardware address of a node's port. The hosts know each other's: no ARP, no discovery.
std::string hardware_address(std::uint32_t node, bool to_client);

}  // namespace halfopen
