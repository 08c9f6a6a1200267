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

Expr padded(const char* name, std::int64_t width) {
  return call(Function::left_pad,
              {call(Function::to_text, {column(name)}), number(width), text("0")});
}

constexpr std::int64_t kTimeWidth = 12;
constexpr std::int64_t kKeyWidth = 33;  // of an address key
constexpr std::int64_t kPortWidth = 5;

Expr cut(std::int64_t behind, std::int64_t width) {
  return call(Function::substring, {column("example"), number(behind + 1), number(width)});
}

}  // namespace

Expr example_text(const char* first_time) {
  return joined({padded(first_time, kTimeWidth),
                 call(Function::right_pad, {column("client_key"), number(kKeyWidth), text(" ")}),
                 padded("client_port", kPortWidth)});
}
Expr example_time() { return call(Function::to_integer, {cut(0, kTimeWidth)}); }
Expr example_client() {
  return call(Function::replace, {cut(kTimeWidth, kKeyWidth), text(" "), text("")});
}
Expr example_port() {
  return call(Function::to_integer, {cut(kTimeWidth + kKeyWidth, kPortWidth)});
}
Expr example_rest(std::int64_t width) { return cut(kTimeWidth + kKeyWidth + kPortWidth, width); }

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
