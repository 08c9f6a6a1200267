// SPDX-License-Identifier: Apache-2.0
// One service between all pairs of ends, one character a pair.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/analysis/matrix.hpp"
#include "halfopen/analysis/service.hpp"

namespace halfopen {

struct Heatmap {
  std::vector<std::size_t> ends;  ///< indices into Matrix::ends()
  /// rows[i][j] is what becomes of client ends[i] and server ends[j]: w works, p partial, h
  /// half-open, d denied (or without a route), u unknown, `.` where traffic meets no filter.
  std::vector<std::string> rows;
};

/// The one service that a heat map is made for: TCP or UDP with a port, or icmp/echo. Errors begin
/// with `port: `.
Result<ServiceSpec> read_heatmap_service(std::string_view text);

/// The ends of one family. Ends that meet all others alike are asked about once, so the engine is
/// asked for pairs of groups; a pair costs one copied character.
Heatmap heatmap(Matrix& matrix, IpFamily family, const ServiceSpec& service);

}  // namespace halfopen
