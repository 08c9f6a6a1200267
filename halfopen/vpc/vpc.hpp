// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "halfopen/base/origin.hpp"
#include "halfopen/net/cidr_block.hpp"

namespace halfopen {

/// A virtual private cloud: `describe-vpcs`.
struct Vpc {
  std::string id;
  std::string name;              ///< the Name tag; may be empty
  std::vector<CidrBlock> cidrs;  ///< the primary IPv4 block first; only associated blocks
  Origin origin;
};

}  // namespace halfopen
