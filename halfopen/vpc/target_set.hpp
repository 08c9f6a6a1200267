// SPDX-License-Identifier: Apache-2.0
// Whom a listener passes its connections on to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "halfopen/vpc/endpoint.hpp"
#include "halfopen/vpc/path.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// One target of a load balancer, and where it stands.
struct BalancerTarget {
  std::string label;  ///< its id, with the port where the id alone does not tell it apart
  std::string zone;   ///< empty: any node may serve it
  std::uint16_t port = 0;
  std::optional<std::uint16_t> health_port;  ///< none: not known
  bool keeps_client = false;                 ///< the target sees the client's own address
  bool cross_zone = true;                    ///< nodes of other zones serve it as well
  bool by_default = false;                   ///< `cross_zone` is the default: nothing says it
  Location place;
  IpAddress address;
  std::optional<std::uint32_t> balancer;  ///< it is a load balancer itself
};

/// All of them, zones aside.
struct TargetSet {
  std::vector<BalancerTarget> targets;
  bool left_out =
      false;  ///< there are, or may be, targets that are not in `targets`; a note says it
  std::vector<PathNote> notes;
};

/// The targets of one listener. Those in zones that the load balancer does not stand in get no
/// connections and are left out, with a note.
TargetSet targets_of(const Snapshot& snapshot, std::uint32_t balancer, const Listener& listener);

/// True if a node of that zone passes connections on to the target.
bool is_served_from(const BalancerTarget& target, const std::string& zone);

}  // namespace halfopen
