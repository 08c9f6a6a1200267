// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/mask_plan.hpp"

#include <algorithm>

namespace halfopen {
namespace {

/// The index of a test in its list, put there if it is new.
template <class Test>
std::uint16_t test_index(std::vector<Test>& tests, const Test& test) {
  const auto at = std::find(tests.begin(), tests.end(), test);
  const auto index = static_cast<std::uint16_t>(at - tests.begin());
  if (at == tests.end()) tests.push_back(test);
  return index;
}

/// A test and the list that it stands in.
struct MaskTest {
  std::uint16_t list;
  std::uint16_t index;
};

/// The tests of a rule, put into the lists where they are new.
std::vector<MaskTest> tests_of(const Ipv4Rule& rule, MaskPlan::Tests& tests) {
  std::vector<MaskTest> own;
  if (rule.source.mask != 0) own.push_back({0, test_index(tests.sources, rule.source)});
  if (rule.destination.mask != 0) {
    own.push_back({1, test_index(tests.destinations, rule.destination)});
  }
  if (rule.source_ports != PortRange{}) {
    own.push_back({2, test_index(tests.source_ports, PortTest::of(rule.source_ports))});
  }
  if (rule.selectors != PortRange{}) {
    own.push_back({3, test_index(tests.selectors, PortTest::of(rule.selectors))});
  }
  if (!rule.any_protocol) own.push_back({4, test_index(tests.protocols, rule.protocol)});
  return own;
}

constexpr std::uint32_t kLastDirect = 127;

bool fits_a_byte(std::uint32_t answer) { return answer <= kLastDirect || answer == ~0U; }

}  // namespace

MaskPlan::MaskPlan(const Ipv4RuleList& list) {
  std::vector<std::vector<MaskTest>> needs;
  for (const Ipv4Rule& rule : list.rules) needs.push_back(tests_of(rule, tests_));
  const std::array<std::size_t, 5> sizes = {tests_.sources.size(), tests_.destinations.size(),
                                            tests_.source_ports.size(), tests_.selectors.size(),
                                            tests_.protocols.size()};
  std::array<std::size_t, 5> first{1};
  for (std::size_t i = 1; i < first.size(); ++i) first[i] = first[i - 1] + sizes[i - 1];
  for (std::size_t rule = needs.size(); rule-- > 0;) {
    Condition condition{};
    for (std::size_t i = 0; i < needs[rule].size(); ++i) {
      const MaskTest& test = needs[rule][i];
      condition[i] = static_cast<std::uint16_t>(first[test.list] + test.index);
    }
    most_tests_ = std::max(most_tests_, needs[rule].size());
    conditions_.push_back(condition);
  }
  put_lines(list);
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
  return (tests_.sources.size() + tests_.destinations.size()) * sizeof(AddressTest) +
         (tests_.source_ports.size() + tests_.selectors.size()) * sizeof(PortTest) +
         tests_.protocols.size() + conditions_.size() * sizeof(Condition) +
         lines_.size() * sizeof(Line);
}

}  // namespace halfopen
