// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/sql/log_table.hpp"

#include "halfopen/flowlog/sql/dialect.hpp"

namespace halfopen::sql {
namespace {

/// Of a field in Parquet.
std::string parquet_type(LogField field) {
  switch (field) {
    case LogField::version:
    case LogField::srcport:
    case LogField::dstport:
    case LogField::protocol:
    case LogField::tcp_flags:
    case LogField::traffic_path: return "int";
    case LogField::packets:
    case LogField::bytes:
    case LogField::start:
    case LogField::end: return "bigint";
    default: return "string";
  }
}

}  // namespace

std::vector<TypedColumn> typed_columns(const LogFormat& columns, bool parquet) {
  std::vector<TypedColumn> typed;
  for (const std::string& name : columns.names()) {
    const auto field = find_log_field(name);
    typed.push_back({column_name(name), parquet && field ? parquet_type(*field) : "string"});
  }
  return typed;
}

std::vector<TypedColumn> hive_partitions() {
  std::vector<TypedColumn> keys;
  for (const char* name : {"aws-account-id", "aws-service", "aws-region", "year", "month", "day"}) {
    keys.push_back({name, "string"});
  }
  return keys;
}

std::string with_dollar(std::string literal) {
  for (std::size_t at = literal.find('\\'); at != std::string::npos; at = literal.find('\\', at)) {
    std::size_t end = at;
    while (end < literal.size() && literal[end] == '\\') ++end;
    literal.replace(at, end - at, "$");
  }
  return literal;
}

}  // namespace halfopen::sql
