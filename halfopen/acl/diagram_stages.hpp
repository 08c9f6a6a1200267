// SPDX-License-Identifier: Apache-2.0
// A long rule list as stages: every packet goes through each of them once.
//
// The idea: the ordered interval diagram of the list (DecisionDiagram), over numbers of 16 bits: an
// address is two of them, as a prefix is a product over its halves. A stage is a level of the
// diagram. What the diagram skips is filled up with nodes of one run, so that many packets can go
// through the stages in step, none waiting for another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "halfopen/acl/header_part.hpp"
#include "halfopen/acl/ipv4_rule.hpp"

namespace halfopen {

/// A node is a slice of runs, ascending; the last takes all values that are left.
struct DiagramStage {
  struct Run {
    std::uint32_t last;
    std::uint32_t child;  ///< a node of the next stage; an answer in the last stage
  };

  HeaderPart part = HeaderPart::protocol;
  std::vector<Run> runs;
  std::vector<std::size_t> ends;  ///< of the nodes' slices

  std::size_t size() const { return ends.size(); }
  std::span<const Run> node(std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends[index - 1];
    return {runs.data() + begin, ends[index] - begin};
  }
  /// Appends the slice of what was put behind the last node.
  void close_node() { ends.push_back(runs.size()); }
};

/// The stages of a list; the first has one node, where every packet starts. Nothing if the diagram
/// has more than `most_edges` under every field order that is tried.
std::optional<std::vector<DiagramStage>> diagram_stages(const Ipv4RuleList& list,
                                                        std::size_t most_edges);

}  // namespace halfopen
