// SPDX-License-Identifier: Apache-2.0
// Whether a change stops connections that are established, or only new ones.
//
// Network ACLs and routes keep no state: every packet is judged by the rules of now. Security
// groups let packets of tracked connections pass whatever their rules have become; where a
// connection is not tracked, the rules of now decide (EC2 User Guide, security group connection
// tracking).
#pragma once

#include <optional>
#include <string_view>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/ports/port_set.hpp"
#include "halfopen/vpc/path.hpp"

namespace halfopen {

/// Why connections that worked before the change do not work any more.
enum class Cut : std::uint8_t {
  network_acl,  ///< a network ACL drops a packet of them
  no_way,       ///< a route or gateway is missing, or the way is not modelled
  untracked,    ///< a security group does not let them in any more, and did not track them
  tracked,      ///< likewise, but it tracks them: what is established goes on
};

/// Everything but `tracked`.
constexpr bool cuts_established(Cut cut) { return cut != Cut::tracked; }

/// "network-acl", "no-way", "untracked", "tracked".
std::string_view to_string(Cut cut);

/// What of an established connection still passes after a change.
struct Survivors {
  bool there = true;  ///< the request leg arrives
  bool back = true;
  PortSet requests{0, 65535};  ///< server ports that the network ACLs let through
  PortSet replies{0, 65535};   ///< client ports likewise
  PortSet groups{0, 65535};    ///< server ports that the security groups let through
};

/// `old_way` and `new_way` lead from the same client to the same server. `tracked_host`: an end is
/// of a kind whose connections are always tracked.
Survivors survivors_of(CompiledSnapshot& before, const Path& old_way, CompiledSnapshot& after,
                       const Path& new_way, const IpAddress& client, const IpAddress& server,
                       IpProtocol protocol, bool tracked_host);

/// True for interfaces whose connections are always tracked: Network Load Balancers, PrivateLink,
/// Lambda, Global Accelerator, transit gateways.
bool is_always_tracked(std::string_view interface_kind);

}  // namespace halfopen
