// SPDX-License-Identifier: Apache-2.0
#include "halfopen/space/decision_diagram.hpp"

#include <algorithm>
#include <utility>

namespace halfopen {
namespace {

constexpr std::size_t kFirstTableSize = 256;

std::uint32_t hash_of(std::size_t level, std::span<const DecisionDiagram::Edge> runs) {
  std::uint64_t hash = level * 0x9e3779b97f4a7c15U;
  for (const auto& run : runs) {
    hash ^= std::uint64_t{run.last} << 32 | run.child;
    hash *= 0xff51afd7ed558ccdU;
    hash ^= hash >> 32;
  }
  return static_cast<std::uint32_t>(hash);
}

}  // namespace

DecisionDiagram::DecisionDiagram(std::vector<std::uint32_t> last_values)
    : last_values_(std::move(last_values)), table_(kFirstTableSize, 0) {
  nodes_.reserve(kFirstTableSize / 2);
  edges_.reserve(kFirstTableSize);
}

DecisionDiagram::NodeId DecisionDiagram::node(std::size_t level, std::span<Edge> runs) {
  std::size_t kept = 0;
  for (const Edge& run : runs) {
    if (kept != 0 && runs[kept - 1].child == run.child) {
      runs[kept - 1].last = run.last;
    } else {
      runs[kept++] = run;
    }
  }
  return kept == 1 ? runs[0].child : find_or_add(level, runs.first(kept));
}

DecisionDiagram::NodeId DecisionDiagram::find_or_add(std::size_t level,
                                                     std::span<const Edge> runs) {
  const std::uint32_t hash = hash_of(level, runs);
  std::size_t at = hash & (table_.size() - 1);
  for (; table_[at] != 0; at = (at + 1) & (table_.size() - 1)) {
    const Node& known = nodes_[table_[at] - 1];
    if (known.hash == hash && known.level == level && known.edge_count == runs.size() &&
        std::equal(runs.begin(), runs.end(), edges_.data() + known.first_edge)) {
      return table_[at] - 1;
    }
  }
  const auto id = static_cast<NodeId>(nodes_.size());
  nodes_.push_back({static_cast<std::uint32_t>(edges_.size()),
                    static_cast<std::uint32_t>(runs.size()), hash,
                    static_cast<std::uint32_t>(level)});
  edges_.insert(edges_.end(), runs.begin(), runs.end());
  table_[at] = id + 1;
  if (2 * nodes_.size() > table_.size()) grow_table();
  return id;
}

void DecisionDiagram::grow_table() {
  table_.assign(2 * table_.size(), 0);
  for (std::size_t id = 0; id < nodes_.size(); ++id) {
    std::size_t at = nodes_[id].hash & (table_.size() - 1);
    while (table_[at] != 0) at = (at + 1) & (table_.size() - 1);
    table_[at] = static_cast<std::uint32_t>(id + 1);
  }
}

std::uint32_t DecisionDiagram::at(NodeId root, std::span<const std::uint32_t> values) const {
  while (!is_terminal(root)) {
    const std::uint32_t value = values[nodes_[root].level];
    const auto runs = edges(root);
    root = std::partition_point(runs.begin(), runs.end(), [value](const Edge& run) {
             return run.last < value;
           })->child;
  }
  return terminal_value(root);
}

DecisionDiagram::Size DecisionDiagram::size(NodeId root) const {
  Size size;
  if (is_terminal(root)) return size;
  std::vector<bool> seen(nodes_.size(), false);
  std::vector<NodeId> open{root};
  seen[root] = true;
  while (!open.empty()) {
    const NodeId next = open.back();
    open.pop_back();
    ++size.nodes;
    size.edges += edges(next).size();
    for (const Edge& run : edges(next)) {
      if (is_terminal(run.child) || seen[run.child]) continue;
      seen[run.child] = true;
      open.push_back(run.child);
    }
  }
  return size;
}

}  // namespace halfopen
