// SPDX-License-Identifier: Apache-2.0
// What becomes of every server port on a whole way, as numbered values.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <unordered_map>
#include <vector>

#include "halfopen/analysis/port_set_pool.hpp"
#include "halfopen/analysis/verdict.hpp"
#include "halfopen/vpc/path.hpp"

namespace halfopen {

/// The server ports by their verdict: a partition of 0-65535.
using PortVerdicts = std::array<PortSetPool::Id, std::size(kVerdicts)>;

/// What the filters of one leg let through, and how the leg ends.
struct LegSets {
  PortSetPool::Id sure = PortSetPool::kAll;
  PortSetPool::Id may = PortSetPool::kAll;
  LegPath::End end = LegPath::End::delivered;
};

/// Partitions of the ports by verdict, and how they add up over ways and segments: the rules of
/// verdict_of_segments(), for all ports at once. Every combination is worked out once.
class FatePool {
 public:
  using Id = std::uint32_t;

  /// Borrows the sets. `asked`: the ports that some client may pick.
  FatePool(PortSetPool& sets, PortSet asked) : sets_(sets), asked_(std::move(asked)) {}

  const PortVerdicts& operator[](Id id) const { return fates_[id]; }
  const PortSet& ports(Id id, Verdict verdict) const {
    return sets_[fates_[id][static_cast<std::size_t>(verdict)]];
  }

  Id all(Verdict verdict);
  /// One segment. A gateway picks the ports of a `translated` one.
  Id segment(const LegSets& request, const LegSets& reply, bool translated);
  /// Two ways of the same stretch, and two stretches in a row.
  Id beside(Id a, Id b) { return combine(a, b, false); }
  Id in_a_row(Id a, Id b) { return combine(a, b, true); }

  /// Of requests that pass, for one segment.
  Verdict verdict_of_replies(const LegSets& reply, bool translated);

 private:
  Id add(const PortVerdicts& fate);
  Id combine(Id a, Id b, bool row);

  PortSetPool& sets_;
  PortSet asked_;
  std::vector<PortVerdicts> fates_;
  std::map<PortVerdicts, Id> ids_;
  std::unordered_map<std::uint64_t, Id> combined_[2];
  std::map<std::array<std::uint32_t, 3>, Verdict> verdicts_;
};

/// One request and its one answer (echo) on one segment.
Verdict verdict_of_packets(const LegSets& request, const LegSets& reply, std::uint16_t ask,
                           std::uint16_t tell, const PortSetPool& sets);

}  // namespace halfopen
