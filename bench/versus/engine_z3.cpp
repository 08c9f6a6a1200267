// SPDX-License-Identifier: Apache-2.0
#include "engine_z3.hpp"

#include <z3++.h>

#include <algorithm>

#include "bench/timing.hpp"

namespace halfopen::bench {
namespace {

/// A symbolic header and the conditions of rules on it.
class Z3Headers {
 public:
  explicit Z3Headers(z3::context& context)
      : context_(context),
        protocol_(context.bv_const("protocol", 8)),
        source_port_(context.bv_const("source_port", 16)),
        port_(context.bv_const("port", 16)),
        source_(context.bv_const("source", 32)),
        destination_(context.bv_const("destination", 32)) {}

  z3::expr matches(const HeaderBox& box) {
    z3::expr_vector parts(context_);
    if (box.protocol) parts.push_back(protocol_ == context_.bv_val(box.protocol->number, 8));
    add_ports(parts, source_port_, box.source_ports);
    add_ports(parts, port_, box.selectors);
    add_block(parts, source_, box.source);
    add_block(parts, destination_, box.destination);
    return z3::mk_and(parts);
  }

  z3::expr allowed(const Rules& rules) {
    z3::expr result = context_.bool_val(false);
    for (std::size_t i = rules.size(); i-- > 0;) {
      const z3::expr rule = matches(rules[i].box);
      result = rules[i].terminal != 0 ? rule || result : !rule && result;
    }
    return result;
  }

 private:
  void add_ports(z3::expr_vector& parts, const z3::expr& port, const PortRange& range) {
    if (range.first == range.last) {
      parts.push_back(port == context_.bv_val(range.first, 16));
      return;
    }
    if (range.first != 0) parts.push_back(z3::uge(port, context_.bv_val(range.first, 16)));
    if (range.last != 65535) parts.push_back(z3::ule(port, context_.bv_val(range.last, 16)));
  }

  void add_block(z3::expr_vector& parts, const z3::expr& address, const CidrBlock& block) {
    const auto length = static_cast<unsigned>(block.prefix_length());
    if (length == 0) return;
    const auto bits = static_cast<std::uint32_t>(block.first()) >> (32 - length);
    parts.push_back(address.extract(31, 32 - length) == context_.bv_val(bits, length));
  }

  z3::context& context_;
  z3::expr protocol_;
  z3::expr source_port_;
  z3::expr port_;
  z3::expr source_;
  z3::expr destination_;
};

/// Nothing if the time is up.
std::optional<bool> satisfiable(z3::solver& solver, double deadline) {
  const double left = deadline - cpu_seconds();
  if (left <= 0) return std::nullopt;
  solver.set("timeout", std::max(1U, static_cast<unsigned>(left * 1000)));
  switch (solver.check()) {
    case z3::sat: return true;
    case z3::unsat: return false;
    case z3::unknown: break;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Answer> Z3Engine::permit_set(const Questions& /*questions*/) { return std::nullopt; }

std::optional<Answer> Z3Engine::equality(const Questions& questions) {
  const double deadline = cpu_seconds() + most_seconds;
  z3::context context;
  Z3Headers headers(context);
  z3::solver solver(context, "QF_BV");
  solver.add(headers.allowed(questions.rules) != headers.allowed(questions.equal));
  const auto differ = satisfiable(solver, deadline);
  if (!differ) return std::nullopt;
  return Answer{*differ ? 0.0 : 1.0};
}

std::optional<Answer> Z3Engine::shadowed(const Questions& questions) {
  const double deadline = cpu_seconds() + most_seconds;
  z3::context context;
  Z3Headers headers(context);
  z3::solver solver(context, "QF_BV");
  double shadowed = 0;
  for (const HeaderRule& rule : questions.rules) {
    const z3::expr box = headers.matches(rule.box);
    solver.push();
    solver.add(box);
    const auto decides = satisfiable(solver, deadline);
    solver.pop();
    if (!decides) return std::nullopt;
    if (!*decides) ++shadowed;
    solver.add(!box);
  }
  return Answer{shadowed};
}

std::optional<Answer> Z3Engine::half_open(const Questions& questions) {
  const double deadline = cpu_seconds() + most_seconds;
  z3::context context;
  Z3Headers headers(context);
  z3::solver solver(context, "QF_BV");
  solver.add(headers.allowed(questions.rules) && !headers.allowed(questions.replies));
  const auto some = satisfiable(solver, deadline);
  if (!some) return std::nullopt;
  do_not_optimize(*some ? solver.get_model().size() : 0U);
  return Answer{*some ? -1.0 : 0.0};
}

}  // namespace halfopen::bench
