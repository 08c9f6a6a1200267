// SPDX-License-Identifier: Apache-2.0
// Whether hosts learn how large their packets may be.
//
// A router that cannot forward a packet for its size tells the sender so: ICMP 3/4 (RFC 1191),
// ICMPv6 2/0 (RFC 8201). It does so from an address of its own, so a rule for the peer alone does
// not let the message in, and then transfers hang that begin well (VPC User Guide, path MTU
// discovery).
#pragma once

#include <optional>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/analysis/connection.hpp"

namespace halfopen {

/// The messages for both ends of a connection that works for some client at least. Only network
/// ACLs are judged: whether security groups let in errors of connections that they track is not
/// documented. Nothing where no network ACL stands on the way, and for other protocols than TCP and
/// UDP. Linear in the rules on the way.
std::optional<PathMtu> path_mtu(CompiledSnapshot& model, const Connection& connection);

}  // namespace halfopen
