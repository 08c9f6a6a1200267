// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/diagram_lines.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace halfopen {
namespace {

constexpr std::size_t kLineBytes = sizeof(DiagramLine);
constexpr std::size_t kChildBytes = sizeof(std::uint32_t);
constexpr std::size_t kChildrenOfALine = kLineBytes / kChildBytes;
constexpr std::size_t kMostTableRuns = 256;  ///< a first stage of few values is a table

std::size_t most_runs(NodeLayout layout) {
  return layout == NodeLayout::runs_11 ? kShortEnds + 1 : 32 * end_lines(layout);
}

NodeLayout layout_for(std::size_t runs) {
  for (const NodeLayout layout : {NodeLayout::runs_11, NodeLayout::runs_32, NodeLayout::runs_64}) {
    if (runs <= most_runs(layout)) return layout;
  }
  return NodeLayout::runs_128;
}

std::size_t lines_of(NodeLayout layout, std::size_t runs) {
  if (layout == NodeLayout::runs_11) return 1;
  return end_lines(layout) + (runs + kChildrenOfALine - 1) / kChildrenOfALine;
}

/// Guessed cycles that a packet spends in a step of this layout, beside waiting for memory.
double step_cost(NodeLayout layout) {
  switch (layout) {
    case NodeLayout::runs_11: return 2;
    case NodeLayout::runs_32: return 2.5;
    case NodeLayout::runs_64: return 3.5;
    default: return 6;
  }
}

/// What memory costs: a part of a cycle for each of these bytes.
constexpr double kBytesOfACycle = 256 * 1024;

double stage_cost(const DiagramStage& stage, std::size_t split_above) {
  const NodeLayout layout = layout_for(split_above);
  std::size_t lines = 0;
  std::size_t split = 1;
  for (std::size_t i = 0; i < stage.size(); ++i) {
    const std::size_t runs = stage.node(i).size();
    const std::size_t parts = (runs + split_above - 1) / split_above;
    lines += parts * lines_of(layout, std::min(runs, split_above));
    split = std::max(split, parts);
  }
  double cost = step_cost(layout);
  if (split > 1) {
    cost += step_cost(layout_for(split));
    lines += stage.size() * (split <= kShortEnds + 1 ? 1 : 2);
  }
  return cost + static_cast<double>(lines * kLineBytes) / kBytesOfACycle;
}

/// Cuts nodes of more than `most` runs into several; the result leads to them.
DiagramStage split_stage(DiagramStage& stage, std::size_t most) {
  DiagramStage top;
  DiagramStage bottom;
  top.part = bottom.part = stage.part;
  for (std::size_t i = 0; i < stage.size(); ++i) {
    const auto runs = stage.node(i);
    for (std::size_t first = 0; first < runs.size(); first += most) {
      const auto part = runs.subspan(first, std::min(most, runs.size() - first));
      bottom.runs.insert(bottom.runs.end(), part.begin(), part.end());
      top.runs.push_back({part.back().last, static_cast<std::uint32_t>(bottom.size())});
      bottom.close_node();
    }
    top.close_node();
  }
  stage = std::move(bottom);
  return top;
}

std::size_t longest_node(const DiagramStage& stage) {
  std::size_t longest = 0;
  for (std::size_t i = 0; i < stage.size(); ++i) longest = std::max(longest, stage.node(i).size());
  return longest;
}

/// Puts a stage in front of those that are laid out, in as many steps as are cheapest.
void add_steps(DiagramStage stage, std::vector<DiagramStage>& steps) {
  const std::size_t longest = longest_node(stage);
  std::size_t best = most_runs(NodeLayout::runs_128);
  double least = stage_cost(stage, best);
  for (const NodeLayout layout : {NodeLayout::runs_64, NodeLayout::runs_32, NodeLayout::runs_11}) {
    const double cost = stage_cost(stage, most_runs(layout));
    if (cost >= least) continue;
    least = cost;
    best = most_runs(layout);
  }
  if (longest > best) {
    DiagramStage top = split_stage(stage, best);
    steps.push_back(std::move(stage));
    if (longest_node(top) > most_runs(NodeLayout::runs_128)) {
      add_steps(std::move(top), steps);
    } else {
      steps.push_back(std::move(top));
    }
    return;
  }
  steps.push_back(std::move(stage));
}

void put_child(std::byte* at, std::uint32_t child) { std::memcpy(at, &child, kChildBytes); }

/// A table by value, for a stage of one node.
DiagramLines table_of(const DiagramStage& stage, const std::vector<std::uint32_t>& child_lines) {
  DiagramLines step{stage.part, NodeLayout::table, {}};
  const std::size_t values = std::size_t{stage.runs.back().last} + 1;
  step.lines.resize((values + kChildrenOfALine - 1) / kChildrenOfALine);
  auto* const bytes = reinterpret_cast<std::byte*>(step.lines.data());
  std::size_t value = 0;
  for (const DiagramStage::Run& run : stage.runs) {
    const std::uint32_t child = child_lines.empty() ? run.child : child_lines[run.child];
    for (; value <= run.last; ++value) put_child(bytes + kChildBytes * value, child);
  }
  return step;
}

/// Writes a node into its lines.
void put_node(NodeLayout layout, std::span<const DiagramStage::Run> runs,
              const std::vector<std::uint32_t>& child_lines, DiagramLine* lines) {
  auto* const bytes = reinterpret_cast<std::byte*>(lines);
  const bool is_short = layout == NodeLayout::runs_11;
  const std::size_t ends = is_short ? kShortEnds : 32 * end_lines(layout);
  std::memset(bytes, 0xff, ends * sizeof(std::uint16_t));
  std::byte* const children = bytes + ends * sizeof(std::uint16_t);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::uint32_t child = child_lines.empty() ? runs[i].child : child_lines[runs[i].child];
    put_child(children + kChildBytes * i, child);
    if (i + 1 == runs.size()) break;
    const auto end = static_cast<std::uint16_t>(runs[i].last);
    std::memcpy(bytes + sizeof end * i, &end, sizeof end);
  }
}

/// Lays a stage out. `child_lines` says where the nodes of the next stage begin, empty after the
/// last; on return it says it of this one.
DiagramLines lines_of_stage(const DiagramStage& stage, bool is_first,
                            std::vector<std::uint32_t>& child_lines) {
  if (is_first && stage.runs.back().last < kMostTableRuns) return table_of(stage, child_lines);
  DiagramLines step{stage.part, layout_for(longest_node(stage)), {}};
  std::vector<std::uint32_t> own_lines;
  std::size_t count = 0;
  for (std::size_t i = 0; i < stage.size(); ++i) {
    own_lines.push_back(static_cast<std::uint32_t>(count));
    count += lines_of(step.layout, stage.node(i).size());
  }
  step.lines.resize(count);
  for (std::size_t i = 0; i < stage.size(); ++i) {
    put_node(step.layout, stage.node(i), child_lines, step.lines.data() + own_lines[i]);
  }
  child_lines = std::move(own_lines);
  return step;
}

}  // namespace

std::vector<DiagramLines> diagram_lines(std::vector<DiagramStage> stages) {
  std::vector<DiagramStage> steps;  // the last first
  for (std::size_t i = stages.size(); i-- > 0;) add_steps(std::move(stages[i]), steps);
  std::vector<DiagramLines> lines;
  std::vector<std::uint32_t> child_lines;
  for (const DiagramStage& step : steps) {
    lines.push_back(lines_of_stage(step, &step == &steps.back(), child_lines));
  }
  std::reverse(lines.begin(), lines.end());
  return lines;
}

}  // namespace halfopen
