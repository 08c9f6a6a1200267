// SPDX-License-Identifier: Apache-2.0
// The table that check --flows reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "halfopen/analysis/service.hpp"
#include "halfopen/base/result.hpp"

namespace halfopen::cli {

inline constexpr std::string_view kFlowHeader = "from,to,protocol,client_port,server_port";

/// One row, as views into the line.
struct FlowRow {
  std::string_view from;
  std::string_view to;
  ServiceSpec service;
  std::uint16_t client_port = 0;
};

/// Reads a row: five fields, quotes and spaces around them allowed. TCP and UDP need both ports;
/// ICMP is written `icmp` (echo), `icmp/TYPE` or `icmp/TYPE:CODE` under protocol, without ports.
Result<FlowRow> parse_flow_row(std::string_view line);

/// True if the line is the header, whatever its case and spaces.
bool is_flow_header(std::string_view line);

/// Lines of a file or of stdin, read in large pieces.
class LineStream {
 public:
  /// "-" is stdin.
  static Result<LineStream> open(const std::string& path);

  /// The next line without its end; false at the end of the input. The view holds until the next
  /// call.
  bool next(std::string_view& line);

  /// Counts from 1.
  std::uint64_t line_number() const { return line_number_; }

 private:
  struct Closer {
    void operator()(std::FILE* file) const {
      if (file != stdin) std::fclose(file);
    }
  };
  explicit LineStream(std::FILE* file) : file_(file) {}

  std::unique_ptr<std::FILE, Closer> file_;
  std::string buffer_;
  std::size_t begin_ = 0;
  bool ended_ = false;
  std::uint64_t line_number_ = 0;
};

}  // namespace halfopen::cli
