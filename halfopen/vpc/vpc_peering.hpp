// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <vector>

#include "halfopen/base/origin.hpp"
#include "halfopen/net/cidr_block.hpp"

namespace halfopen {

/// A VPC peering connection: two VPCs, no transit. `describe-vpc-peering-connections`.
struct VpcPeering {
  struct Side {
    std::string vpc_id;
    std::string owner_id;
    std::string region;
    std::vector<CidrBlock> cidrs;
  };
  std::string id;
  std::string name;
  bool active = true;
  std::array<Side, 2> sides;  ///< requester, accepter
  Origin origin;
};

}  // namespace halfopen
