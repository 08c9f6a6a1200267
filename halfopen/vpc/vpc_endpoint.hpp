// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "halfopen/base/origin.hpp"

namespace halfopen {

/// `describe-vpc-endpoints`.
struct VpcEndpoint {
  enum class Kind : std::uint8_t {
    interface,              ///< network interfaces in subnets
    gateway,                ///< a route target for the service's prefix list
    gateway_load_balancer,  ///< a route target in front of appliances
    other,                  ///< resource and service-network endpoints
  };
  std::string id;
  std::string name;
  std::string vpc_id;
  std::string service;
  Kind kind = Kind::other;
  bool available = true;
  std::vector<std::string> route_table_ids;
  std::vector<std::string> subnet_ids;
  std::vector<std::string> group_ids;
  std::vector<std::string> interface_ids;
  Origin origin;
};

}  // namespace halfopen
