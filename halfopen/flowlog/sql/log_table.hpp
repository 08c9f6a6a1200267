// SPDX-License-Identifier: Apache-2.0
// Flow logs as tables: the columns that files have, and their types.
#pragma once

#include <string>
#include <vector>

#include "halfopen/flowlog/log_format.hpp"

namespace halfopen::sql {

struct TypedColumn {
  std::string name;  ///< srcaddr, interface_id
  std::string type;  ///< string, int, bigint: Hive's and Spark's words
};

/// The columns of a log. In text all are texts, because `-` stands in any of them. In Parquet
/// numbers are numbers and what does not apply is null (VPC User Guide, flow log records: the
/// Parquet types).
std::vector<TypedColumn> typed_columns(const LogFormat& columns, bool parquet);

/// The folders of Hive-compatible S3 prefixes (VPC User Guide, flow log files), but the hour.
std::vector<TypedColumn> hive_partitions();

/// A literal with `$1` in place of `\1`, however the dialect writes the backslash.
std::string with_dollar(std::string literal);

}  // namespace halfopen::sql
