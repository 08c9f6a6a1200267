// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/sql/final_columns.hpp"

#include "halfopen/net/ip_protocol.hpp"

namespace halfopen::sql {
namespace {

Expr two_digits(Expr value) {
  return call(Function::left_pad,
              {call(Function::to_text, {std::move(value)}), number(2), text("0")});
}
Expr quotient(Expr value, std::int64_t by) {
  return call(Function::quotient, {std::move(value), number(by)});
}

}  // namespace

Expr time_text(const Expr& seconds) {
  const Expr in_day = seconds % number(86400);
  return joined({call(Function::day_text, {quotient(seconds, 86400)}), text("T"),
                 two_digits(quotient(in_day, 3600)), text(":"),
                 two_digits(quotient(in_day, 60) % number(60)), text(":"),
                 two_digits(in_day % number(60)), text("Z")});
}

Expr protocol_text(const Expr& protocol) {
  std::vector<Case> names;
  for (int i = 0; i < 256; ++i) {
    const std::string name = to_string(IpProtocol{static_cast<std::uint8_t>(i)});
    if (name != std::to_string(i)) names.push_back({protocol == number(i), text(name)});
  }
  return cases(std::move(names), call(Function::to_text, {protocol}));
}

Expr has_filtered_ports(const Expr& protocol) {
  std::vector<std::int64_t> numbers;
  for (int i = 0; i < 256; ++i) {
    if (filters_ports(IpProtocol{static_cast<std::uint8_t>(i)})) numbers.push_back(i);
  }
  return is_in(protocol, std::move(numbers));
}

Expr port_text(const Expr& protocol, const Expr& port) {
  return cases({{has_filtered_ports(protocol), call(Function::to_text, {port})}}, text(""));
}

}  // namespace halfopen::sql
