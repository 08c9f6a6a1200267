// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/sql/dialect.hpp"

#include <algorithm>
#include <array>

namespace halfopen::sql {
namespace {

/// Words of some dialect that are names of columns here.
constexpr std::array<std::string_view, 12> kReserved = {"end",   "filter",  "first",  "last",
                                                        "start", "rule",    "table",  "order",
                                                        "type",  "version", "window", "interface"};

std::string_view operator_text(Operator op) {
  switch (op) {
    case Operator::equal: return " = ";
    case Operator::unequal: return " <> ";
    case Operator::less: return " < ";
    case Operator::at_most: return " <= ";
    case Operator::greater: return " > ";
    case Operator::at_least: return " >= ";
    case Operator::plus: return " + ";
    case Operator::minus: return " - ";
    case Operator::times: return " * ";
    case Operator::modulo: return " % ";
    case Operator::joined: return " || ";
    case Operator::both: return " AND ";
    case Operator::either: return " OR ";
  }
  return " = ";
}

/// Chains of these need no parentheses among themselves.
bool is_chain(Operator op) {
  return op == Operator::both || op == Operator::either || op == Operator::joined ||
         op == Operator::plus;
}

}  // namespace

std::optional<DialectName> find_dialect(std::string_view name) {
  if (name == "clickhouse") return DialectName::clickhouse;
  if (name == "duckdb") return DialectName::duckdb;
  if (name == "athena") return DialectName::athena;
  if (name == "spark") return DialectName::spark;
  return std::nullopt;
}

std::unique_ptr<Dialect> make_dialect(DialectName name) {
  switch (name) {
    case DialectName::clickhouse: return make_clickhouse();
    case DialectName::duckdb: return make_duckdb();
    case DialectName::athena: return make_athena();
    case DialectName::spark: return make_spark();
  }
  return make_duckdb();
}

std::vector<Output> passed(std::span<const std::string_view> names, std::string_view relation) {
  std::vector<Output> outputs;
  for (const std::string_view name : names) {
    outputs.push_back({std::string(name), column(relation, name)});
  }
  return outputs;
}

std::vector<Output> passed(std::initializer_list<std::string_view> names,
                           std::string_view relation) {
  return passed(std::span(names.begin(), names.size()), relation);
}

std::string column_name(std::string_view field) {
  std::string name(field);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

std::string listed(const std::vector<std::string>& parts, std::string_view between) {
  std::string all;
  for (const std::string& part : parts) {
    if (&part != parts.data()) all += between;
    all += part;
  }
  return all;
}

std::string Dialect::identifier(std::string_view name) const {
  const std::size_t dot = name.find('.');
  if (dot != std::string_view::npos) {
    return identifier(name.substr(0, dot)) + '.' + identifier(name.substr(dot + 1));
  }
  const bool plain =
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos &&
      !name.empty() && (name[0] < '0' || name[0] > '9') &&
      std::find(kReserved.begin(), kReserved.end(), name) == kReserved.end();
  if (plain) return std::string(name);
  std::string quoted(1, quote());
  for (const char c : name) quoted += c == quote() ? std::string(2, c) : std::string(1, c);
  return quoted + quote();
}

std::string Dialect::text_literal(std::string_view value) const {
  std::string literal = "'";
  for (const char c : value) literal += c == '\'' ? "''" : std::string(1, c);
  return literal + '\'';
}

std::string Dialect::expression_text(const Expr& expression) const {
  return node_text(*expression, false);
}

std::string Dialect::node_text(const Node& node, bool inner) const {
  const auto part = [&](std::size_t i) { return node_text(*node.parts[i], true); };
  switch (node.kind) {
    case Node::Kind::column:
      return (node.relation.empty() ? "" : identifier(node.relation) + '.') + identifier(node.text);
    case Node::Kind::number: return std::to_string(node.value);
    case Node::Kind::text: return text_literal(node.text);
    case Node::Kind::null: return "CAST(NULL AS " + std::string(text_type()) + ')';
    case Node::Kind::negated: return "NOT " + part(0);
    case Node::Kind::is_null:
    case Node::Kind::is_not_null: {
      const std::string test =
          part(0) + (node.kind == Node::Kind::is_null ? " IS NULL" : " IS NOT NULL");
      return inner ? '(' + test + ')' : test;
    }
    case Node::Kind::cases: return case_text(node);
    case Node::Kind::window: return window_text(node);
    case Node::Kind::is_in: {
      std::vector<std::string> values;
      for (const std::int64_t value : node.values) values.push_back(std::to_string(value));
      const std::string test = part(0) + " IN (" + listed(values) + ')';
      return inner ? '(' + test + ')' : test;
    }
    case Node::Kind::call: {
      std::vector<std::string> parts;
      for (const Expr& one : node.parts) parts.push_back(node_text(*one, false));
      return call_text(node.function, parts);
    }
    case Node::Kind::binary: break;
  }
  // The left side of a chain may go on without parentheses: all of these group from the left.
  const Node& left = *node.parts[0];
  const bool chained = is_chain(node.op) && left.kind == Node::Kind::binary && left.op == node.op;
  const std::string all = node_text(left, !chained) + std::string(operator_text(node.op)) + part(1);
  return inner ? '(' + all + ')' : all;
}

std::string Dialect::case_text(const Node& node) const {
  std::string all = "CASE";
  for (const Case& one : node.cases) {
    all += " WHEN " + node_text(*one.when, false) + " THEN " + node_text(*one.then, false);
  }
  if (!node.parts.empty()) all += " ELSE " + node_text(*node.parts[0], false);
  return all + " END";
}

std::string Dialect::window_text(const Node& node) const {
  std::vector<std::string> parts;
  for (const Expr& one : node.parts) parts.push_back(node_text(*one, false));
  std::string all = call_text(node.function, parts) + " OVER (";
  std::vector<std::string> partition;
  for (const Expr& one : node.window.partition) partition.push_back(node_text(*one, false));
  all += "PARTITION BY " + listed(partition);
  if (!node.window.order.empty()) {
    std::vector<std::string> order;
    for (const Order& one : node.window.order) {
      order.push_back(node_text(*one.key, false) + (one.descending ? " DESC" : ""));
    }
    all += " ORDER BY " + listed(order);
  }
  switch (node.window.frame) {
    case Window::Frame::whole: break;
    case Window::Frame::before: all += " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"; break;
    case Window::Frame::through: all += " RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"; break;
  }
  return all + ')';
}

std::string Dialect::call_text(Function function, const std::vector<std::string>& parts) const {
  const auto plain = [&](std::string_view name) {
    return std::string(name) + '(' + listed(parts) + ')';
  };
  switch (function) {
    case Function::minimum: return plain("min");
    case Function::maximum: return plain("max");
    case Function::sum: return plain("sum");
    case Function::count_rows: return "count(*)";
    case Function::coalesce: return plain("coalesce");
    case Function::length: return plain("length");
    case Function::lower: return plain("lower");
    case Function::left_pad: return plain("lpad");
    case Function::right_pad: return plain("rpad");
    case Function::replace: return plain("replace");
    case Function::substring: return plain("substr");
    case Function::position: return plain("strpos");
    case Function::part: return plain("split_part");
    case Function::to_text: return "CAST(" + parts[0] + " AS " + std::string(text_type()) + ')';
    case Function::to_integer: return "TRY_CAST(" + parts[0] + " AS BIGINT)";
    case Function::is_match: return plain("regexp_like");
    case Function::replace_matches: return plain("regexp_replace");
    case Function::hex8: return plain("hex8");
    case Function::quotient: return '(' + parts[0] + ") / " + parts[1];
    case Function::day_text: return plain("day_text");
  }
  return plain("");
}

std::string Dialect::empty_table(const InlineTable& table) const {
  std::vector<std::string> outputs;
  for (const InlineTable::Column& one : table.columns) {
    const std::string_view type = one.type == Type::integer ? integer_type() : text_type();
    outputs.push_back("CAST(NULL AS " + std::string(type) + ") AS " + identifier(one.name));
  }
  return "  SELECT * FROM (SELECT " + listed(outputs) + ") AS nothing WHERE 1 = 0";
}

std::string Dialect::inline_text(const InlineTable& table) const {
  std::string rows;
  for (const std::vector<Cell>& row : table.rows) {
    std::vector<std::string> cells;
    for (const Cell& cell : row) {
      const auto* value = std::get_if<std::int64_t>(&cell);
      cells.push_back(value != nullptr ? std::to_string(*value)
                                       : text_literal(std::get<std::string>(cell)));
    }
    rows += (rows.empty() ? "    (" : ",\n    (") + listed(cells) + ')';
  }
  std::vector<std::string> columns;
  for (const InlineTable::Column& one : table.columns) columns.push_back(identifier(one.name));
  return "  SELECT * FROM (VALUES\n" + rows + "\n  ) AS written (" + listed(columns) + ')';
}

std::string Dialect::select_text(const Select& select, std::string_view indent) const {
  const std::string line = '\n' + std::string(indent);
  std::vector<std::string> outputs;
  for (const Output& one : select.outputs) {
    const std::string value = expression_text(one.value);
    const std::string name = identifier(one.name);
    outputs.push_back(value == name ? value : value + " AS " + name);
  }
  std::string all = std::string(indent) + "SELECT " + listed(outputs, ',' + line + "  ");
  all += line + "FROM " + identifier(select.from);
  if (!select.as.empty()) all += " AS " + select.as;
  for (const LeftJoin& join : select.joins) {
    all += line + "LEFT JOIN " + identifier(join.relation) + " AS " + join.as + line + "  ON " +
           expression_text(join.on);
  }
  if (select.where) all += line + "WHERE " + expression_text(select.where);
  std::vector<std::string> keys;
  for (const Expr& key : select.group_by) keys.push_back(expression_text(key));
  if (!keys.empty()) all += line + "GROUP BY " + listed(keys);
  keys.clear();
  for (const Order& one : select.order_by) {
    keys.push_back(expression_text(one.key) + (one.descending ? " DESC" : ""));
  }
  if (!keys.empty()) all += line + "ORDER BY " + listed(keys);
  return all;
}

std::string Dialect::query_text(const Query& query) const {
  std::string all;
  for (std::size_t i = 0; i + 1 < query.steps.size(); ++i) {
    all += i == 0 ? "WITH " : ",\n";
    if (const auto* table = std::get_if<InlineTable>(&query.steps[i])) {
      all += identifier(table->name) + " AS (\n" +
             (table->rows.empty() ? empty_table(*table) : inline_text(*table)) + "\n)";
    } else {
      const auto& select = std::get<Select>(query.steps[i]);
      all += identifier(select.name) + " AS (\n" + select_text(select, "  ") + "\n)";
    }
  }
  if (!all.empty()) all += '\n';
  all += select_text(std::get<Select>(query.steps.back()), "");
  return all + std::string(settings()) + ";\n";
}

}  // namespace halfopen::sql
