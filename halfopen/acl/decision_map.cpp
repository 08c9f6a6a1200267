// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/decision_map.hpp"

#include <algorithm>

namespace halfopen {

const DecisionSegment& DecisionMap::at(Selector selector) const {
  const auto after = std::upper_bound(
      segments_.begin(), segments_.end(), selector,
      [](Selector s, const DecisionSegment& segment) { return s < segment.first; });
  return *std::prev(after);
}

PortSet DecisionMap::selectors(RuleAction action) const {
  PortSet set;
  for (const DecisionSegment& segment : segments_) {
    if (segment.action == action) set.append(segment.first, segment.last);
  }
  return set;
}

void DecisionMapBuilder::reset() {
  free_.assign(1, PortRange{0, 65535});
  taken_.clear();
}

void DecisionMapBuilder::add(const PortRange& range, std::uint32_t entry, RuleAction action) {
  still_free_.clear();
  for (const PortRange& gap : free_) {
    const Selector first = std::max(gap.first, range.first);
    const Selector last = std::min(gap.last, range.last);
    if (first > last) {
      still_free_.push_back(gap);
      continue;
    }
    if (gap.first < first) still_free_.push_back({gap.first, static_cast<Selector>(first - 1)});
    if (last < gap.last) still_free_.push_back({static_cast<Selector>(last + 1), gap.last});
    taken_.push_back({first, last, entry, action});
  }
  free_.swap(still_free_);
}

DecisionMap DecisionMapBuilder::build() {
  for (const PortRange& gap : free_) {
    taken_.push_back({gap.first, gap.last, DecisionSegment::kDefaultDeny, RuleAction::deny});
  }
  std::sort(taken_.begin(), taken_.end(),
            [](const DecisionSegment& a, const DecisionSegment& b) { return a.first < b.first; });
  std::vector<DecisionSegment> segments;
  segments.reserve(taken_.size());
  for (const DecisionSegment& next : taken_) {
    if (!segments.empty() && segments.back().entry == next.entry) {
      segments.back().last = next.last;
    } else {
      segments.push_back(next);
    }
  }
  return DecisionMap(std::move(segments));
}

}  // namespace halfopen
