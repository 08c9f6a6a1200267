// SPDX-License-Identifier: Apache-2.0
// The places that two snapshots have in common.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/vpc/endpoint.hpp"

namespace halfopen {

/// The same hosts as each snapshot sees them.
struct DiffPlace {
  Endpoint before;
  Endpoint after;
  bool changed = false;  ///< other rules guard it, or the same in another order; other routes or
                         ///< hosts; or something changed that the paths of all places may meet
  bool outside = false;
  bool alone = false;  ///< an ACL without a loaded subnet: met only by outside hosts

  IpFamily family() const { return before.addresses.family; }
  const AddressSet& addresses() const { return before.addresses; }
};

struct DiffPlaces {
  std::vector<DiffPlace> places;  ///< the subnets, then ACLs without one, then outside, by family
  std::vector<std::string> not_compared;
  bool routed = false;  ///< routes or network interfaces are loaded: whole paths are compared
};

/// Matches subnets and ACLs by id; where each side has a single ACL and no subnet, those two.
DiffPlaces diff_places(const Snapshot& before, const Snapshot& after);

}  // namespace halfopen
