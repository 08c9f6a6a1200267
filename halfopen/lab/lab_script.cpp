// SPDX-License-Identifier: Apache-2.0
#include "halfopen/lab/lab_script.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "halfopen/lab/nft_ruleset.hpp"

namespace halfopen {
namespace {

std::string host_block(const IpAddress& address) {
  return to_string(address) + "/" + std::to_string(address_width(address.family()));
}

std::vector<std::pair<std::string, std::string>> settings_of(const LabNode& node,
                                                             const PortRange& client) {
  const bool forwards = node.kind != LabNode::Kind::client && node.kind != LabNode::Kind::server;
  const bool v6 = node.client.family() == IpFamily::v6;
  std::vector<std::pair<std::string, std::string>> settings = {
      {"net/ipv4/conf/all/rp_filter", "0"},
      {"net/ipv4/conf/default/rp_filter", "0"},
      {"net/ipv4/ip_forward", forwards ? "1" : "0"},
      {"net/ipv4/icmp_ratelimit", "0"},
      {"net/ipv6/conf/all/disable_ipv6", v6 ? "0" : "1"},  // no announcements where nobody asks
      {"net/ipv6/conf/default/disable_ipv6", v6 ? "0" : "1"},
      {"net/ipv6/conf/default/accept_ra", "0"},
      {"net/ipv6/conf/default/accept_dad", "0"},
      {"net/ipv6/conf/default/addr_gen_mode", "1"},  // no link-local address, no announcements
      {"net/ipv6/conf/all/forwarding", forwards ? "1" : "0"},
      {"net/ipv6/icmp/ratelimit", "0"}};
  if (node.kind == LabNode::Kind::client) {
    settings.emplace_back("net/ipv4/ip_unprivileged_port_start", "0");  // else no range below it
    settings.emplace_back("net/ipv4/ip_local_port_range",
                          std::to_string(client.first) + " " + std::to_string(client.last));
  }
  if (node.kind == LabNode::Kind::server) {
    // Room for every request whose answer dies.
    settings.emplace_back("net/core/somaxconn", "65535");
    settings.emplace_back("net/ipv4/tcp_max_syn_backlog", "65535");
  }
  return settings;
}

/// The wire from a node to the next one.
std::string wire(std::uint32_t node, const NamespaceName& name) {
  return "link add name " + std::string(kPortToServer) + " address " +
         hardware_address(node, false) + " type veth peer name " + kPortToClient + " address " +
         hardware_address(node + 1, true) + " netns " + name(node + 1) + "\n";
}

/// The address is to be found behind this port.
std::string reach(const IpAddress& address, bool to_client, std::uint32_t node) {
  const std::string port = to_client ? kPortToClient : kPortToServer;
  const std::uint32_t neighbour = to_client ? node - 1 : node + 1;
  return "route add " + host_block(address) + " dev " + port + "\nneigh add " + to_string(address) +
         " lladdr " + hardware_address(neighbour, !to_client) + " dev " + port + " nud permanent\n";
}

std::string commands_of(const LabPlan& plan, std::uint32_t at) {
  const LabNode& node = plan.nodes[at];
  const bool is_client = node.kind == LabNode::Kind::client;
  const bool is_server = node.kind == LabNode::Kind::server;
  std::string text = "link set lo up\n";
  if (!is_client) text += std::string("link set ") + kPortToClient + " up\n";
  if (!is_server) text += std::string("link set ") + kPortToServer + " up\n";
  if (node.own) {
    text += "addr add " + host_block(*node.own) + " dev " +
            (is_server ? kPortToClient : kPortToServer) +
            (node.own->family() == IpFamily::v6 ? " nodad\n" : "\n");
  }
  if (!is_client) text += reach(node.client, true, at);
  if (!is_server) text += reach(plan.server, false, at);
  return text;
}

/// A NAT gateway keeps the client's port if it is free and one of 1024-65535, else it picks one of
/// those (VPC User Guide, NAT gateways; the choice is Linux's own).
std::string translation(const LabNode& node) {
  const std::string from =
      "oifname \"" + std::string(kPortToServer) + "\" ip saddr " + to_string(node.client) + " ";
  return "table ip halfopen_nat {\n  chain translate {\n"
         "    type nat hook postrouting priority 100; policy accept;\n    " +
         from + "meta l4proto { tcp, udp } counter snat to " + to_string(*node.own) +
         ":1024-65535\n    " + from + "counter snat to " + to_string(*node.own) + "\n  }\n}\n";
}

NetworkAcl spoiled(const NetworkAcl& acl) {
  std::vector<NetworkAclEntry> rows;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    const auto entries = acl.entries(direction);
    for (std::size_t i = entries.size(); i-- > 0;) {
      rows.push_back(entries[i]);
      rows.back().number = static_cast<RuleNumber>(entries.size() - i);
    }
  }
  Diagnostics none;
  return {acl.identity(), std::move(rows), none};
}

Result<std::string> rules_of(const Snapshot& snapshot, std::span<const NetworkAcl> acls,
                             const LabPlan& plan, std::uint32_t at) {
  const LabNode& node = plan.nodes[at];
  std::string text;
  std::vector<NftPort> ports;
  for (const LabEdge& edge : plan.edges) {
    if (edge.node == at) ports.push_back({port_of(edge), edge.acl});
  }
  if (!ports.empty()) {
    auto table = nft_netdev_table("halfopen", acls, ports);
    if (!table) return table;
    text += *table;
  }
  if (node.groups) {
    auto table =
        nft_group_table("halfopen_groups", snapshot.topology().group_sets()[*node.groups].rules(),
                        node.guards_client ? kPortToClient : kPortToServer);
    if (!table) return table;
    text += *table;
  }
  if (node.kind == LabNode::Kind::nat) text += translation(node);
  return text;
}

}  // namespace

std::string hardware_address(std::uint32_t node, bool to_client) {
  std::array<char, 18> text{};
  std::snprintf(text.data(), text.size(), "02:00:00:00:%02x:%02x", node & 0xffU,
                to_client ? 1U : 2U);
  return text.data();
}

Result<std::vector<NodeScript>> lab_scripts(const Snapshot& snapshot, const LabPlan& plan,
                                            const PortRange& client, const NamespaceName& name,
                                            PlantedLabFault fault) {
  std::vector<NetworkAcl> spoiled_acls;
  std::span<const NetworkAcl> acls = snapshot.acls();
  if (fault == PlantedLabFault::reversed_rules) {
    for (const NetworkAcl& acl : acls) spoiled_acls.push_back(spoiled(acl));
    acls = spoiled_acls;
  }
  std::vector<NodeScript> scripts;
  for (std::uint32_t at = 0; at < plan.nodes.size(); ++at) {
    NodeScript script;
    script.settings = settings_of(plan.nodes[at], client);
    if (at + 1 < plan.nodes.size()) script.wire = wire(at, name);
    script.commands = commands_of(plan, at);
    auto rules = rules_of(snapshot, acls, plan, at);
    if (!rules) return tl::unexpected<Error>(rules.error());
    script.rules = std::move(*rules);
    scripts.push_back(std::move(script));
  }
  return scripts;
}

}  // namespace halfopen
