// SPDX-License-Identifier: Apache-2.0
#include "halfopen/net/cidr_tree.hpp"

#include <algorithm>
#include <numeric>

namespace halfopen {

CidrTree::CidrTree(std::span<const CidrBlock> blocks) {
  std::vector<std::uint32_t> order(blocks.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return blocks[a] != blocks[b] ? blocks[a] < blocks[b] : a < b;
  });
  nodes_.emplace_back();
  std::vector<NodeId> open;  // the chain of blocks around the one at hand
  for (const std::uint32_t index : order) {
    const CidrBlock& block = blocks[index];
    while (!open.empty() && !nodes_[open.back()].block.contains(block)) open.pop_back();
    if (open.empty() || nodes_[open.back()].block != block) {
      nodes_.push_back({open.empty() ? kRoot : open.back(), block, {}});
      open.push_back(static_cast<NodeId>(nodes_.size() - 1));
    }
    nodes_[open.back()].members.push_back(index);
  }
  build_boundaries(IpFamily::v4);
  build_boundaries(IpFamily::v6);
}

/// Nodes stand in pre-order, so one walk with a stack of open blocks meets every boundary.
void CidrTree::build_boundaries(IpFamily family) {
  auto& runs = boundaries_[static_cast<std::size_t>(family)];
  const auto start_run = [&](AddressBits first, NodeId node) {
    if (!runs.empty() && runs.back().first == first) {
      runs.back().node = node;
    } else {
      runs.push_back({first, node});
    }
  };
  start_run(0, kRoot);
  std::vector<NodeId> open;
  const auto close_top = [&] {
    const Node& node = nodes_[open.back()];
    open.pop_back();
    if (node.block.last() != last_address_bits(family)) {
      start_run(node.block.last() + 1, node.parent);
    }
  };
  for (NodeId id = 1; id < nodes_.size(); ++id) {
    const CidrBlock& block = nodes_[id].block;
    if (block.family() != family) continue;
    while (!open.empty() && !nodes_[open.back()].block.contains(block)) close_top();
    start_run(block.first(), id);
    open.push_back(id);
  }
  while (!open.empty()) close_top();
}

CidrTree::NodeId CidrTree::find(const IpAddress& address) const {
  const auto runs = boundaries(address.family());
  const auto after =
      std::upper_bound(runs.begin(), runs.end(), address.bits(),
                       [](AddressBits bits, const Boundary& run) { return bits < run.first; });
  return std::prev(after)->node;
}

}  // namespace halfopen
