// SPDX-License-Identifier: Apache-2.0
// The peer of bench_load: simdjson alone over the same bytes, building nothing of ours.
#pragma once

#include <cstdint>
#include <string_view>

namespace halfopen::bench {

/// Parses into simdjson's own tree. Returns the number of top-level lists; 0 means it failed.
/// At least 64 bytes behind the text must be readable.
std::uint64_t bare_dom(std::string_view json, std::size_t capacity);

/// Walks the text on demand and takes every key, text, number and truth value. Returns a sum over
/// them; 0 means it failed.
std::uint64_t bare_on_demand(std::string_view json, std::size_t capacity);

}  // namespace halfopen::bench
