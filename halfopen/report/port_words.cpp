// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/port_words.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "halfopen/report/number_text.hpp"

namespace halfopen {
namespace {

/// A number of 1 / 10^digits parts as a decimal without trailing zeros.
std::string decimal(std::uint64_t number, std::uint64_t parts, int digits) {
  std::string text = grouped(number / parts);
  std::string rest = fmt::format("{:0{}}", number % parts, digits);
  while (!rest.empty() && rest.back() == '0') rest.pop_back();
  return rest.empty() ? text : text + '.' + rest;
}

}  // namespace

std::string seconds_text(PortTime time) {
  return decimal(static_cast<std::uint64_t>(time.count()), 1'000'000, 6) + " s";
}

std::string rate_text(PortRate rate) {
  return rate >= 100'000 ? grouped(rate / 1000) : exact_rate_text(rate);
}

std::string exact_rate_text(PortRate rate) { return decimal(rate, 1000, 3); }

std::string per_second(PortRate rate) {
  return rate_text(rate) + (rate == 1000 ? " connection per second" : " connections per second");
}

std::string fact_line(std::string_view name, const std::string& text, const Style& style) {
  constexpr std::size_t kMargin = 14;
  const std::size_t room = static_cast<std::size_t>(std::max(style.width, 80)) - kMargin;
  std::string lines = "  " + std::string(name);
  lines.resize(kMargin, ' ');
  std::string_view rest = text;
  while (rest.size() > room) {
    std::size_t space = rest.rfind(' ', room);
    if (space == std::string_view::npos) space = rest.find(' ');
    if (space == std::string_view::npos) break;
    lines += std::string(rest.substr(0, space)) + '\n' + std::string(kMargin, ' ');
    rest.remove_prefix(space + 1);
  }
  return lines + std::string(rest) + '\n';
}

std::string destination_text(const PortFlow& flow) {
  return to_string(flow.remote) + ':' + std::to_string(flow.remote_port);
}

std::string count_of(std::uint64_t number, std::string_view noun) {
  return grouped(number) + ' ' + std::string(noun) +
         (number == 1           ? ""
          : noun.ends_with("s") ? "es"
                                : "s");
}

JsonValue seconds_json(PortTime time) {
  return JsonValue(static_cast<double>(time.count()) / 1'000'000);
}

JsonValue rate_json(PortRate rate) { return JsonValue(static_cast<double>(rate) / 1000); }

}  // namespace halfopen
