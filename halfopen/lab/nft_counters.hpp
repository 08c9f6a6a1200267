// SPDX-License-Identifier: Apache-2.0
// The counters in what `nft -j list ruleset` prints.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/base/result.hpp"

namespace halfopen {

struct NftCounter {
  std::string comment;
  std::uint64_t packets = 0;
};

/// Of every rule that has a comment and a counter, in the order of the listing.
Result<std::vector<NftCounter>> read_nft_counters(std::string_view json);

}  // namespace halfopen
