// SPDX-License-Identifier: Apache-2.0
// The part of an account that one connection crosses, as a row of hosts: client, routers with the
// subnets' edges, NAT gateways, server.
//
// A subnet's edge is the router's port towards the subnet. What leaves the port enters the subnet
// (the ACL's inbound rules); what comes in at the port has left the subnet (the outbound rules).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "halfopen/analysis/connection.hpp"
#include "halfopen/base/result.hpp"

namespace halfopen {

/// One host of the lab: a network namespace.
struct LabNode {
  enum class Kind : std::uint8_t {
    client,
    router,  ///< carries packets between subnets: the edges are its ports
    inside,  ///< carries packets on within a subnet, as an attachment or a gateway does
    guard,   ///< the network interface of the host behind it, with its security groups
    nat,     ///< a NAT gateway: picks a port of 1024-65535 for the client
    server,
  };
  Kind kind = Kind::router;
  std::string name;                     ///< "client", "router-1", "nat-1", "server"
  std::optional<IpAddress> own;         ///< client, NAT gateway and server
  IpAddress client;                     ///< the address that stands for the client here
  std::optional<std::uint32_t> groups;  ///< of a guard: index into Topology::group_sets()
  bool guards_client = false;           ///< of a guard: the host is the client, else the server

  friend bool operator==(const LabNode&, const LabNode&) = default;
};

/// A subnet's edge: the port of a router.
struct LabEdge {
  std::uint32_t node = 0;  ///< the router
  bool to_client = false;  ///< the port towards the client; else towards the server
  std::uint32_t acl = 0;
  std::optional<std::uint32_t> subnet;  ///< none: only the ACL is loaded

  friend bool operator==(const LabEdge&, const LabEdge&) = default;
};

/// Node i is wired to node i + 1. Every node has a port `client0` towards the client and a port
/// `server0` towards the server.
struct LabPlan {
  IpAddress client;
  IpAddress server;
  std::vector<LabNode> nodes;
  std::vector<LabEdge> edges;

  bool translates() const;

  friend bool operator==(const LabPlan&, const LabPlan&) = default;
};

inline constexpr const char* kPortToClient = "client0";
inline constexpr const char* kPortToServer = "server0";
constexpr const char* port_of(const LabEdge& edge) {
  return edge.to_client ? kPortToClient : kPortToServer;
}

/// The plan for the first addresses of a connection. The error says what stands on the way that the
/// lab does not build: load balancers, several ways at once, one-to-one translation at an internet
/// gateway, replies on another way, filters or rules that are not known.
Result<LabPlan> plan_lab(const Snapshot& snapshot, const Connection& connection);

}  // namespace halfopen
