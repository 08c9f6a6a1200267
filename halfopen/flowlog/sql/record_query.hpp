// SPDX-License-Identifier: Apache-2.0
// From rows of a log table to records, as LogReader makes them of lines.
#pragma once

#include <string>

#include "halfopen/flowlog/log_format.hpp"
#include "halfopen/flowlog/sql/relation.hpp"

namespace halfopen::sql {

/// What the table is like.
struct RecordSource {
  std::string table = "flow_log";
  LogFormat columns = LogFormat::standard();
  /// Numbers are numbers, and null is what does not apply; else everything may be text.
  bool typed = false;
  /// A row of text that is too short ends in nulls: it is no record.
  bool short_rows_end_in_null = false;
};

/// Appends steps up to `records`: one row a record of status OK, with interface_id,
/// protocol_number, source_key, destination_key, source_port, destination_port, is_accepted,
/// packets, bytes, start_time, end_time, flags, is_ingress, is_egress, is_bpa. What LogReader calls
/// a bad line is left out.
void add_records(Query& query, const RecordSource& source);

}  // namespace halfopen::sql
