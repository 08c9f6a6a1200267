// SPDX-License-Identifier: Apache-2.0
// What of two accounts is the same, as far as paths can tell.
#pragma once

#include "halfopen/vpc/endpoint.hpp"

namespace halfopen {

/// True if nothing changed that paths between other places may meet: VPCs, gateways, what transit
/// gateways route, the subnets where gateways stand, edge tables, block public access. Names and
/// the places in the inputs do not count. O(n log n) in the objects.
bool same_surroundings(const Snapshot& before, const Snapshot& after);

/// True if the place itself is the same: the rules of its network ACL, its routes, its hosts and
/// the rules of their security groups.
bool same_place(const Snapshot& before, const Location& a, const Snapshot& after,
                const Location& b);

}  // namespace halfopen
