// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace halfopen {

/// Packets and bytes are told as numbers of 63 bits at most.
inline constexpr std::uint64_t kMostSummed = (std::uint64_t{1} << 63U) - 1;

/// The sum, or kMostSummed if it is more. Both are at most kMostSummed.
constexpr std::uint64_t saturated_sum(std::uint64_t a, std::uint64_t b) {
  return a > kMostSummed - b ? kMostSummed : a + b;
}

}  // namespace halfopen
