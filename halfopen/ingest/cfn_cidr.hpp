// SPDX-License-Identifier: Apache-2.0
// Fn::Cidr: equal blocks from the start of a block.
#pragma once

#include <cstdint>
#include <vector>

#include "halfopen/base/result.hpp"
#include "halfopen/net/cidr_block.hpp"

namespace halfopen {

/// The first `count` blocks within `block` whose prefix leaves `bits` bits to hosts: 8 makes /24 of
/// IPv4 (Template Reference, Fn::Cidr: subnet bits are the inverse of the mask; count is 1 to 256).
/// An error if they do not fit in the block.
Result<std::vector<CidrBlock>> split_block(const CidrBlock& block, std::int64_t count,
                                           std::int64_t bits);

}  // namespace halfopen
