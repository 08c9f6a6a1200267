// SPDX-License-Identifier: Apache-2.0
// Longest-prefix lookup over a fixed list of blocks. CIDR blocks are nested or disjoint, never
// overlapping otherwise, so the distinct blocks form a forest, and the region that belongs to a
// block but to none of its sub-blocks is one class of addresses that no block tells apart.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "halfopen/net/cidr_block.hpp"
#include "halfopen/net/ip_address.hpp"

namespace halfopen {

/// Immutable. Node 0 is the root: the addresses of both families that lie in no block. Building is
/// O(n log n), a lookup O(log n), memory O(n).
class CidrTree {
 public:
  using NodeId = std::uint32_t;
  static constexpr NodeId kRoot = 0;

  struct Node {
    NodeId parent = kRoot;
    CidrBlock block;  ///< meaningless for the root
    std::vector<std::uint32_t>
        members;  ///< indices of the input blocks equal to `block`, ascending
  };

  /// The first address of a run that belongs to one node; the run ends before the next boundary.
  struct Boundary {
    AddressBits first;
    NodeId node;
  };

  CidrTree() : CidrTree(std::span<const CidrBlock>{}) {}
  explicit CidrTree(std::span<const CidrBlock> blocks);

  std::span<const Node> nodes() const { return nodes_; }

  /// The deepest block that holds the address, or the root.
  NodeId find(const IpAddress& address) const;

  /// All runs of a family in ascending order; the first starts at 0.
  std::span<const Boundary> boundaries(IpFamily family) const {
    return boundaries_[static_cast<std::size_t>(family)];
  }

 private:
  void build_boundaries(IpFamily family);

  std::vector<Node> nodes_;
  std::array<std::vector<Boundary>, 2> boundaries_;
};

}  // namespace halfopen
