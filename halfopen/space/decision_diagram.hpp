// SPDX-License-Identifier: Apache-2.0
// Ordered interval decision diagrams: total functions from tuples of numbers to terminals, stored
// so that equal functions are one node.
//
// The idea: a node belongs to a level (one number of the tuple) and cuts its values into runs, each
// with a child that decides the rest. Runs of one child are joined, a node with one run is its
// child, and equal nodes are one node (hash-consing). So a function has exactly one form, and
// equality is comparing two ids. Intervals, not bits: a port range is one edge, where a binary
// diagram needs up to 32 nodes (Gouda and Liu, "Firewall Design: Consistency, Completeness,
// Compactness", ICDCS 2004, call these firewall decision diagrams).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "halfopen/space/node_pair_memo.hpp"

namespace halfopen {

/// A store of diagrams over levels 0 to level_count-1; level i takes the values 0 to last_value(i).
/// Nodes live as long as the store: nothing is collected. Not safe for several threads at once.
class DecisionDiagram {
 public:
  /// A function. Terminals carry their value; everything else is an index into the store.
  using NodeId = std::uint32_t;
  static constexpr NodeId kTerminalBit = 0x80000000U;
  static constexpr NodeId terminal(std::uint32_t value) { return value | kTerminalBit; }
  static constexpr bool is_terminal(NodeId node) { return (node & kTerminalBit) != 0; }
  static constexpr std::uint32_t terminal_value(NodeId node) { return node & ~kTerminalBit; }

  /// A run of values up to `last`; it starts after the edge before.
  struct Edge {
    std::uint32_t last;
    NodeId child;

    friend bool operator==(const Edge&, const Edge&) = default;
  };

  /// `last_values` has one number a level.
  explicit DecisionDiagram(std::vector<std::uint32_t> last_values);

  std::size_t level_count() const { return last_values_.size(); }
  std::uint32_t last_value(std::size_t level) const { return last_values_[level]; }
  std::size_t node_count() const { return nodes_.size(); }
  std::size_t edge_count() const { return edges_.size(); }

  /// The level of a node; level_count() for terminals.
  std::size_t level(NodeId node) const {
    return is_terminal(node) ? last_values_.size() : nodes_[node].level;
  }
  /// The runs of a node that is no terminal, ascending; the last ends at last_value(level).
  std::span<const Edge> edges(NodeId node) const {
    return {edges_.data() + nodes_[node].first_edge, nodes_[node].edge_count};
  }

  /// The node with these runs, which must cover the level and lead to deeper levels only. Runs of
  /// one child are joined. Linear in the number of runs.
  NodeId node(std::size_t level, std::span<Edge> runs);

  /// The terminal value at a tuple. O(levels * log runs).
  std::uint32_t at(NodeId root, std::span<const std::uint32_t> values) const;

  /// How many nodes and edges a function has by itself.
  struct Size {
    std::size_t nodes = 0;
    std::size_t edges = 0;
  };
  Size size(NodeId root) const;

  /// The function that has op(x, y) wherever a has x and b has y. `shortcut(a, b, result)` may
  /// answer early for whole nodes. O(|a| * |b|) in the worst case, each pair once.
  template <class Shortcut>
  NodeId combine(NodeId a, NodeId b, const Shortcut& shortcut) {
    pairs_.clear();
    return combine_nodes(a, b, shortcut);
  }

 private:
  struct Node {
    std::uint32_t first_edge;
    std::uint32_t edge_count;
    std::uint32_t hash;
    std::uint32_t level;
  };

  template <class Shortcut>
  NodeId combine_nodes(NodeId a, NodeId b, const Shortcut& shortcut);
  NodeId find_or_add(std::size_t level, std::span<const Edge> runs);
  void grow_table();

  std::vector<std::uint32_t> last_values_;
  std::vector<Node> nodes_;
  std::vector<Edge> edges_;
  std::vector<std::uint32_t> table_;  ///< open addressing over nodes_: index + 1, 0 is free
  std::vector<Edge> scratch_;         ///< a stack of runs under construction
  NodePairMemo pairs_;
};

template <class Shortcut>
DecisionDiagram::NodeId DecisionDiagram::combine_nodes(NodeId a, NodeId b,
                                                       const Shortcut& shortcut) {
  NodeId result = 0;
  if (shortcut(a, b, result)) return result;
  if (pairs_.find(a, b, result)) return result;
  const std::size_t level_a = level(a);
  const std::size_t level_b = level(b);
  const std::size_t top = level_a < level_b ? level_a : level_b;
  // One side may stand deeper: it is then one run over this level.
  const auto edge_of = [&](NodeId node, std::size_t at_level, std::size_t index) -> Edge {
    if (at_level != top) return {last_values_[top], node};
    return edges_[nodes_[node].first_edge + index];
  };
  const std::size_t base = scratch_.size();
  std::size_t i = 0;
  std::size_t j = 0;
  for (;;) {
    const Edge x = edge_of(a, level_a, i);
    const Edge y = edge_of(b, level_b, j);
    const std::uint32_t last = x.last < y.last ? x.last : y.last;
    const NodeId child = combine_nodes(x.child, y.child, shortcut);
    scratch_.push_back({last, child});
    if (last == last_values_[top]) break;
    i += x.last == last ? 1 : 0;
    j += y.last == last ? 1 : 0;
  }
  result = node(top, {scratch_.data() + base, scratch_.size() - base});
  scratch_.resize(base);
  pairs_.put(a, b, result);
  return result;
}

}  // namespace halfopen
