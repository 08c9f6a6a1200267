// SPDX-License-Identifier: Apache-2.0
// From the text of a flow log to records, block by block.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/flowlog/flow_columns.hpp"
#include "halfopen/flowlog/flow_record.hpp"
#include "halfopen/flowlog/log_format.hpp"
#include "halfopen/flowlog/plain_lines.hpp"
#include "halfopen/flowlog/record_columns.hpp"

namespace halfopen {

/// What was read, and what could not be.
struct LogCounts {
  std::uint64_t lines = 0;  ///< header lines and empty ones not counted
  std::uint64_t records = 0;
  std::uint64_t no_data = 0;
  std::uint64_t skip_data = 0;
  std::uint64_t bad = 0;
  std::uint64_t incomplete = 0;  ///< records of logs without a field that connections need
  std::uint64_t headers = 0;
  std::uint64_t bytes = 0;
  bool cut = false;  ///< some file's last line has no end, and is no whole record

  void add(const LogCounts& more);
  friend bool operator==(const LogCounts&, const LogCounts&) = default;
};

/// A line that is no record, and why.
struct BadLine {
  std::string file;
  std::uint64_t line = 0;
  std::string text;  ///< its beginning
  std::string why;
};

/// Reads one file after the other. Fields are separated by one blank; lines end in LF or CR LF. A
/// line of field names sets the columns from there on, wherever it stands. Times in milliseconds
/// are turned into seconds. Lines of more than 1 MiB are bad; so memory is bounded. Bad lines are
/// counted, and the first of them kept.
///
/// Lines of the plain shape are read with vectors (PlainLines), any other by a careful reader; that
/// alone where `method` is scalar. What is told does not hang on it.
class LogReader {
 public:
  using Take = std::function<void(std::span<const FlowRecord>)>;
  using TakeColumns = std::function<void(const FlowColumns&)>;

  /// `format` holds until a header line says otherwise. `take` gets records in batches; their texts
  /// live until it returns.
  LogReader(LogFormat format, Take take, SimdMethod method = best_simd_method());
  /// The same for column by column, which is all that work on ports and addresses needs. Records
  /// of IPv6 stand beside the columns: the order between them is lost.
  static LogReader by_columns(LogFormat format, TakeColumns take,
                              SimdMethod method = best_simd_method());
  /// Only counts what was rejected, into `tally`, which must outlive the reader. Of the default
  /// columns the rest of a line is hardly looked at: bad lines with the right end and number of
  /// fields pass for good ones.
  static LogReader of_rejects(LogFormat format, ServiceTally& tally,
                              SimdMethod method = best_simd_method());

  void begin_file(std::string name);
  /// The next piece of the file, of any size.
  void feed(std::string_view piece);
  /// The end of the file: what stands behind the last line end is a line as well.
  void end_file();

  const LogCounts& counts() const { return counts_; }
  const std::vector<BadLine>& bad_lines() const { return bad_; }
  /// The columns at hand.
  const LogFormat& format() const { return format_; }

 private:
  void use(LogFormat format);
  void append_rest(std::string_view piece);
  void read_lines(std::string_view block);
  std::size_t read_plain(std::size_t begin);
  std::size_t held() const;
  void read_line(std::string_view line);
  bool split(std::string_view line);
  bool fill(FlowRecord& record, const char*& why) const;
  void put(const FlowRecord& record);
  void note_bad(std::string_view line, const char* why);
  void flush();

  LogFormat standard_;
  LogFormat format_;
  bool complete_ = true;  ///< the columns tell connections
  RecordColumns at_;
  PlainLines plain_;
  Take take_;
  TakeColumns take_columns_;
  std::string file_;
  std::uint64_t line_ = 0;
  std::string rest_;  ///< of a line that goes on in the next piece
  std::vector<std::string_view> fields_;
  std::vector<FlowRecord> batch_;
  std::unique_ptr<FlowColumns> columns_;  ///< instead of the batch
  ServiceTally* tally_ = nullptr;         ///< instead of both
  LogCounts counts_;
  std::vector<BadLine> bad_;
};

}  // namespace halfopen
