// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "halfopen/base/origin.hpp"
#include "halfopen/net/cidr_block.hpp"

namespace halfopen {

/// A named list of blocks, AWS's own or managed: for routes and security groups, never for network
/// ACLs.
struct PrefixList {
  std::string id;
  std::string name;
  std::vector<CidrBlock> cidrs;
  bool entries_known = false;  ///< false: only the list's id is loaded
  Origin origin;
};

}  // namespace halfopen
