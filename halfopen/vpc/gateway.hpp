// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "halfopen/base/origin.hpp"

namespace halfopen {

/// A gateway at the edge of a VPC that keeps ports as they are.
struct Gateway {
  enum class Kind : std::uint8_t {
    internet,     ///< igw-: both ways; swaps private and public IPv4 addresses one to one
    egress_only,  ///< eigw-: IPv6, only for connections that start inside
    vpn,          ///< vgw-: VPN and Direct Connect
  };
  Kind kind = Kind::internet;
  std::string id;
  std::string name;
  std::vector<std::string> vpc_ids;  ///< attached and ready
  Origin origin;
};

}  // namespace halfopen
