// SPDX-License-Identifier: Apache-2.0
// Which field stands in which column of a flow log.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/base/result.hpp"
#include "halfopen/flowlog/log_field.hpp"

namespace halfopen {

/// Columns in any order. A column whose field we do not know is kept and never read: later versions
/// add fields.
class LogFormat {
 public:
  /// The fourteen fields of version 2, which records have where nobody chose others.
  static LogFormat standard();

  /// Reads `${srcaddr} ${dstaddr} …`, as the EC2 API keeps it (LogFormat), or the bare names. Fails
  /// without a single known name and for a field that stands twice. Whether the columns are enough,
  /// missing() tells.
  static Result<LogFormat> parse(std::string_view text);

  /// A line of field names, as files in S3 begin with; none if it is a record or anything else.
  static std::optional<LogFormat> of_header(std::string_view line);

  std::size_t columns() const { return names_.size(); }
  /// The column of a field; none if the log does not have it.
  std::optional<std::uint16_t> column(LogField field) const {
    const std::int16_t at = column_of_[log_field_index(field)];
    return at < 0 ? std::nullopt : std::optional<std::uint16_t>(static_cast<std::uint16_t>(at));
  }
  bool has(LogField field) const { return column_of_[log_field_index(field)] >= 0; }
  const std::vector<std::string>& names() const { return names_; }

  /// The fields without which no connection can be told that are missing, by name.
  std::vector<std::string> missing() const;

  friend bool operator==(const LogFormat&, const LogFormat&) = default;

 private:
  LogFormat() { column_of_.fill(-1); }
  /// False if the field stands there already.
  bool add(std::string_view name);

  std::vector<std::string> names_;
  std::array<std::int16_t, kLogFieldCount> column_of_{};
};

}  // namespace halfopen
