// SPDX-License-Identifier: Apache-2.0
// Where the packets of a connection meet a subnet's edge.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "halfopen/acl/network_acl_entry.hpp"
#include "halfopen/net/ip_address.hpp"
#include "halfopen/vpc/endpoint.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// The request goes from client to server, the reply back.
enum class Leg : std::uint8_t { request, reply };

std::string_view to_string(Leg leg);

/// One evaluation of a filter: a network ACL at a subnet's edge, or the security groups of a
/// network interface.
struct Crossing {
  std::optional<std::uint32_t> subnet;  ///< index into Snapshot::subnets()
  std::optional<std::uint32_t> acl;     ///< index into Snapshot::acls(); none: it is not known
  Direction direction = Direction::ingress;
  /// Index into Topology::group_sets(): security groups are asked here, and no network ACL.
  std::optional<std::uint32_t> groups = std::nullopt;
  /// The other end's address as it looks here, where it is not the connection's own end.
  std::optional<IpAddress> remote = std::nullopt;

  friend bool operator==(const Crossing&, const Crossing&) = default;
};

/// The ACL that guards a place; none for an outside host, and where it is not known.
std::optional<std::uint32_t> guarding_acl(const Snapshot& snapshot, const Location& place);

/// The crossings of one leg by the subnets' edges alone, in the order of travel. A network ACL is
/// asked when a packet leaves the sender's subnet (egress) and when it enters the receiver's
/// (ingress), and not within one subnet (VPC User Guide, network ACL basics). A host outside every
/// loaded subnet has no crossing.
std::vector<Crossing> crossings(const Snapshot& snapshot, const Location& client,
                                const Location& server, Leg leg);

/// The id of the crossing's ACL or of its security groups, or "?" where it is not known.
std::string_view filter_id(const Snapshot& snapshot, const Crossing& crossing);

}  // namespace halfopen
