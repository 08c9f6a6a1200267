// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/mask_plan.hpp"

#include <algorithm>

namespace halfopen {
namespace {

constexpr std::uint32_t kLastDirect = 127;

bool fits_a_byte(std::uint32_t answer) { return answer <= kLastDirect || answer == ~0U; }

}  // namespace

MaskPlan::MaskPlan(const Ipv4RuleList& list) {
  for (const Ipv4Rule& rule : list.rules) {
    for (std::size_t part = 0; part < kHeaderParts; ++part) {
      if (!is_narrow(rule, static_cast<HeaderPart>(part))) continue;
      const PartTest test = PartTest::of(part_range(rule, static_cast<HeaderPart>(part)));
      auto& known = tests_[part];
      if (std::find(known.begin(), known.end(), test) == known.end()) known.push_back(test);
    }
  }
  put_conditions(list);
  put_lines(list);
}

void MaskPlan::put_conditions(const Ipv4RuleList& list) {
  for (auto rule = list.rules.rbegin(); rule != list.rules.rend(); ++rule) {
    Condition condition{};
    std::size_t count = 0;
    std::size_t first = 1;
    for (std::size_t part = 0; part < kHeaderParts; first += tests_[part++].size()) {
      if (!is_narrow(*rule, static_cast<HeaderPart>(part))) continue;
      const PartTest test = PartTest::of(part_range(*rule, static_cast<HeaderPart>(part)));
      const auto at = std::find(tests_[part].begin(), tests_[part].end(), test);
      condition[count++] =
          static_cast<std::uint16_t>(first + static_cast<std::size_t>(at - tests_[part].begin()));
    }
    most_tests_ = std::max(most_tests_, count);
    conditions_.push_back(condition);
  }
}

void MaskPlan::put_lines(const Ipv4RuleList& list) {
  const std::size_t count = list.rules.size();
  answers_[0] = list.otherwise;
  for (std::size_t i = 0; i < count; ++i) answers_[i + 1] = list.rules[count - 1 - i].answer;
  is_direct_ = std::all_of(answers_.begin(), answers_.end(), fits_a_byte);
  for (std::size_t i = 0; i <= count; ++i) {
    lines_.emplace_back();
    lines_.back().bytes.fill(static_cast<std::uint8_t>(is_direct_ ? answers_[i] & 0xff : i));
  }
}

std::size_t MaskPlan::bytes() const {
  std::size_t bytes = conditions_.size() * sizeof(Condition) + lines_.size() * sizeof(Line);
  for (const auto& tests : tests_) bytes += tests.size() * sizeof(PartTest);
  return bytes;
}

}  // namespace halfopen
