// SPDX-License-Identifier: Apache-2.0
// Expressions of SQL as values, free of any dialect.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halfopen::sql {

/// Written alike in every dialect.
enum class Operator : std::uint8_t {
  equal,
  unequal,
  less,
  at_most,
  greater,
  at_least,
  plus,
  minus,
  times,
  modulo,
  joined,  ///< of texts
  both,
  either,
};

/// What an engine computes. How it is called is the dialect's business. Indices of texts count
/// from 1, and a length is one of bytes: all texts here are ASCII.
enum class Function : std::uint8_t {
  minimum,  ///< aggregates, which may stand in a window
  maximum,
  sum,
  count_rows,
  coalesce,
  length,
  lower,
  left_pad,   ///< (text, length, filling)
  right_pad,  ///< likewise
  replace,    ///< (text, what, by)
  substring,  ///< (text, from, length)
  position,   ///< (text, part): of its first occurrence, or 0
  part,       ///< (text, separator, number): what stands between separators
  to_text,
  to_integer,       ///< of a text of digits; null if it is none
  is_match,         ///< (text, pattern): a pattern finds something
  replace_matches,  ///< (text, pattern, by): all; \1 stands for the first group
  hex8,             ///< of a number below 2^32: eight hexadecimal digits, lower case
  quotient,         ///< (a, b): whole, both not negative
  day_text,         ///< of a number of days since 1970: YYYY-MM-DD
};

struct Node;

/// Immutable; copies share.
class Expr {
 public:
  Expr() = default;
  explicit Expr(std::shared_ptr<const Node> node) : node_(std::move(node)) {}

  explicit operator bool() const { return node_ != nullptr; }
  const Node& operator*() const { return *node_; }
  const Node* operator->() const { return node_.get(); }

 private:
  std::shared_ptr<const Node> node_;
};

struct Order {
  Expr key;
  bool descending = false;
};

/// Over which rows an aggregate is taken. Without an order: over the whole partition.
struct Window {
  enum class Frame : std::uint8_t {
    whole,
    before,   ///< the rows before this one
    through,  ///< all rows up to this one and those that are equal in the order
  };
  std::vector<Expr> partition;
  std::vector<Order> order;
  Frame frame = Frame::whole;
};

struct Case {
  Expr when;
  Expr then;
};

struct Node {
  enum class Kind : std::uint8_t {
    column,   ///< text, of the relation `relation` if that is not empty
    number,   ///< value
    text,     ///< text
    null,     ///< of integers if value is 0, else of texts
    call,     ///< function(parts)
    binary,   ///< parts[0] op parts[1]
    negated,  ///< NOT parts[0]
    is_null,
    is_not_null,
    cases,  ///< cases, else parts[0]; without parts: null
    is_in,  ///< parts[0] IN (values)
    window,
  };
  Kind kind = Kind::null;
  Operator op = Operator::equal;
  Function function = Function::coalesce;
  std::int64_t value = 0;
  std::string text;
  std::string relation;
  std::vector<Expr> parts;
  std::vector<Case> cases;
  std::vector<std::int64_t> values;
  Window window;
};

Expr column(std::string_view name);
Expr column(std::string_view relation, std::string_view name);
Expr number(std::int64_t value);
Expr text(std::string_view value);
Expr null_text();
Expr call(Function function, std::vector<Expr> arguments);
Expr cases(std::vector<Case> branches, Expr otherwise = {});
/// 1 where the condition holds, else 0; also where it is null.
Expr flag(Expr condition);
Expr is_null(Expr value);
Expr is_not_null(Expr value);
Expr is_in(Expr value, std::vector<std::int64_t> values);
/// Both bounds belong to it.
Expr between(const Expr& value, Expr low, Expr high);
/// An aggregate of one argument, or none, over a window.
Expr over(Function aggregate, std::vector<Expr> arguments, Window window);

Expr operator==(Expr a, Expr b);
Expr operator!=(Expr a, Expr b);
Expr operator<(Expr a, Expr b);
Expr operator<=(Expr a, Expr b);
Expr operator>(Expr a, Expr b);
Expr operator>=(Expr a, Expr b);
Expr operator+(Expr a, Expr b);
Expr operator-(Expr a, Expr b);
Expr operator*(Expr a, Expr b);
Expr operator%(Expr a, Expr b);
Expr operator&&(Expr a, Expr b);
Expr operator||(Expr a, Expr b);
/// NOT; no operator, because `!` of an Expr asks whether there is one.
Expr negated(Expr condition);
/// One text behind the other.
Expr joined(std::vector<Expr> texts);

}  // namespace halfopen::sql
