// SPDX-License-Identifier: Apache-2.0
// Numbers as people read them.
#pragma once

#include <cstdint>
#include <string>

namespace halfopen {

/// "64,512".
std::string grouped(std::uint64_t number);

/// "43.77 %". Exact zero and the whole say so; what rounds to them does not: "<0.01 %", ">99.99 %".
std::string percent(std::uint64_t part, std::uint64_t whole);

/// "1 in 16,128", the nearest such share. `part` must not be 0.
std::string one_in(std::uint64_t part, std::uint64_t whole);

}  // namespace halfopen
