// SPDX-License-Identifier: Apache-2.0
#include "halfopen/space/diagram_builder.hpp"

#include <array>

namespace halfopen {

std::optional<DecisionDiagram::NodeId> DiagramBuilder::build(DecisionDiagram& diagram,
                                                             const RangeRules& rules,
                                                             std::uint32_t otherwise,
                                                             std::size_t most_edges) {
  diagram_ = &diagram;
  rules_ = &rules;
  most_edges_ = most_edges;
  runs_.clear();
  runs_.reserve(128);
  const bool is_short = rules.size() <= RuleMaskSplitter::kMostRules;
  const NodeId root = is_short ? build_all(short_, otherwise) : build_all(long_, otherwise);
  if (diagram.edge_count() > most_edges_) return std::nullopt;
  return root;
}

template <class Splitter>
DecisionDiagram::NodeId DiagramBuilder::build_all(Way<Splitter>& way, std::uint32_t otherwise) {
  way.memo.clear();
  return build_list(way, 0, way.splitter.start(*rules_), otherwise);
}

template <class Splitter>
DecisionDiagram::NodeId DiagramBuilder::build_list(Way<Splitter>& way, std::size_t level,
                                                   typename Splitter::List list,
                                                   std::uint32_t otherwise) {
  Splitter& splitter = way.splitter;
  bool is_full = false;
  list = splitter.until_full(list, level, is_full);
  if (is_full) otherwise = rules_->terminal(splitter.last(list));
  while (!splitter.empty(list) && rules_->terminal(splitter.last(list)) == otherwise) {
    list = splitter.without_last(list);
  }
  if (splitter.empty(list)) return DecisionDiagram::terminal(otherwise);
  if (splitter.single(list)) return build_one(level, splitter.first(list), otherwise);
  if (diagram_->edge_count() > most_edges_) return DecisionDiagram::terminal(otherwise);

  level = splitter.next_level(list, level);
  if (const auto known = way.memo.find(splitter.key(list, level, otherwise))) return *known;
  const std::size_t base = runs_.size();
  splitter.for_each_run(level, list, [&](std::uint32_t last, typename Splitter::List sublist) {
    const NodeId child = build_list(way, level + 1, sublist, otherwise);
    runs_.push_back({last, child});
  });
  const NodeId node = diagram_->node(level, {runs_.data() + base, runs_.size() - base});
  runs_.resize(base);
  way.memo.put(splitter.key(list, level, otherwise), node);
  return node;
}

/// A single rule is a chain of nodes, made from the last level up.
DecisionDiagram::NodeId DiagramBuilder::build_one(std::size_t level, std::uint32_t rule,
                                                  std::uint32_t otherwise) {
  const NodeId miss = DecisionDiagram::terminal(otherwise);
  NodeId node = DecisionDiagram::terminal(rules_->terminal(rule));
  for (std::size_t at = rules_->level_count(); at-- > level;) {
    if (!rules_->is_narrow(rule, at)) continue;
    const LevelRange range = rules_->range(rule, at);
    std::array<DecisionDiagram::Edge, 3> runs{};
    std::size_t count = 0;
    if (range.first != 0) runs[count++] = {range.first - 1, miss};
    runs[count++] = {range.last, node};
    if (range.last != rules_->last_value(at)) runs[count++] = {rules_->last_value(at), miss};
    node = diagram_->node(at, {runs.data(), count});
  }
  return node;
}

}  // namespace halfopen
