// SPDX-License-Identifier: Apache-2.0
// Shares as people read them.
#pragma once

#include <cstdint>
#include <string>

#include "halfopen/base/grouped_number.hpp"

namespace halfopen {

/// "43.77 %". Exact zero and the whole say so; what rounds to them does not: "<0.01 %", ">99.99 %".
std::string percent(std::uint64_t part, std::uint64_t whole);

/// "1 in 16,128", the nearest such share. `part` must not be 0.
std::string one_in(std::uint64_t part, std::uint64_t whole);

}  // namespace halfopen
