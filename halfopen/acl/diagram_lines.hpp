// SPDX-License-Identifier: Apache-2.0
// A stage of a diagram in memory: nodes in whole cache lines.
//
// The idea: which run of a node a value falls into is how many runs end below it. The ends of up to
// 32 runs are one cache line, and one comparison and a count of bits find the run. A node and what
// it leads to are one to three lines that lie beside each other.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "halfopen/acl/diagram_stages.hpp"

namespace halfopen {

/// A cache line.
struct alignas(64) DiagramLine {
  std::array<std::byte, 64> bytes{};
};

/// How the nodes of a stage are laid out. Ends are numbers of 16 bits, 0xffff where there is none;
/// children are 32 bits: the line of a node of the next stage, or an answer.
enum class NodeLayout : std::uint8_t {
  table,     ///< the stage is one table of children by value
  runs_11,   ///< 10 ends and 11 children in one line
  runs_32,   ///< a line of ends, then the children
  runs_64,   ///< two lines of ends, then the children
  runs_128,  ///< four lines of ends, then the children
};

inline constexpr std::size_t kShortEnds = 10;  ///< of runs_11

/// Lines of ends in front of the children; 0 for runs_11 and table.
constexpr std::size_t end_lines(NodeLayout layout) {
  switch (layout) {
    case NodeLayout::runs_32: return 1;
    case NodeLayout::runs_64: return 2;
    case NodeLayout::runs_128: return 4;
    default: return 0;
  }
}

struct DiagramLines {
  HeaderPart part = HeaderPart::protocol;
  NodeLayout layout = NodeLayout::runs_11;
  std::vector<DiagramLine> lines;
};

/// Lays stages out; every packet starts at line 0 of the first. Nodes with many runs become two
/// steps, the first of which finds a part of the runs.
std::vector<DiagramLines> diagram_lines(std::vector<DiagramStage> stages);

}  // namespace halfopen
