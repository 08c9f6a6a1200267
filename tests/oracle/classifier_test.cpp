// SPDX-License-Identifier: Apache-2.0
// Every way of classifying many packets against the first rule that matches, found one by one.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>

#include "halfopen/acl/classifier.hpp"
#include "halfopen/acl/first_match.hpp"
#include "tests/oracle/first_match_oracle.hpp"
#include "tests/oracle/linear_match.hpp"
#include "tests/oracle/random_acl.hpp"

namespace halfopen::oracle {
namespace {

/// Headers as columns; those that a network ACL does not look at are left out on wish.
class Columns {
 public:
  explicit Columns(std::span<const Header> headers, bool both_ends = true) : both_(both_ends) {
    for (const Header& header : headers) {
      sources_.push_back(header.source);
      destinations_.push_back(header.destination);
      source_ports_.push_back(header.source_port);
      selectors_.push_back(header.selector);
      protocols_.push_back(header.protocol);
    }
  }
  PacketColumns columns() const {
    if (!both_) {
      return PacketColumns::crossing(Direction::ingress, sources_.data(), selectors_.data(),
                                     protocols_.data(), sources_.size());
    }
    return {sources_.data(),   destinations_.data(), source_ports_.data(),
            selectors_.data(), protocols_.data(),    sources_.size()};
  }

 private:
  bool both_;
  std::vector<std::uint32_t> sources_;
  std::vector<std::uint32_t> destinations_;
  std::vector<std::uint16_t> source_ports_;
  std::vector<std::uint16_t> selectors_;
  std::vector<std::uint8_t> protocols_;
};

std::vector<ClassifierChoice> every_choice() {
  std::vector<ClassifierChoice> choices;
  for (const ClassifierKind kind : kClassifierKinds) {
    for (const SimdMethod method : kSimdMethods) {
      if (has_simd_method(method)) choices.push_back({kind, method});
    }
  }
  return choices;
}

std::uint32_t wanted(std::span<const HeaderRule> rules, ClassifierAnswer answer,
                     const Header& header) {
  const std::uint32_t rule = linear_match(rules, header);
  if (answer == ClassifierAnswer::rule) return rule;
  return rule == kNothing ? 0 : rules[rule].terminal;
}

/// How many answers of a classifier for `seen` are not those of `rules`. What stands behind the
/// answers must stay as it was.
std::size_t wrong_answers(std::span<const HeaderRule> rules, std::span<const HeaderRule> seen,
                          std::span<const Header> headers, bool both_ends, ClassifierAnswer answer,
                          ClassifierChoice choice) {
  const Classifier classifier(seen, answer, choice);
  const Columns columns(headers, both_ends);
  constexpr std::uint32_t kUntouched = 0xabcdef01U;
  std::vector<std::uint32_t> answers(headers.size() + 1, kUntouched);
  classifier.classify(columns.columns(), answers.data());
  std::size_t wrong = answers.back() == kUntouched ? 0 : 1;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    if (answers[i] != wanted(rules, answer, headers[i])) ++wrong;
  }
  return wrong;
}

template <class Plant>
std::size_t disagreements(std::uint32_t seeds, const std::vector<ListShape>& shapes,
                          ClassifierChoice choice, const Plant& plant) {
  std::size_t wrong = 0;
  for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
    std::mt19937 random(seed);
    for (const ListShape& shape : shapes) {
      const auto rules = random_rules(random, shape);
      auto seen = rules;
      plant(seen);
      // Every length around whole blocks, and none.
      const auto headers = telling_headers(random, rules, 64 * (seed % 9) + random() % 130);
      for (const auto answer : {ClassifierAnswer::rule, ClassifierAnswer::terminal}) {
        wrong += wrong_answers(rules, seen, headers, shape.both_ends, answer, choice);
      }
    }
  }
  return wrong;
}

std::vector<ListShape> small_shapes() {
  std::vector<ListShape> shapes;
  for (const std::size_t count : {0U, 1U, 2U, 3U, 10U, 24U, 25U, 40U, 63U, 64U}) {
    shapes.push_back({count, true, 0});
    shapes.push_back({count, false, 0});
  }
  shapes.push_back({200, true, 80});  // indices beyond a byte
  shapes.push_back({200, false, 80});
  shapes.push_back({65, true, 0});
  shapes.push_back({120, true, 0});
  shapes.push_back({120, false, 0});
  return shapes;
}

TEST_CASE("classifier: every kernel answers as the first match, short lists") {
  for (const ClassifierChoice choice : every_choice()) {
    CAPTURE(to_string(choice.kind));
    CAPTURE(static_cast<int>(choice.method));
    CHECK(disagreements(12, small_shapes(), choice, [](auto&) {}) == 0);
  }
}

std::vector<ClassifierChoice> diagram_choices() {
  std::vector<ClassifierChoice> choices = every_choice();
  std::erase_if(choices, [](const ClassifierChoice& choice) {
    return choice.kind != ClassifierKind::diagram;
  });
  return choices;
}

TEST_CASE("classifier: long lists") {
  const std::vector<ListShape> shapes = {
      {65, true, 0}, {300, true, 0}, {1500, false, 0}, {900, true, 5, true}, {1800, false, 5}};
  for (const ClassifierChoice choice : diagram_choices()) {
    CAPTURE(static_cast<int>(choice.method));
    CHECK(disagreements(2, shapes, choice, [](auto&) {}) == 0);
  }
}

TEST_CASE("classifier: a list that is cut by its wildcards") {
  std::mt19937 random(11);
  const auto rules = random_rules(random, {4500, true, 0, true});
  const auto headers = telling_headers(random, rules, 1500);
  for (const ClassifierChoice choice : diagram_choices()) {
    for (const auto answer : {ClassifierAnswer::rule, ClassifierAnswer::terminal}) {
      CHECK(wrong_answers(rules, rules, headers, true, answer, choice) == 0);
    }
    auto moved = rules;  // each rule one place up, the first to the end: noticed
    std::rotate(moved.begin(), moved.begin() + 1, moved.end());
    CHECK(wrong_answers(rules, moved, headers, true, ClassifierAnswer::rule, choice) > 0);
  }
}

/// Rules for every other port, so that a diagram has one node of twice as many runs, and the port
/// that is one too far. What decides a port needs no search.
std::size_t wrong_ports(std::uint32_t rule_count, ClassifierChoice choice) {
  std::vector<HeaderRule> rules;
  for (std::uint32_t i = 0; i < rule_count; ++i) {
    HeaderRule rule{HeaderBox::all(IpFamily::v4), 1};
    rule.box.selectors.first = rule.box.selectors.last = static_cast<std::uint16_t>(2 * i + 1);
    rules.push_back(rule);
  }
  const Classifier classifier(rules, ClassifierAnswer::rule, choice);
  std::vector<std::uint16_t> ports;
  for (std::uint32_t port = 0; port <= 65535; ++port) {
    ports.push_back(static_cast<std::uint16_t>(port));
  }
  std::vector<std::uint32_t> answers(ports.size());
  PacketColumns columns;
  columns.selectors = ports.data();
  columns.count = ports.size();
  classifier.classify(columns, answers.data());
  std::size_t wrong = 0;
  for (std::uint32_t port = 0; port <= 65535; ++port) {
    const bool named = port % 2 == 1 && port / 2 < rule_count;
    if (answers[port] != (named ? port / 2 : Classifier::kNoRule)) ++wrong;
  }
  return wrong;
}

TEST_CASE("classifier: nodes of every size, each value") {
  for (const ClassifierChoice choice : diagram_choices()) {
    // Around what a node of each layout holds, and nodes that take two and three steps.
    for (const std::uint32_t rules : {1U, 5U, 6U, 15U, 16U, 31U, 32U, 33U, 63U, 64U, 65U, 90U, 500U,
                                      8192U, 8193U, 20'000U, 32'768U}) {
      CAPTURE(rules);
      CHECK(wrong_ports(rules, choice) == 0);
    }
  }
}

TEST_CASE("classifier: the comparison can fail: a port range that is one too short is noticed") {
  for (const ClassifierChoice choice : every_choice()) {
    CHECK(disagreements(4, small_shapes(), choice, [](std::vector<HeaderRule>& rules) {
            for (HeaderRule& rule : rules) {
              if (rule.box.selectors.last > rule.box.selectors.first) --rule.box.selectors.last;
            }
          }) > 0);
  }
}

TEST_CASE("classifier: the comparison can fail: two rules that change places are noticed") {
  for (const ClassifierChoice choice : every_choice()) {
    CHECK(disagreements(4, small_shapes(), choice, [](std::vector<HeaderRule>& rules) {
            if (rules.size() > 2) std::swap(rules[0], rules[1]);
          }) > 0);
  }
}

TEST_CASE("classifier: every selector, at every place in a block") {
  std::mt19937 random(7);
  const auto rules = random_rules(random, {40, false, 0});
  std::vector<Header> headers;
  for (std::uint32_t value = 0; value <= 65535; ++value) {
    const Header near = telling_headers(random, rules, 1)[0];
    headers.push_back({near.source, 0, 0, static_cast<std::uint16_t>(value), near.protocol});
  }
  for (const ClassifierChoice choice : every_choice()) {
    CHECK(wrong_answers(rules, rules, headers, false, ClassifierAnswer::rule, choice) == 0);
  }
}

TEST_CASE("classifier: kernels that cannot take a list give way to the reference") {
  std::mt19937 random(3);
  auto rules = random_rules(random, {500, true, 0});
  for (HeaderRule& rule : rules) rule.box.source = {IpAddress(IpFamily::v4, random()), 32};
  const Classifier classifier(rules, ClassifierAnswer::rule,
                              {ClassifierKind::masks, SimdMethod::scalar});
  CHECK(classifier.choice() == ClassifierChoice{ClassifierKind::linear, SimdMethod::scalar});
}

TEST_CASE("classifier: network ACLs and packets of both families, against the wording") {
  std::size_t wrong = 0;
  std::size_t v6 = 0;
  for (std::uint32_t seed = 1; seed <= 150; ++seed) {
    Dice dice(seed);
    const auto rows = random_rows(dice, 1 + dice.roll(60));
    const NetworkAcl acl = acl_of(rows);
    std::vector<Packet> packets;
    for (int i = 0; i < 400; ++i) packets.push_back(random_packet(dice));
    for (const Direction direction : {Direction::ingress, Direction::egress}) {
      const Classifier classifier = Classifier::of(acl, direction);
      const Classifier actions = Classifier::of(acl, direction, ClassifierAnswer::terminal);
      std::vector<std::uint32_t> answers(packets.size());
      std::vector<std::uint32_t> verdicts(packets.size());
      classifier.classify(packets, answers.data());
      actions.classify(packets, verdicts.data());
      for (std::size_t i = 0; i < packets.size(); ++i) {
        const Judgement truth = judge(rows, direction, packets[i]);
        const std::string rule = answers[i] == Classifier::kNoRule
                                     ? "*"
                                     : rule_label(acl.entries(direction)[answers[i]]);
        const auto action = std::string(to_string(static_cast<RuleAction>(verdicts[i])));
        if (rule != truth.rule || action != truth.action) ++wrong;
        if (packets[i].source.family() == IpFamily::v6) ++v6;
      }
    }
  }
  CHECK(wrong == 0);
  CHECK(v6 > 10'000);
}

}  // namespace
}  // namespace halfopen::oracle
