// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/sql/expression.hpp"

namespace halfopen::sql {
namespace {

Expr made(Node node) { return Expr(std::make_shared<const Node>(std::move(node))); }

Expr with_parts(Node::Kind kind, std::vector<Expr> parts) {
  Node node;
  node.kind = kind;
  node.parts = std::move(parts);
  return made(std::move(node));
}

Expr binary(Operator op, Expr a, Expr b) {
  Node node;
  node.kind = Node::Kind::binary;
  node.op = op;
  node.parts = {std::move(a), std::move(b)};
  return made(std::move(node));
}

}  // namespace

Expr column(std::string_view name) { return column("", name); }

Expr column(std::string_view relation, std::string_view name) {
  Node node;
  node.kind = Node::Kind::column;
  node.relation = relation;
  node.text = name;
  return made(std::move(node));
}

Expr number(std::int64_t value) {
  Node node;
  node.kind = Node::Kind::number;
  node.value = value;
  return made(std::move(node));
}

Expr text(std::string_view value) {
  Node node;
  node.kind = Node::Kind::text;
  node.text = value;
  return made(std::move(node));
}

Expr null_text() {
  Node node;
  node.kind = Node::Kind::null;
  node.value = 1;
  return made(std::move(node));
}

Expr call(Function function, std::vector<Expr> arguments) {
  Node node;
  node.kind = Node::Kind::call;
  node.function = function;
  node.parts = std::move(arguments);
  return made(std::move(node));
}

Expr cases(std::vector<Case> branches, Expr otherwise) {
  Node node;
  node.kind = Node::Kind::cases;
  node.cases = std::move(branches);
  if (otherwise) node.parts.push_back(std::move(otherwise));
  return made(std::move(node));
}

Expr flag(Expr condition) { return cases({{std::move(condition), number(1)}}, number(0)); }

Expr is_null(Expr value) { return with_parts(Node::Kind::is_null, {std::move(value)}); }
Expr is_not_null(Expr value) { return with_parts(Node::Kind::is_not_null, {std::move(value)}); }

Expr is_in(Expr value, std::vector<std::int64_t> values) {
  Node node;
  node.kind = Node::Kind::is_in;
  node.parts = {std::move(value)};
  node.values = std::move(values);
  return made(std::move(node));
}

Expr between(const Expr& value, Expr low, Expr high) {
  return value >= std::move(low) && value <= std::move(high);
}

Expr over(Function aggregate, std::vector<Expr> arguments, Window window) {
  Node node;
  node.kind = Node::Kind::window;
  node.function = aggregate;
  node.parts = std::move(arguments);
  node.window = std::move(window);
  return made(std::move(node));
}

Expr operator==(Expr a, Expr b) { return binary(Operator::equal, std::move(a), std::move(b)); }
Expr operator!=(Expr a, Expr b) { return binary(Operator::unequal, std::move(a), std::move(b)); }
Expr operator<(Expr a, Expr b) { return binary(Operator::less, std::move(a), std::move(b)); }
Expr operator<=(Expr a, Expr b) { return binary(Operator::at_most, std::move(a), std::move(b)); }
Expr operator>(Expr a, Expr b) { return binary(Operator::greater, std::move(a), std::move(b)); }
Expr operator>=(Expr a, Expr b) { return binary(Operator::at_least, std::move(a), std::move(b)); }
Expr operator+(Expr a, Expr b) { return binary(Operator::plus, std::move(a), std::move(b)); }
Expr operator-(Expr a, Expr b) { return binary(Operator::minus, std::move(a), std::move(b)); }
Expr operator*(Expr a, Expr b) { return binary(Operator::times, std::move(a), std::move(b)); }
Expr operator%(Expr a, Expr b) { return binary(Operator::modulo, std::move(a), std::move(b)); }
Expr operator&&(Expr a, Expr b) { return binary(Operator::both, std::move(a), std::move(b)); }
Expr operator||(Expr a, Expr b) { return binary(Operator::either, std::move(a), std::move(b)); }
Expr negated(Expr condition) { return with_parts(Node::Kind::negated, {std::move(condition)}); }

Expr joined(std::vector<Expr> texts) {
  Expr all = texts[0];
  for (std::size_t i = 1; i < texts.size(); ++i) {
    all = binary(Operator::joined, std::move(all), std::move(texts[i]));
  }
  return all;
}

}  // namespace halfopen::sql
