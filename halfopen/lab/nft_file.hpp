// SPDX-License-Identifier: Apache-2.0
// A whole file for `nft -f`: network ACLs as a stateless filter of a Linux router.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "halfopen/lab/nft_ruleset.hpp"

namespace halfopen {

/// The table that such a file makes, and the variable for a port that nobody named yet.
inline constexpr std::string_view kNftTable = "halfopen";
inline constexpr std::string_view kNftPortVariable = "$subnet_port";

/// nft_netdev_table under the name kNftTable, after comments for the person who loads it (what it
/// is, which side the device is, how to load it and take it off, what is not in it) and after lines
/// that take an earlier table of that name away: loading a file again puts it in the place of the
/// old one, in one step. Errors as nft_netdev_table.
Result<std::string> nft_file(std::span<const NetworkAcl> acls, std::span<const NftPort> ports);

}  // namespace halfopen
