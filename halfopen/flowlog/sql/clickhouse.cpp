// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/sql/dialect.hpp"

namespace halfopen::sql {
namespace {

class ClickHouse final : public Dialect {
 public:
  std::string table_text(const std::string& table, const LogFormat& columns,
                         const LogFiles& files) const override {
    std::vector<std::string> outputs;
    for (const std::string& name : columns.names()) {
      const std::string output = identifier(column_name(name));
      outputs.push_back(files.parquet
                            ? output
                            : "fields[" + std::to_string(outputs.size() + 1) + "] AS " + output);
    }
    const std::string head = "CREATE OR REPLACE VIEW " + identifier(table) + " AS\nSELECT ";
    std::vector<std::string> sources;
    for (const std::string& pattern : files.patterns) {
      sources.push_back("  SELECT " + (files.parquet ? listed(outputs) : "line") + " FROM " +
                        source_text(pattern, files.parquet));
    }
    const std::string rows = listed(sources, "\n  UNION ALL\n");
    if (files.parquet) return head + "*\nFROM (\n" + rows + "\n);\n";
    return head + listed(outputs, ",\n  ") +
           "\nFROM (\n  SELECT splitByChar(' ', trim(TRAILING '\\r' FROM line)) AS fields\n"
           "  FROM (\n" +
           rows + "\n  )\n)\nWHERE length(fields) = " + std::to_string(columns.columns()) + ";\n";
  }

  // It reads 262,144 bytes of a query unless it is told to read more.
  std::string_view before(std::size_t bytes) const override {
    return bytes > 262'144 ? "SET max_query_size = 100000000;\n" : "";
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
  std::string_view text_type() const override { return "Nullable(String)"; }
  std::string_view integer_type() const override { return "Nullable(Int64)"; }
  // A row of a join that has no partner gets nulls, as the standard says.
  std::string_view settings() const override { return "\nSETTINGS join_use_nulls = 1"; }

  std::string call_text(Function function, const std::vector<std::string>& parts) const override {
    const auto plain = [&](std::string_view name) {
      return std::string(name) + '(' + listed(parts) + ')';
    };
    switch (function) {
      case Function::left_pad: return plain("leftPad");
      case Function::right_pad: return plain("rightPad");
      case Function::position: return plain("position");
      case Function::replace: return plain("replaceAll");
      case Function::part:
        return "splitByChar(" + parts[1] + ", " + parts[0] + ")[" + parts[2] + ']';
      case Function::to_text: return plain("toString");
      case Function::to_integer: return plain("toInt64OrNull");
      case Function::is_match: return plain("match");
      case Function::replace_matches: return plain("replaceRegexpAll");
      case Function::hex8: return "leftPad(lower(hex(toUInt32(" + parts[0] + "))), 8, '0')";
      case Function::quotient: return plain("intDiv");
      case Function::day_text: return "toString(toDate32(toInt32(" + parts[0] + ")))";
      default: return Dialect::call_text(function, parts);
    }
  }

  std::string inline_text(const InlineTable& table) const override {
    std::string structure;
    for (const InlineTable::Column& one : table.columns) {
      structure += (structure.empty() ? "" : ", ") + identifier(one.name) +
                   (one.type == Type::integer ? " Int64" : " String");
    }
    std::string rows;
    for (const std::vector<Cell>& row : table.rows) {
      std::vector<std::string> cells;
      for (const Cell& cell : row) {
        const auto* value = std::get_if<std::int64_t>(&cell);
        cells.push_back(value != nullptr ? std::to_string(*value)
                                         : text_literal(std::get<std::string>(cell)));
      }
      rows += ",\n    (" + listed(cells) + ')';
    }
    return "  SELECT * FROM values(" + text_literal(structure) + rows + ')';
  }

 private:
  std::string source_text(const std::string& pattern, bool parquet) const {
    const bool remote = pattern.find("://") != std::string::npos;
    return std::string(remote ? "s3" : "file") + '(' + text_literal(pattern) +
           (parquet ? ", 'Parquet')" : ", 'LineAsString', 'line String')");
  }
};

}  // namespace

std::unique_ptr<Dialect> make_clickhouse() { return std::make_unique<ClickHouse>(); }

}  // namespace halfopen::sql
