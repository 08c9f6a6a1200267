// SPDX-License-Identifier: Apache-2.0
// The part of a matrix that was asked for, as rows.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "halfopen/analysis/matrix.hpp"
#include "halfopen/analysis/service.hpp"

namespace halfopen {

/// Which rows to list. Empty lists mean "all".
struct MatrixFilter {
  std::vector<ServiceSpec> services;  ///< only these ports, or echo
  std::vector<Verdict> verdicts;      ///< rows where some service has one of these
  std::vector<Location> places;       ///< rows that touch one of these subnets or ACLs
  bool half_open = false;  ///< only services that get in and whose replies are lost, worst first
  std::size_t limit = 100'000;  ///< rows listed
};

/// One ordered pair of ends, or of groups of ends that fare alike, in one protocol.
struct MatrixRow {
  std::vector<std::size_t> from;  ///< indices into Matrix::ends()
  std::vector<std::size_t> to;
  PairProtocol protocol = PairProtocol::tcp;
  PairAnswer answer;                 ///< its services cut to what was asked
  std::vector<ClassAnswer> classes;  ///< where classes differ, each by itself; cut likewise
  PortSet reply_range;     ///< of the server ports that get in: wide runs that only replies need
  std::uint32_t lost = 0;  ///< client ports that some asked client may pick and whose reply dies
};

struct MatrixRows {
  std::vector<MatrixRow> rows;
  std::uint64_t found = 0;  ///< rows that match, listed or not
};

/// The services that a matrix can be cut to: TCP, UDP and icmp/echo; empty text: all. Errors begin
/// with `port: `.
Result<std::vector<ServiceSpec>> read_matrix_services(std::string_view text);

/// One row for every pair and protocol.
MatrixRows pair_rows(Matrix& matrix, const MatrixFilter& filter);

/// One row for every pair of groups: ends that meet all others alike stand together.
MatrixRows group_rows(Matrix& matrix, const MatrixFilter& filter);

/// The runs of a port set that are room for replies rather than services (see is_reply_range).
PortSet reply_ranges(const PortSet& ports);

}  // namespace halfopen
