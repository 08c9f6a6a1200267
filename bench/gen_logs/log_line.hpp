// SPDX-License-Identifier: Apache-2.0
// Records as lines of text, in any columns.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "halfopen/flowlog/flow_record.hpp"
#include "halfopen/flowlog/log_field.hpp"
#include "halfopen/flowlog/log_format.hpp"
#include "log_world.hpp"

namespace halfopen::bench {

/// What one line says.
struct LogLine {
  std::uint32_t interface = 0;
  IpAddress source;  ///< of the packets
  IpAddress destination;
  IpAddress seen_source;  ///< as the interface knows it
  IpAddress seen_destination;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  IpProtocol protocol;
  bool rejected = false;
  bool egress = false;
  std::uint8_t flags = 0;
  FlowStatus status = FlowStatus::ok;
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  std::int64_t start = 0;
  std::int64_t end = 0;
};

class LineWriter {
 public:
  /// `format` is what `--format-string` takes, `default` or `v5`: all fields of versions 2 to 5.
  static Result<LineWriter> make(const std::string& format,
                                 const std::vector<LogInterface>& interfaces);

  /// The line of field names.
  std::string header() const;
  void append(std::string& text, const LogLine& line) const;
  bool has(LogField field) const;

 private:
  explicit LineWriter(const std::vector<LogInterface>& interfaces) : interfaces_(interfaces) {}
  void append_field(std::string& text, LogField field, const LogLine& line) const;

  const std::vector<LogInterface>& interfaces_;
  std::vector<std::string> names_;
  std::vector<std::optional<LogField>> fields_;
  std::string version_;
};

}  // namespace halfopen::bench
