// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "halfopen/base/origin.hpp"
#include "halfopen/net/cidr_block.hpp"
#include "halfopen/net/ip_address.hpp"

namespace halfopen {

/// A network interface and all its addresses: `describe-network-interfaces`, or the part of it that
/// `describe-instances` shows.
struct NetworkInterface {
  struct Address {
    IpAddress address;                   ///< as the subnet sees it
    std::optional<IpAddress> public_ip;  ///< IPv4: what an internet gateway puts in its place
    bool primary = false;
    bool may_be_public = false;  ///< it has, or may get, a public address that is not known
  };
  std::string id;
  std::string name;
  std::string subnet_id;
  std::string vpc_id;
  std::string kind;  ///< InterfaceType: interface, nat_gateway, lambda, network_load_balancer, …
  std::string description;
  std::string instance_id;
  std::string requester_id;
  std::vector<Address> addresses;   ///< primary first, then IPv4, then IPv6
  std::vector<CidrBlock> prefixes;  ///< delegated blocks
  std::vector<std::string> group_ids;
  bool source_dest_check = true;
  bool deny_internet_gateway = false;  ///< DenyAllIgwTraffic
  bool from_instance = false;          ///< seen only inside `describe-instances`
  /// False: it has, or will have, other addresses of its subnet than these, and nobody knows which.
  bool addresses_known = true;
  /// False: it has, or will have, other security groups than these. They include an id that is
  /// never loaded then.
  bool groups_known = true;
  Origin origin;
};

}  // namespace halfopen
