// SPDX-License-Identifier: Apache-2.0
// The fast way of the reader: lines of the shape that nearly all lines have.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "halfopen/flowlog/flow_columns.hpp"
#include "halfopen/flowlog/flow_record.hpp"
#include "halfopen/flowlog/record_columns.hpp"
#include "halfopen/flowlog/reject_counts.hpp"
#include "halfopen/flowlog/text_masks.hpp"

namespace halfopen {

/// Reads records straight from text, with vectors. A line is *plain* if it has exactly the columns,
/// status OK, an action, dotted IPv4 addresses, numbers of a usual length, times in seconds, and
/// ends in LF alone. Of a plain line the careful reader (LogReader) would make the same record; any
/// other line is left to it: NODATA, IPv6, header lines, bad lines, fields that are not applicable.
///
/// Two ways: for the default columns (fields found from both ends of the line), and for any others
/// (all separators found, only the columns that are needed read). Neither allocates.
class PlainLines {
 public:
  explicit PlainLines(SimdMethod method) : method_(method) {}

  /// The columns from here on.
  void use(const LogFormat& format);
  /// Whole lines, each with its end. They must live until the next block.
  void begin_block(std::string_view block);

  /// Reads lines of the block from `begin`, where a line begins, and puts their records behind the
  /// others, until `most` stand there, a line is not plain, or the block is at its end (the last
  /// lines are never plain: vectors read beyond them). The place where the next line begins.
  std::size_t read(std::size_t begin, std::vector<FlowRecord>& records, std::size_t most);
  std::size_t read(std::size_t begin, FlowColumns& columns);
  /// Only counts. Of the default columns a line is looked at just as far as that needs: its end,
  /// its number of fields, and of a rejected one port and protocol.
  std::size_t read(std::size_t begin, ServiceTally& tally);

 private:
  enum class Kind : std::uint8_t { none, standard, any };
  template <class Sink>
  std::size_t read_into(std::size_t begin, Sink& sink);
  template <class Walker>
  std::size_t walk_on(std::size_t begin, const Walker& walker);
  bool mask_from(std::size_t begin);

  SimdMethod method_;
  Kind kind_ = Kind::none;
  RecordColumns at_;
  std::size_t columns_ = 0;
  std::string_view block_;
  std::size_t base_ = 0;    ///< of the block: where the masks begin
  std::size_t masked_ = 0;  ///< bytes behind base_ that the masks are of
  bool digits_ = true;      ///< the masks need those, too
  TextMasks masks_;
};

}  // namespace halfopen
