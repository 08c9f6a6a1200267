// SPDX-License-Identifier: Apache-2.0
// One step of many packets through a stage of a diagram, by each method.
#pragma once

#include <cstddef>
#include <cstdint>

#include "halfopen/acl/diagram_lines.hpp"

namespace halfopen {

/// For each packet: `values` holds its number for the stage, twice in 32 bits; `cursors` its node's
/// line, replaced by what the node leads to. `next` are the lines of the next stage, asked for
/// ahead of use; null where that is not worth it.
struct DiagramStep {
  const DiagramLines* stage;
  const DiagramLine* next;
  const std::uint32_t* values;
  std::uint32_t* cursors;
  std::size_t count;
};

using DiagramWalk = void (*)(const DiagramStep& step);
void walk_diagram_scalar(const DiagramStep& step);
#if defined(__x86_64__)
void walk_diagram_avx2(const DiagramStep& step);
void walk_diagram_avx512(const DiagramStep& step);
#endif

/// The child at an index behind the ends of a node.
inline std::uint32_t diagram_child(const DiagramLine* node, std::size_t end_bytes,
                                   std::size_t index) {
  std::uint32_t child = 0;
  const auto* const bytes = reinterpret_cast<const std::byte*>(node);
  __builtin_memcpy(&child, bytes + end_bytes + sizeof child * index, sizeof child);
  return child;
}

/// The step through a table.
inline void walk_diagram_table(const DiagramStep& step) {
  const DiagramLine* const table = step.stage->lines.data();
  for (std::size_t i = 0; i < step.count; ++i) {
    step.cursors[i] = diagram_child(table, 0, step.values[i] & 0xffff);
  }
}

}  // namespace halfopen
