// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/sql/dialect.hpp"

namespace halfopen::sql {
namespace {

class DuckDb final : public Dialect {
 public:
  std::string table_text(const std::string& table, const LogFormat& columns,
                         const LogFiles& files) const override {
    std::vector<std::string> patterns;
    for (const std::string& pattern : files.patterns) patterns.push_back(text_literal(pattern));
    const std::string list = '[' + listed(patterns) + ']';
    const std::string head = "CREATE OR REPLACE TEMP VIEW " + identifier(table) + " AS\nSELECT ";
    std::vector<std::string> outputs;
    if (files.parquet) {
      for (const std::string& name : columns.names()) {
        outputs.push_back(identifier(column_name(name)));
      }
      return head + listed(outputs) + "\nFROM read_parquet(" + list +
             (files.hive ? ", hive_partitioning = true" : "") + ");\n";
    }
    for (const std::string& name : columns.names()) {
      outputs.push_back("fields[" + std::to_string(outputs.size() + 1) + "] AS " +
                        identifier(column_name(name)));
    }
    // A line is one value: no byte of a log is this separator.
    return head + listed(outputs, ",\n  ") +
           "\nFROM (\n  SELECT string_split(rtrim(line, chr(13)), ' ') AS fields\n  FROM "
           "read_csv(" +
           list +
           ", columns = {'line': 'VARCHAR'}, delim = '\\x01', quote = '', escape = '',\n"
           "    header = false, auto_detect = false, max_line_size = 2097152)\n)\n"
           "WHERE len(fields) = " +
           std::to_string(columns.columns()) + ";\n";
  }

 protected:
  std::string call_text(Function function, const std::vector<std::string>& parts) const override {
    switch (function) {
      case Function::is_match: return "regexp_matches(" + listed(parts) + ')';
      case Function::replace_matches: return "regexp_replace(" + listed(parts) + ", 'g')";
      case Function::hex8: return "format('{:08x}', " + parts[0] + ')';
      case Function::quotient: return "((" + parts[0] + ") // " + parts[1] + ')';
      case Function::day_text:
        return "CAST(DATE '1970-01-01' + CAST(" + parts[0] + " AS INTEGER) AS VARCHAR)";
      default: return Dialect::call_text(function, parts);
    }
  }
};

}  // namespace

std::unique_ptr<Dialect> make_duckdb() { return std::make_unique<DuckDb>(); }

}  // namespace halfopen::sql
