// SPDX-License-Identifier: Apache-2.0
// Relations of SQL as values: tables written out, selections, and a query as steps of them.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "halfopen/flowlog/sql/expression.hpp"

namespace halfopen::sql {

enum class Type : std::uint8_t { integer, text };

/// A cell of a table that is written out.
using Cell = std::variant<std::int64_t, std::string>;

struct InlineTable {
  struct Column {
    std::string name;
    Type type = Type::text;
  };
  std::string name;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
};

struct Output {
  std::string name;
  Expr value;
};

/// Rows without a partner stay, with nulls.
struct LeftJoin {
  std::string relation;
  std::string as;
  Expr on;
};

struct Select {
  std::string name;  ///< of the step; of the last one it does not matter
  std::vector<Output> outputs;
  std::string from;
  std::string as;  ///< what `from` is called where there are joins
  std::vector<LeftJoin> joins;
  Expr where;
  std::vector<Expr> group_by;
  std::vector<Order> order_by;
};

/// Each step sees those before it. The last one is the answer.
struct Query {
  std::vector<std::variant<InlineTable, Select>> steps;
};

/// Outputs that pass columns through, of one relation of a join or of the only one.
std::vector<Output> passed(std::span<const std::string_view> names, std::string_view relation = "");
std::vector<Output> passed(std::initializer_list<std::string_view> names,
                           std::string_view relation = "");

}  // namespace halfopen::sql
