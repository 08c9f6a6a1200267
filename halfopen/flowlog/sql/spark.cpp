// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/sql/dialect.hpp"
#include "halfopen/flowlog/sql/log_table.hpp"

namespace halfopen::sql {
namespace {

class Spark final : public Dialect {
 public:
  std::string table_text(const std::string& table, const LogFormat& columns,
                         const LogFiles& files) const override {
    const auto named = [](const TypedColumn& one) { return '`' + one.name + "` " + one.type; };
    std::vector<std::string> parts;
    for (const TypedColumn& one : typed_columns(columns, files.parquet)) {
      parts.push_back(named(one));
    }
    std::vector<std::string> keys;
    if (files.hive) {
      for (const TypedColumn& one : hive_partitions()) {
        parts.push_back(named(one));
        keys.push_back('`' + one.name + '`');
      }
    }
    std::string all = "CREATE TABLE IF NOT EXISTS " + identifier(table) + " (\n  " +
                      listed(parts, ",\n  ") + "\n)\n";
    all += files.parquet ? "USING parquet\n" : "USING csv\n";
    std::vector<std::string> options;
    if (!files.parquet) {
      options = {"'sep' = ' '", "'header' = 'false'", "'quote' = ''", "'mode' = 'PERMISSIVE'"};
    }
    if (!files.hive) options.emplace_back("'recursiveFileLookup' = 'true'");
    if (!options.empty()) all += "OPTIONS (" + listed(options) + ")\n";
    if (files.hive) all += "PARTITIONED BY (" + listed(keys) + ")\n";
    all += "LOCATION " + text_literal(files.patterns[0]) + ";\n";
    if (files.hive) all += "MSCK REPAIR TABLE " + identifier(table) + ";\n";
    return all;
  }

  std::string text_literal(std::string_view value) const override {
    std::string literal = "'";
    for (const char c : value) {
      if (c == '\'' || c == '\\') literal += '\\';
      literal += c;
    }
    return literal + '\'';
  }

 protected:
  char quote() const override { return '`'; }
  std::string_view text_type() const override { return "STRING"; }

  std::string call_text(Function function, const std::vector<std::string>& parts) const override {
    switch (function) {
      case Function::position: return "instr(" + listed(parts) + ')';
      // Asked for texts of at most 18 digits only.
      case Function::to_integer: return "CAST(" + parts[0] + " AS BIGINT)";
      case Function::hex8: return "lower(lpad(hex(" + parts[0] + "), 8, '0'))";
      case Function::quotient: return "((" + parts[0] + ") DIV " + parts[1] + ')';
      case Function::replace_matches:
        return "regexp_replace(" + parts[0] + ", " + parts[1] + ", " + with_dollar(parts[2]) + ')';
      case Function::day_text:
        return "CAST(date_add(DATE '1970-01-01', CAST(" + parts[0] + " AS INT)) AS STRING)";
      default: return Dialect::call_text(function, parts);
    }
  }
};

}  // namespace

std::unique_ptr<Dialect> make_spark() { return std::make_unique<Spark>(); }

}  // namespace halfopen::sql
