// SPDX-License-Identifier: Apache-2.0
// How the clouds of tests are written.
#pragma once

#include <string>

#include "halfopen/net/cidr_block.hpp"
#include "halfopen/net/packet.hpp"
#include "halfopen/vpc/route_table.hpp"

namespace halfopen::oracle {

inline constexpr Direction kIn = Direction::ingress;
inline constexpr Direction kOut = Direction::egress;

/// Of a text that is one.
inline CidrBlock block(const std::string& text) { return *parse_cidr_block(text); }

/// What kind of target an id names; "local" is one too.
RouteTarget route_target_of(const std::string& id);

}  // namespace halfopen::oracle
