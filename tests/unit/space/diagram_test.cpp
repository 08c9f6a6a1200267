// SPDX-License-Identifier: Apache-2.0
// Diagrams, their builder and the splitter over small levels, where everything can be tried.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "halfopen/space/decision_diagram.hpp"
#include "halfopen/space/diagram_builder.hpp"
#include "tests/oracle/random_acl.hpp"

namespace halfopen::tests {
namespace {

using Edge = DecisionDiagram::Edge;
using NodeId = DecisionDiagram::NodeId;
using Tuple = std::vector<std::uint32_t>;

constexpr std::uint32_t kOtherwise = 9;
constexpr NodeId t(std::uint32_t value) { return DecisionDiagram::terminal(value); }

/// Calls visit(tuple) for all tuples, the last level fastest.
template <class Visit>
void for_all_tuples(const std::vector<std::uint32_t>& last_values, const Visit& visit) {
  Tuple tuple(last_values.size(), 0);
  for (;;) {
    visit(tuple);
    std::size_t level = tuple.size();
    while (level-- > 0 && tuple[level] == last_values[level]) tuple[level] = 0;
    if (level == ~std::size_t{0}) return;
    ++tuple[level];
  }
}

bool matches(const RangeRules& rules, std::uint32_t rule, const Tuple& tuple) {
  for (std::size_t level = 0; level < tuple.size(); ++level) {
    const LevelRange range = rules.range(rule, level);
    if (tuple[level] < range.first || range.last < tuple[level]) return false;
  }
  return true;
}

std::uint32_t first_matching_rule(const RangeRules& rules, const Tuple& tuple) {
  for (std::uint32_t rule = 0; rule < rules.size(); ++rule) {
    if (matches(rules, rule, tuple)) return rules.terminal(rule);
  }
  return kOtherwise;
}

/// Narrow at three of four levels. `terminals` kinds of outcome, 0 and up.
RangeRules random_rules(oracle::Dice& dice, const std::vector<std::uint32_t>& last_values,
                        std::size_t count, std::uint32_t terminals) {
  RangeRules rules(last_values);
  while (rules.size() < count) {
    std::vector<LevelRange> ranges;
    for (const std::uint32_t last : last_values) {
      const std::uint32_t a = dice.roll(last + 1);
      const std::uint32_t b = dice.coin() ? a : dice.roll(last + 1);
      ranges.push_back(dice.roll(4) == 0 ? LevelRange{0, last}
                                         : LevelRange{std::min(a, b), std::max(a, b)});
    }
    rules.add(ranges, dice.roll(terminals));
  }
  return rules;
}

/// The same function made bottom-up from the value at every tuple: no rules, no splitting.
NodeId from_table(DecisionDiagram& diagram, const RangeRules& rules, Tuple& tuple,
                  std::size_t level) {
  if (level == tuple.size()) return t(first_matching_rule(rules, tuple));
  std::vector<Edge> runs;
  for (std::uint32_t value = 0; value <= diagram.last_value(level); ++value) {
    tuple[level] = value;
    runs.push_back({value, from_table(diagram, rules, tuple, level + 1)});
  }
  return diagram.node(level, runs);
}

/// No node of the function can be made smaller, and none stands twice.
void check_reduced(const DecisionDiagram& diagram) {
  std::set<std::vector<std::uint64_t>> seen;
  for (NodeId node = 0; node < diagram.node_count(); ++node) {
    const auto edges = diagram.edges(node);
    REQUIRE(edges.size() >= 2);
    REQUIRE(edges.back().last == diagram.last_value(diagram.level(node)));
    std::vector<std::uint64_t> form = {diagram.level(node)};
    for (std::size_t i = 0; i < edges.size(); ++i) {
      REQUIRE(diagram.level(edges[i].child) > diagram.level(node));
      if (i > 0) REQUIRE(edges[i - 1].last < edges[i].last);
      if (i > 0) REQUIRE(edges[i - 1].child != edges[i].child);
      form.insert(form.end(), {edges[i].last, edges[i].child});
    }
    REQUIRE(seen.insert(form).second);
  }
}

TEST_CASE("diagram: runs of one child are joined, and one run is its child") {
  DecisionDiagram diagram({7, 7});
  std::vector<Edge> runs = {{1, t(0)}, {3, t(1)}, {4, t(1)}, {7, t(0)}};
  const NodeId node = diagram.node(1, runs);
  REQUIRE(diagram.edges(node).size() == 3);
  CHECK(diagram.edges(node)[0] == Edge{1, t(0)});
  CHECK(diagram.edges(node)[1] == Edge{4, t(1)});
  CHECK(diagram.edges(node)[2] == Edge{7, t(0)});
  std::vector<Edge> again = {{1, t(0)}, {4, t(1)}, {7, t(0)}};
  CHECK(diagram.node(1, again) == node);
  CHECK(diagram.node_count() == 1);
  std::vector<Edge> same = {{2, node}, {5, node}, {7, node}};
  CHECK(diagram.node(0, same) == node);
  std::vector<Edge> constant = {{0, t(3)}, {7, t(3)}};
  CHECK(diagram.node(0, constant) == t(3));
  CHECK(diagram.node_count() == 1);
  CHECK(diagram.edge_count() == 3);
  std::vector<Edge> other_level = {{1, t(0)}, {4, t(1)}, {7, t(0)}};
  CHECK(diagram.node(0, other_level) != node);
  CHECK(diagram.level(node) == 1);
  CHECK(diagram.level(t(0)) == 2);
}

TEST_CASE("diagram: at() at both ends of every run; size() counts shared nodes once") {
  DecisionDiagram diagram({~std::uint32_t{0}, 7, 7});
  std::vector<Edge> low = {{3, t(1)}, {7, t(2)}};
  const NodeId shared = diagram.node(2, low);
  std::vector<Edge> middle = {{4, shared}, {7, t(5)}};
  const NodeId inner = diagram.node(1, middle);
  std::vector<Edge> high = {{9, shared}, {0x7fffffffU, inner}, {~std::uint32_t{0}, t(6)}};
  const NodeId root = diagram.node(0, high);
  const auto at = [&](std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    return diagram.at(root, Tuple{a, b, c});
  };
  CHECK(at(0, 7, 3) == 1);
  CHECK(at(9, 0, 4) == 2);
  CHECK(at(10, 4, 3) == 1);
  CHECK(at(10, 5, 3) == 5);
  CHECK(at(0x7fffffffU, 4, 7) == 2);
  CHECK(at(0x80000000U, 4, 7) == 6);
  CHECK(at(~std::uint32_t{0}, 0, 0) == 6);
  CHECK(diagram.at(t(4), Tuple{0, 0, 0}) == 4);
  CHECK(diagram.size(root).nodes == 3);
  CHECK(diagram.size(root).edges == 7);
  CHECK(diagram.size(inner).nodes == 2);
  CHECK(diagram.size(shared).edges == 2);
  CHECK(diagram.size(t(1)).nodes == 0);
}

TEST_CASE("diagram: many nodes keep their ids when the table grows") {
  DecisionDiagram diagram({0xffffffffU});
  std::vector<NodeId> nodes;
  const auto make = [&](std::uint32_t i) {
    std::vector<Edge> runs = {{i, t(0)}, {0xffffffffU, t(1)}};
    return diagram.node(0, runs);
  };
  for (std::uint32_t i = 0; i < 3000; ++i) nodes.push_back(make(i));
  for (std::uint32_t i = 0; i < 3000; ++i) REQUIRE(make(i) == nodes[i]);
  CHECK(diagram.node_count() == 3000);
}

TEST_CASE("diagram: combine is the operation at every tuple") {
  oracle::Dice dice(11);
  const std::vector<std::uint32_t> last_values = {7, 3, 7};
  DecisionDiagram diagram(last_values);
  DiagramBuilder builder;
  const auto digits = [](std::uint32_t high, std::uint32_t low) {
    return [high, low](NodeId x, NodeId y, NodeId& result) {
      if (!DecisionDiagram::is_terminal(x) || !DecisionDiagram::is_terminal(y)) return false;
      result =
          t(high * DecisionDiagram::terminal_value(x) + low * DecisionDiagram::terminal_value(y));
      return true;
    };
  };
  for (int round = 0; round < 40; ++round) {
    const RangeRules rules_a = random_rules(dice, last_values, dice.roll(12), 3);
    const RangeRules rules_b = random_rules(dice, last_values, dice.roll(12), 3);
    const NodeId a = builder.build(diagram, rules_a, kOtherwise).value();
    const NodeId b = builder.build(diagram, rules_b, kOtherwise).value();
    const NodeId both = diagram.combine(a, b, digits(10, 1));
    const NodeId swapped = diagram.combine(a, b, digits(1, 10));  // the same pairs, another result
    for_all_tuples(last_values, [&](const Tuple& tuple) {
      REQUIRE(diagram.at(both, tuple) ==
              10 * first_matching_rule(rules_a, tuple) + first_matching_rule(rules_b, tuple));
      REQUIRE(diagram.at(swapped, tuple) ==
              first_matching_rule(rules_a, tuple) + 10 * first_matching_rule(rules_b, tuple));
    });
    CHECK(diagram.combine(b, a, digits(1, 10)) == both);
  }
  check_reduced(diagram);
}

TEST_CASE("builder: the diagram is first match at every tuple, for short and long lists") {
  oracle::Dice dice(12);
  const std::vector<std::uint32_t> shapes[] = {{7, 7, 7}, {7, 7, 7, 7}, {7}, {7, 1, 7}};
  DiagramBuilder builder;
  for (std::uint32_t round = 0; round < 60; ++round) {
    CAPTURE(round);
    const auto& last_values = shapes[round % 4];
    const std::size_t count = 1 + round;  // 24 is where another way of splitting begins
    const RangeRules rules = random_rules(dice, last_values, count, 2 + dice.roll(3));
    DecisionDiagram diagram(last_values);
    const NodeId root = builder.build(diagram, rules, kOtherwise).value();
    for_all_tuples(last_values, [&](const Tuple& tuple) {
      REQUIRE(diagram.at(root, tuple) == first_matching_rule(rules, tuple));
    });
    Tuple tuple(last_values.size());
    REQUIRE(from_table(diagram, rules, tuple, 0) == root);
    check_reduced(diagram);
  }
}

TEST_CASE("builder: a limit of edges gives nothing, and the next build is sound") {
  oracle::Dice dice(13);
  const std::vector<std::uint32_t> last_values = {7, 7, 7, 7};
  const RangeRules rules = random_rules(dice, last_values, 40, 3);
  DiagramBuilder builder;
  DecisionDiagram whole(last_values);
  const NodeId expected = builder.build(whole, rules, kOtherwise).value();
  const std::size_t needed = whole.edge_count();
  REQUIRE(needed > 50);
  for (const std::size_t limit : {std::size_t{0}, std::size_t{10}, needed / 2, needed - 1}) {
    CAPTURE(limit);
    DecisionDiagram diagram(last_values);
    CHECK(!builder.build(diagram, rules, kOtherwise, limit));
    CHECK(diagram.edge_count() < limit + 60);  // it stops early
    const NodeId root = builder.build(diagram, rules, kOtherwise).value();
    CHECK(diagram.size(root).nodes == whole.size(expected).nodes);
    for_all_tuples(last_values, [&](const Tuple& tuple) {
      REQUIRE(diagram.at(root, tuple) == first_matching_rule(rules, tuple));
    });
    check_reduced(diagram);
  }
  DecisionDiagram exact(last_values);
  CHECK(builder.build(exact, rules, kOtherwise, needed).has_value());
  CHECK(builder.build(exact, RangeRules(last_values), 4, needed) == t(4));
}

/// The rules that for_each_run must hand out at a value: those that match, up to the first that
/// matches everything below.
std::vector<std::uint32_t> sublist(const RangeRules& rules, std::size_t level,
                                   std::uint32_t value) {
  std::vector<std::uint32_t> list;
  for (std::uint32_t rule = 0; rule < rules.size(); ++rule) {
    if (!rules.range(rule, level).contains(value)) continue;
    list.push_back(rule);
    bool full = true;
    for (std::size_t below = level + 1; below < rules.level_count(); ++below) {
      const LevelRange range = rules.range(rule, below);
      full = full && range.first == 0 && range.last == rules.last_value(below);
    }
    if (full) break;
  }
  return list;
}

TEST_CASE("splitter: few and many rules are split into the same runs") {
  oracle::Dice dice(14);
  const std::vector<std::uint32_t> last_values = {7, 15, 7};
  RuleListSplitter splitter;
  for (std::size_t count = 1; count <= 60; ++count) {
    CAPTURE(count);
    const RangeRules rules = random_rules(dice, last_values, count, 2);
    for (std::size_t level = 0; level < last_values.size(); ++level) {
      std::uint32_t value = 0;
      const auto all = splitter.start(rules);
      splitter.for_each_run(level, all, [&](std::uint32_t last, RuleListSplitter::List list) {
        const auto given = splitter.rules_of(list);
        const std::vector<std::uint32_t> got(given.begin(), given.end());
        REQUIRE(value <= last);
        for (; value <= last; ++value) REQUIRE(got == sublist(rules, level, value));
      });
      REQUIRE(value == last_values[level] + 1);
      REQUIRE(splitter.rules_of(all).size() == count);
    }
  }
}

}  // namespace
}  // namespace halfopen::tests
