// SPDX-License-Identifier: Apache-2.0
#include "engine_halfopen.hpp"

#include <algorithm>
#include <string>

#include "bench/timing.hpp"
#include "halfopen/space/rule_witnesses.hpp"

namespace halfopen::bench {

Answer HalfopenEngine::size_of(const HeaderSpace& set) const {
  do_not_optimize(set);
  return {counting ? std::stod(to_string(set.count())) : -1};
}

std::optional<Answer> HalfopenEngine::permit_set(const Questions& questions) {
  HeaderSpaces store(good_field_order(questions.rules));
  return size_of(store.allowed(questions.rules));
}

std::optional<Answer> HalfopenEngine::equality(const Questions& questions) {
  HeaderSpaces store(good_field_order(questions.rules));
  const HeaderSpace a = store.allowed(questions.rules);
  return Answer{a == store.allowed(questions.equal) ? 1.0 : 0.0};
}

std::optional<Answer> HalfopenEngine::shadowed(const Questions& questions) {
  const auto witnesses = rule_witnesses(questions.rules, good_field_order(questions.rules));
  return Answer{static_cast<double>(std::count(witnesses.begin(), witnesses.end(), std::nullopt))};
}

std::optional<Answer> HalfopenEngine::half_open(const Questions& questions) {
  HeaderSpaces store(good_field_order(questions.rules));
  const HeaderSpace requests = store.allowed(questions.rules);
  return size_of(requests - store.allowed(questions.replies));
}

}  // namespace halfopen::bench
