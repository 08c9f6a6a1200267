// SPDX-License-Identifier: Apache-2.0
// Port sets that are stored once and named by a number.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "halfopen/ports/port_set.hpp"
#include "halfopen/space/node_pair_memo.hpp"

namespace halfopen {

/// Equal sets have one id, and the intersection of two ids is computed once. Sets live as long as
/// the pool. Not safe for several threads at once.
class PortSetPool {
 public:
  using Id = std::uint32_t;
  static constexpr Id kNone = 0;  ///< the empty set
  static constexpr Id kAll = 1;   ///< 0-65535

  PortSetPool();

  Id add(const PortSet& set);
  const PortSet& operator[](Id id) const { return sets_[id]; }
  std::size_t size() const { return sets_.size(); }

  Id intersect(Id a, Id b);
  /// True if the two share a port, without making their intersection.
  bool meet(Id a, Id b);

 private:
  struct Hash {
    std::size_t operator()(const PortSet& set) const;
  };

  std::vector<PortSet> sets_;
  std::unordered_map<PortSet, Id, Hash> ids_;
  NodePairMemo intersections_;
  std::vector<std::uint8_t> meets_;  ///< [a * row_ + b]: 0 not asked yet, 1 no, 2 yes
  std::size_t row_ = 0;
};

}  // namespace halfopen
