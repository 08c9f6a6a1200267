// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// Equal for snapshots that name the same causes for the same log: by subnets, network ACLs,
/// security groups and addresses of interfaces. Linear in them.
std::string snapshot_fingerprint(const Snapshot& snapshot);

}  // namespace halfopen
