// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "halfopen/base/origin.hpp"
#include "halfopen/net/ip_address.hpp"

namespace halfopen {

/// A NAT gateway: replaces source address and port (1024-65535) of connections that start behind
/// it. `describe-nat-gateways`.
struct NatGateway {
  struct Address {
    std::optional<IpAddress> private_ip;
    std::optional<IpAddress> public_ip;
    std::string interface_id;
    std::string zone;  ///< regional gateways only
  };
  std::string id;
  std::string name;
  std::string vpc_id;
  std::string subnet_id;  ///< empty for a regional gateway: it stands in no subnet
  bool available = true;
  bool is_private = false;  ///< ConnectivityType private: no public address
  bool regional = false;    ///< AvailabilityMode regional
  std::vector<Address> addresses;
  Origin origin;
};

}  // namespace halfopen
