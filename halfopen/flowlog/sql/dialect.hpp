// SPDX-License-Identifier: Apache-2.0
// How an engine wants its SQL: the few points where engines differ, and the text of a whole query.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/flowlog/log_format.hpp"
#include "halfopen/flowlog/sql/relation.hpp"

namespace halfopen::sql {

enum class DialectName : std::uint8_t { clickhouse, duckdb, athena, spark };
std::optional<DialectName> find_dialect(std::string_view name);

/// Where a log lies, for the engine's table definition.
struct LogFiles {
  std::vector<std::string> patterns;
  bool parquet = false;
  bool hive = false;  ///< S3 folders are called key=value (Athena, Spark)
};

class Dialect {
 public:
  virtual ~Dialect() = default;

  /// One statement, with its semicolon.
  std::string query_text(const Query& query) const;
  std::string expression_text(const Expr& expression) const;

  /// Statements that make the files a table with a column of text for each field, or with columns
  /// as Amazon writes them to Parquet.
  virtual std::string table_text(const std::string& table, const LogFormat& columns,
                                 const LogFiles& files) const = 0;
  /// Bytes that a statement may have at most; 0: any number.
  virtual std::size_t most_bytes() const { return 0; }
  /// What has to be said before a statement of that size.
  virtual std::string_view before(std::size_t /*bytes*/) const { return ""; }

  /// In its quotes if it needs them. A name with dots is one of several parts.
  std::string identifier(std::string_view name) const;
  virtual std::string text_literal(std::string_view value) const;

 protected:
  virtual char quote() const { return '"'; }
  /// Types that have nulls.
  virtual std::string_view text_type() const { return "VARCHAR"; }
  virtual std::string_view integer_type() const { return "BIGINT"; }
  virtual std::string call_text(Function function, const std::vector<std::string>& parts) const;
  virtual std::string inline_text(const InlineTable& table) const;
  virtual std::string_view settings() const { return ""; }

 private:
  std::string node_text(const Node& node, bool inner) const;
  std::string case_text(const Node& node) const;
  std::string window_text(const Node& node) const;
  std::string select_text(const Select& select, std::string_view indent) const;
  std::string empty_table(const InlineTable& table) const;
};

std::unique_ptr<Dialect> make_dialect(DialectName name);
std::unique_ptr<Dialect> make_duckdb();
std::unique_ptr<Dialect> make_clickhouse();
std::unique_ptr<Dialect> make_athena();
std::unique_ptr<Dialect> make_spark();

/// `version` as Amazon's tables call a field: no dashes.
std::string column_name(std::string_view field);

/// `joined` with commas.
std::string listed(const std::vector<std::string>& parts, std::string_view between = ", ");

}  // namespace halfopen::sql
