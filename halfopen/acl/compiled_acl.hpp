// SPDX-License-Identifier: Apache-2.0
// A network ACL prepared for exact questions: for a remote address and a protocol, the rule that
// decides for every port at once.
//
// The idea: the CIDR blocks of a direction cut the address space into classes that no entry tells
// apart (see CidrTree); within a class and a protocol, an entry is only a range of selectors, and
// first match is "each rule takes what the earlier ones left" (see DecisionMap).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "halfopen/acl/decision_map.hpp"
#include "halfopen/acl/first_match.hpp"
#include "halfopen/acl/network_acl.hpp"
#include "halfopen/net/cidr_tree.hpp"

namespace halfopen {

/// Immutable; safe to read from several threads. Holds a reference: the NetworkAcl must outlive it.
/// For n entries a direction: O(n^2) to build in the worst case (every block nested in the one
/// before), O(n log n) where blocks repeat, as they do in practice; a lookup is O(log n).
class CompiledAcl {
 public:
  explicit CompiledAcl(const NetworkAcl& acl);

  const NetworkAcl& acl() const { return *acl_; }

  /// Which rule decides for each selector of packets that cross in `direction` with that remote
  /// address (source on ingress, destination on egress).
  const DecisionMap& decisions(Direction direction, const IpAddress& remote,
                               IpProtocol protocol) const;

  /// One packet; the same answer as first_match(acl(), direction, packet).
  Decision decide(Direction direction, const Packet& packet) const;

  /// The entry and action behind a segment of that direction.
  Decision decision(Direction direction, const DecisionSegment& segment) const;

  /// The runs of addresses of a family that the direction may treat differently.
  std::span<const CidrTree::Boundary> boundaries(Direction direction, IpFamily family) const {
    return side(direction).tree.boundaries(family);
  }

 private:
  struct Side {
    CidrTree tree;
    std::vector<std::uint8_t> protocol_row;  ///< by protocol number
    std::size_t rows = 0;
    std::vector<std::uint32_t> map_index;  ///< [node * rows + protocol row] -> maps
    std::vector<DecisionMap> maps;
  };

  const Side& side(Direction direction) const {
    return sides_[static_cast<std::size_t>(direction)];
  }
  void compile(Direction direction);

  const NetworkAcl* acl_;
  std::array<Side, 2> sides_;
};

}  // namespace halfopen
