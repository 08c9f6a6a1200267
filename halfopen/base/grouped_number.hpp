// SPDX-License-Identifier: Apache-2.0
// Numbers as people read them.
#pragma once

#include <cstdint>
#include <string>

namespace halfopen {

/// "64,512".
std::string grouped(std::uint64_t number);

}  // namespace halfopen
