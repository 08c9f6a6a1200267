// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/number_text.hpp"

#include <fmt/core.h>

namespace halfopen {

std::string percent(std::uint64_t part, std::uint64_t whole) {
  if (part == 0) return "0 %";
  if (part >= whole) return "100 %";
  const double share = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  if (share < 0.01) return "<0.01 %";
  if (share > 99.99) return ">99.99 %";
  return fmt::format("{:.2f} %", share);
}

std::string one_in(std::uint64_t part, std::uint64_t whole) {
  return "1 in " + grouped((whole + part / 2) / part);
}

}  // namespace halfopen
