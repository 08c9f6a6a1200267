// SPDX-License-Identifier: Apache-2.0
#include "halfopen/space/diagram_builder.hpp"

#include <array>

namespace halfopen {

std::optional<DecisionDiagram::NodeId> DiagramBuilder::build(DecisionDiagram& diagram,
                                                             const RangeRules& rules,
                                                             std::uint32_t otherwise,
                                                             std::size_t most_edges) {
  diagram_ = &diagram;
  most_edges_ = most_edges;
  memo_.clear();
  runs_.clear();
  const NodeId root = build_list(0, splitter_.start(rules), otherwise);
  if (diagram.edge_count() > most_edges_) return std::nullopt;
  return root;
}

DecisionDiagram::NodeId DiagramBuilder::build_list(std::size_t level, RuleListSplitter::List list,
                                                   std::uint32_t otherwise) {
  const RangeRules& rules = splitter_.rules();
  const std::size_t full = splitter_.first_full(list, level);
  if (full != list.end) {
    otherwise = rules.terminal(splitter_.rule(full));
    list.end = full;
  }
  while (!list.empty() && rules.terminal(splitter_.rule(list.end - 1)) == otherwise) --list.end;
  if (list.empty()) return DecisionDiagram::terminal(otherwise);
  if (list.size() == 1) return build_one(level, splitter_.rule(list.begin), otherwise);
  if (diagram_->edge_count() > most_edges_) return DecisionDiagram::terminal(otherwise);

  level = splitter_.next_level(list, level);
  const auto known = memo_.find(RuleListMemo::key(level, otherwise, splitter_.rules_of(list)));
  if (known) return *known;
  const std::size_t base = runs_.size();
  splitter_.for_each_run(level, list, [&](std::uint32_t last, RuleListSplitter::List sublist) {
    const NodeId child = build_list(level + 1, sublist, otherwise);
    runs_.push_back({last, child});
  });
  const NodeId node = diagram_->node(level, {runs_.data() + base, runs_.size() - base});
  runs_.resize(base);
  memo_.put(RuleListMemo::key(level, otherwise, splitter_.rules_of(list)), node);
  return node;
}

/// A single rule is a chain of nodes, made from the last level up.
DecisionDiagram::NodeId DiagramBuilder::build_one(std::size_t level, std::uint32_t rule,
                                                  std::uint32_t otherwise) {
  const RangeRules& rules = splitter_.rules();
  const NodeId miss = DecisionDiagram::terminal(otherwise);
  NodeId node = DecisionDiagram::terminal(rules.terminal(rule));
  for (std::size_t at = rules.level_count(); at-- > level;) {
    if (rules.next_narrow(rule, at) != at) continue;
    const LevelRange range = rules.range(rule, at);
    std::array<DecisionDiagram::Edge, 3> runs{};
    std::size_t count = 0;
    if (range.first != 0) runs[count++] = {range.first - 1, miss};
    runs[count++] = {range.last, node};
    if (range.last != rules.last_value(at)) runs[count++] = {rules.last_value(at), miss};
    node = diagram_->node(at, {runs.data(), count});
  }
  return node;
}

}  // namespace halfopen
