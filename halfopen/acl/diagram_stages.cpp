// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/diagram_stages.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "halfopen/space/diagram_builder.hpp"
#include "halfopen/space/header_layout.hpp"

namespace halfopen {
namespace {

using NodeId = DecisionDiagram::NodeId;
using PartOrder = std::vector<HeaderPart>;

/// A field is one part, or the two halves of an address.
constexpr std::size_t kOrders = 6;
constexpr HeaderField kFieldOrders[kOrders][5] = {
    {HeaderField::protocol, HeaderField::destination, HeaderField::source, HeaderField::source_port,
     HeaderField::selector},
    {HeaderField::protocol, HeaderField::source, HeaderField::destination, HeaderField::source_port,
     HeaderField::selector},
    {HeaderField::destination, HeaderField::source, HeaderField::protocol, HeaderField::source_port,
     HeaderField::selector},
    {HeaderField::source, HeaderField::destination, HeaderField::protocol, HeaderField::source_port,
     HeaderField::selector},
    {HeaderField::protocol, HeaderField::selector, HeaderField::destination, HeaderField::source,
     HeaderField::source_port},
    {HeaderField::protocol, HeaderField::selector, HeaderField::source, HeaderField::source_port,
     HeaderField::destination}};

void add_parts(HeaderField field, PartOrder& order) {
  switch (field) {
    case HeaderField::protocol: order.push_back(HeaderPart::protocol); break;
    case HeaderField::selector: order.push_back(HeaderPart::selector); break;
    case HeaderField::source_port: order.push_back(HeaderPart::source_port); break;
    case HeaderField::source:
      order.push_back(HeaderPart::source_high);
      order.push_back(HeaderPart::source_low);
      break;
    case HeaderField::destination:
      order.push_back(HeaderPart::destination_high);
      order.push_back(HeaderPart::destination_low);
      break;
  }
}

/// The parts in the order of the fields, without those that every rule takes as they come.
PartOrder part_order(const HeaderField (&fields)[5], std::span<const Ipv4Rule> rules) {
  PartOrder order;
  for (const HeaderField field : fields) add_parts(field, order);
  std::erase_if(order, [rules](HeaderPart part) {
    return std::none_of(rules.begin(), rules.end(),
                        [part](const Ipv4Rule& rule) { return is_narrow(rule, part); });
  });
  return order;
}

/// Answers numbered from 1, 0 being that of no match.
class AnswerNumbers {
 public:
  explicit AnswerNumbers(const Ipv4RuleList& list) : answers_{list.otherwise} {
    numbers_[list.otherwise] = 0;
    for (const Ipv4Rule& rule : list.rules) {
      const auto [at, is_new] =
          numbers_.try_emplace(rule.answer, static_cast<std::uint32_t>(answers_.size()));
      if (is_new) answers_.push_back(rule.answer);
    }
  }
  std::uint32_t number(std::uint32_t answer) const { return numbers_.at(answer); }
  std::uint32_t answer(std::uint32_t number) const { return answers_[number]; }
  std::size_t size() const { return answers_.size(); }

 private:
  std::unordered_map<std::uint32_t, std::uint32_t> numbers_;
  std::vector<std::uint32_t> answers_;
};

/// A diagram over the parts of an order.
struct PartDiagram {
  explicit PartDiagram(const PartOrder& parts) : order(parts), diagram(last_values(parts)) {}

  static std::vector<std::uint32_t> last_values(const PartOrder& parts) {
    std::vector<std::uint32_t> values;
    for (const HeaderPart part : parts) values.push_back(last_value(part));
    return values;
  }

  /// From every `step`-th rule. False if it has more edges than that.
  bool build(const Ipv4RuleList& list, const AnswerNumbers& numbers, std::size_t step,
             std::size_t most_edges) {
    RangeRules rules(last_values(order));
    rules.reserve(list.rules.size() / step + 1);
    std::vector<LevelRange> ranges(order.size());
    for (std::size_t i = 0; i < list.rules.size(); i += step) {
      for (std::size_t level = 0; level < order.size(); ++level) {
        ranges[level] = part_range(list.rules[i], order[level]);
      }
      rules.add(ranges, numbers.number(list.rules[i].answer));
    }
    DiagramBuilder builder;
    const auto built = builder.build(diagram, rules, 0, most_edges);
    if (built) root = *built;
    return built.has_value();
  }

  PartOrder order;
  DecisionDiagram diagram;
  NodeId root = 0;
};

/// The order whose diagram of a sample is the smallest; each trial ends where it is no better.
PartOrder best_part_order(const Ipv4RuleList& list, const AnswerNumbers& numbers) {
  constexpr std::size_t kSampled = 250;
  const std::size_t step = list.rules.size() / kSampled + 1;
  PartOrder best = part_order(kFieldOrders[0], list.rules);
  std::size_t fewest = ~std::size_t{0};
  for (const auto& fields : kFieldOrders) {
    const PartOrder order = part_order(fields, list.rules);
    if (order.empty()) return order;
    PartDiagram trial(order);
    if (!trial.build(list, numbers, step, fewest) || trial.diagram.edge_count() >= fewest) continue;
    fewest = trial.diagram.edge_count();
    best = order;
  }
  return best;
}

/// Numbers the nodes and terminals that reach a stage as they come.
class StageNodes {
 public:
  StageNodes(std::size_t nodes, std::size_t terminals)
      : node_place_(nodes, kNowhere), terminal_place_(terminals, kNowhere) {}

  std::uint32_t place(NodeId node) {
    std::uint32_t& place = DecisionDiagram::is_terminal(node)
                               ? terminal_place_[DecisionDiagram::terminal_value(node)]
                               : node_place_[node];
    if (place == kNowhere) {
      place = static_cast<std::uint32_t>(nodes_.size());
      nodes_.push_back(node);
    }
    return place;
  }
  const std::vector<NodeId>& nodes() const { return nodes_; }

 private:
  static constexpr std::uint32_t kNowhere = ~std::uint32_t{0};
  std::vector<std::uint32_t> node_place_;
  std::vector<std::uint32_t> terminal_place_;
  std::vector<NodeId> nodes_;
};

std::vector<DiagramStage> stages_of(const PartDiagram& built, const AnswerNumbers& numbers) {
  const DecisionDiagram& diagram = built.diagram;
  std::vector<DiagramStage> stages;
  std::vector<NodeId> nodes{built.root};
  for (std::size_t level = 0; level < built.order.size(); ++level) {
    StageNodes next(diagram.node_count(), numbers.size());
    const bool is_last = level + 1 == built.order.size();
    const auto child = [&](NodeId node) {
      return is_last ? numbers.answer(DecisionDiagram::terminal_value(node)) : next.place(node);
    };
    DiagramStage& stage = stages.emplace_back();
    stage.part = built.order[level];
    for (const NodeId node : nodes) {
      if (diagram.level(node) == level) {
        for (const auto& edge : diagram.edges(node)) {
          stage.runs.push_back({edge.last, child(edge.child)});
        }
      } else {
        stage.runs.push_back({diagram.last_value(level), child(node)});
      }
      stage.close_node();
    }
    nodes = next.nodes();
  }
  return stages;
}

}  // namespace

std::optional<std::vector<DiagramStage>> diagram_stages(const Ipv4RuleList& list,
                                                        std::size_t most_edges) {
  const AnswerNumbers numbers(list);
  const PartOrder order = best_part_order(list, numbers);
  if (order.empty()) {  // no rules: one node that answers everything
    DiagramStage stage;
    stage.runs.push_back({255, list.otherwise});
    stage.close_node();
    return std::vector<DiagramStage>{stage};
  }
  PartDiagram built(order);
  if (!built.build(list, numbers, 1, most_edges)) return std::nullopt;
  return stages_of(built, numbers);
}

}  // namespace halfopen
