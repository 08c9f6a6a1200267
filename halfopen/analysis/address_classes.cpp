// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/address_classes.hpp"

#include <algorithm>

namespace halfopen {
namespace {

/// What one filter does with one address: a whole map, or the one rule of a selector.
struct Fate {
  const DecisionMap* map = nullptr;
  std::uint32_t entry = 0;

  friend bool operator==(const Fate& a, const Fate& b) {
    return a.entry == b.entry && (a.map == b.map || (a.map && b.map && *a.map == *b.map));
  }
};

Fate fate_of(const AddressFilter& filter, const IpAddress& address) {
  const DecisionMap& map = filter.acl->decisions(filter.direction, address, filter.protocol);
  if (filter.selector) {
    const DecisionSegment& segment = map.at(*filter.selector);
    return {nullptr, filter.by_action ? static_cast<std::uint32_t>(segment.action) : segment.entry};
  }
  return {&map, 0};
}

/// The ascending starts of the runs inside the set that some filter may treat on its own.
std::vector<AddressBits> cuts(const AddressSet& set, std::span<const AddressFilter> filters) {
  std::vector<AddressBits> starts;
  for (const auto& interval : set.bits.intervals()) starts.push_back(interval.first);
  for (const AddressFilter& filter : filters) {
    for (const auto& run : filter.acl->boundaries(filter.direction, set.family)) {
      if (set.bits.contains(run.first)) starts.push_back(run.first);
    }
  }
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  return starts;
}

}  // namespace

std::vector<AddressSet> address_classes(const AddressSet& set,
                                        std::span<const AddressFilter> filters) {
  std::vector<AddressSet> classes;
  std::vector<std::vector<Fate>> fates;
  const std::vector<AddressBits> starts = cuts(set, filters);
  auto interval = set.bits.intervals().begin();
  std::vector<Fate> fate;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    while (interval->last < starts[i]) ++interval;
    AddressBits last = interval->last;
    if (i + 1 < starts.size()) last = std::min(last, starts[i + 1] - 1);
    fate.clear();
    for (const AddressFilter& filter : filters) {
      fate.push_back(fate_of(filter, IpAddress(set.family, starts[i])));
    }
    const auto known = std::find(fates.begin(), fates.end(), fate);
    if (known == fates.end()) {
      fates.push_back(fate);
      classes.push_back({set.family, {starts[i], last}});
    } else {
      classes[static_cast<std::size_t>(known - fates.begin())].bits.append(starts[i], last);
    }
  }
  return classes;
}

}  // namespace halfopen
