// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/sql/dialect.hpp"
#include "halfopen/flowlog/sql/log_table.hpp"

namespace halfopen::sql {
namespace {

/// Queries are Trino's SQL, table definitions Hive's.
class Athena final : public Dialect {
 public:
  std::string table_text(const std::string& table, const LogFormat& columns,
                         const LogFiles& files) const override {
    const auto named = [](const TypedColumn& one) { return '`' + one.name + "` " + one.type; };
    std::vector<std::string> parts;
    for (const TypedColumn& one : typed_columns(columns, files.parquet)) {
      parts.push_back(named(one));
    }
    std::string all = "CREATE EXTERNAL TABLE IF NOT EXISTS `" + table + "` (\n  " +
                      listed(parts, ",\n  ") + "\n)\n";
    if (files.hive) {
      parts.clear();
      for (const TypedColumn& one : hive_partitions()) parts.push_back(named(one));
      all += "PARTITIONED BY (" + listed(parts) + ")\n";
    }
    all += files.parquet ? "STORED AS PARQUET\n"
                         : "ROW FORMAT DELIMITED FIELDS TERMINATED BY ' '\nSTORED AS TEXTFILE\n";
    all += "LOCATION " + text_literal(files.patterns[0]) + ";\n";
    if (files.hive) all += "MSCK REPAIR TABLE `" + table + "`;\n";
    return all;
  }

  /// Athena's quota for a query (Athena User Guide, service quotas).
  std::size_t most_bytes() const override { return 262'144; }

 protected:
  std::string call_text(Function function, const std::vector<std::string>& parts) const override {
    switch (function) {
      case Function::hex8: return "lpad(to_base(" + parts[0] + ", 16), 8, '0')";
      case Function::quotient: return "((" + parts[0] + ") / " + parts[1] + ')';
      case Function::replace_matches:
        return "regexp_replace(" + parts[0] + ", " + parts[1] + ", " + with_dollar(parts[2]) + ')';
      case Function::day_text:
        return "CAST(date_add('day', " + parts[0] + ", DATE '1970-01-01') AS VARCHAR)";
      default: return Dialect::call_text(function, parts);
    }
  }
};

}  // namespace

std::unique_ptr<Dialect> make_athena() { return std::make_unique<Athena>(); }

}  // namespace halfopen::sql
