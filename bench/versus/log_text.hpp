// SPDX-License-Identifier: Apache-2.0
// Flow logs for the benchmark: as text in memory, always the same ones.
#pragma once

#include <cstddef>
#include <string>

namespace halfopen::bench {

/// `rows` records of the default columns, without a header line: about 114 bytes each. Twenty
/// thousand connections at a time on 256 interfaces, eight records each; most of them work, one in
/// nine is rejected at once, one in a hundred has its replies rejected.
std::string default_log(std::size_t rows);

/// The same records with their columns in another order, after a header line.
std::string other_log(const std::string& standard);

}  // namespace halfopen::bench
