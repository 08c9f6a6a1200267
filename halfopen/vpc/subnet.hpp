// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "halfopen/base/origin.hpp"
#include "halfopen/net/address_set.hpp"
#include "halfopen/net/cidr_block.hpp"

namespace halfopen {

/// A subnet: `describe-subnets`. Without blocks: known only because a network ACL names it.
struct Subnet {
  std::string id;
  std::string name;  ///< the Name tag; may be empty
  std::string vpc_id;
  std::vector<CidrBlock> cidrs;
  Origin origin;
  std::string zone = {};        ///< AvailabilityZone; may be empty
  bool assigns_public = false;  ///< MapPublicIpOnLaunch
  bool dns64 = false;           ///< EnableDns64: names of IPv4 hosts get 64:ff9b::/96 addresses

  /// The subnet's addresses of one family; empty if it has none, or if they are not known.
  AddressSet addresses(IpFamily family) const {
    AddressSet set{family, {}};
    for (const CidrBlock& block : cidrs) {
      if (block.family() == family) set.bits = set.bits | AddressSet::of(block).bits;
    }
    return set;
  }
};

}  // namespace halfopen
