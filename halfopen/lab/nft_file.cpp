// SPDX-License-Identifier: Apache-2.0
#include "halfopen/lab/nft_file.hpp"

#include "halfopen/lab/nft_rule.hpp"

namespace halfopen {
namespace {

constexpr std::string_view kTitle =
    "# Network ACLs as a stateless filter of a Linux router, for nft -f.\n"
    "# Written by halfopen compile --to nft.\n"
    "#\n";

constexpr std::string_view kSides =
    "#\n"
    "# The device is the router's port towards the subnet: not the port of a host, not the "
    "uplink.\n"
    "# What leaves the router there enters the subnet and meets the ingress rules; what comes in\n"
    "# there leaves the subnet and meets the egress rules. Nothing remembers a connection: "
    "replies\n"
    "# need rules of their own. What no rule matches is dropped; ARP and neighbour discovery "
    "pass.\n"
    "#\n";

constexpr std::string_view kLimits =
    "# Needs Linux 5.16 and nftables 1.0.1 or later: the egress hook of the family netdev.\n"
    "#\n"
    "# Not in it: security groups, routes, and traffic within the subnet, which meets no router.\n"
    "# Nor the exceptions of AWS: there DHCP, Amazon's DNS and time servers, instance metadata "
    "and\n"
    "# the router's own addresses pass every network ACL. Here they are filtered like the rest. So "
    "do\n"
    "# not load this over a connection through that port unless the rules let it pass.\n"
    "\n";

/// How to load the file: as it is, or with the port that nobody named.
std::string usage(std::span<const NftPort> ports) {
  std::string defines;
  for (const NftPort& port : ports) {
    if (port.device.starts_with('$')) defines += "-D " + port.device.substr(1) + "=eth1 ";
  }
  const std::string table = "table netdev " + std::string(kNftTable);
  return "# load it, or put it in the place of an older one:  nft " + defines +
         "-f FILE\n"
         "# look at its counters:                            nft list " +
         table +
         "\n"
         "# take it off:                                     nft delete " +
         table + '\n';
}

}  // namespace

Result<std::string> nft_file(std::span<const NetworkAcl> acls, std::span<const NftPort> ports) {
  const auto table = nft_netdev_table(kNftTable, acls, ports);
  if (!table) return tl::unexpected<Error>(table.error());
  std::string text(kTitle);
  for (const NftPort& port : ports) {
    text += "# " + nft_title(acls[port.acl]) + " on " + port.device + '\n';
  }
  text += std::string(kSides) + usage(ports) + std::string(kLimits);
  const std::string name = "table netdev " + std::string(kNftTable) + '\n';
  return text + name + "delete " + name + *table;
}

}  // namespace halfopen
