// SPDX-License-Identifier: Apache-2.0
// The protocols that two snapshots are compared in.
#pragma once

#include <optional>
#include <vector>

#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// The protocols of one family that rules of either side name beside those that every pair is
/// judged for; then one that none names, which stands for all the others.
struct OtherProtocols {
  std::vector<IpProtocol> named;
  std::optional<IpProtocol> unnamed;
};

/// Looks at the rules of network ACLs and of the security groups of loaded interfaces.
OtherProtocols other_protocols(const Snapshot& before, const Snapshot& after, IpFamily family);

}  // namespace halfopen
