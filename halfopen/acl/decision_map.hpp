// SPDX-License-Identifier: Apache-2.0
// Which rule decides, for every selector 0 to 65535 at once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "halfopen/acl/network_acl_entry.hpp"
#include "halfopen/net/packet.hpp"
#include "halfopen/ports/port_set.hpp"

namespace halfopen {

/// A run of selectors that one rule decides.
struct DecisionSegment {
  static constexpr std::uint32_t kDefaultDeny = 0xffffffffU;

  Selector first;
  Selector last;
  std::uint32_t entry;  ///< index into NetworkAcl::entries of the direction, or kDefaultDeny
  RuleAction action;

  friend bool operator==(const DecisionSegment&, const DecisionSegment&) = default;
};

/// A total function from selectors to deciding rules. Invariant: the segments ascend and cover
/// 0-65535 without gap or overlap, and neighbours differ in their entry.
class DecisionMap {
 public:
  /// Every selector is denied by default.
  DecisionMap() : segments_{{0, 65535, DecisionSegment::kDefaultDeny, RuleAction::deny}} {}

  std::span<const DecisionSegment> segments() const { return segments_; }

  /// Logarithmic in the number of segments.
  const DecisionSegment& at(Selector selector) const;

  /// All selectors with that fate.
  PortSet selectors(RuleAction action) const;

  friend bool operator==(const DecisionMap&, const DecisionMap&) = default;

 private:
  friend class DecisionMapBuilder;
  explicit DecisionMap(std::vector<DecisionSegment> segments) : segments_(std::move(segments)) {}

  std::vector<DecisionSegment> segments_;
};

/// Lays rules over the number line in the order of evaluation: each takes what is still free.
/// n rules cost O(n * k), k being the number of free gaps; nothing ever loops over ports.
class DecisionMapBuilder {
 public:
  /// Starts anew with everything free, keeping its memory.
  void reset();

  /// True while some selector has no rule yet.
  bool has_free() const { return !free_.empty(); }

  /// Gives the free part of `range` to the entry.
  void add(const PortRange& range, std::uint32_t entry, RuleAction action);

  /// The map; what is still free gets the default deny.
  DecisionMap build();

 private:
  std::vector<PortRange> free_;
  std::vector<PortRange> still_free_;
  std::vector<DecisionSegment> taken_;
};

}  // namespace halfopen
