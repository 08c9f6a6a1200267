// SPDX-License-Identifier: Apache-2.0
// Joins the objects of a list that speak of one and the same thing.
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "halfopen/base/diagnostic.hpp"

namespace halfopen {

/// Sorts, and leaves one of each.
template <class T>
void sort_unique(std::vector<T>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

/// Leaves one object for each key, where the first one stood. `join(first, other)` adds to the
/// first what the other says, and returns false if the two contradict each other; `label(first)`
/// names the object in the diagnostic. O(n log n) and the cost of the joins.
template <class T, class Key, class Join, class Label>
void settle_list(std::vector<T>& list, Key key, Join join, Label label, Diagnostics& diagnostics) {
  std::vector<std::size_t> order(list.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return key(list[a]) < key(list[b]); });
  std::vector<bool> joined(list.size());
  bool any = false;
  std::size_t first = 0;
  for (std::size_t i = 1; i < order.size(); ++i) {
    T& known = list[order[first]];
    T& other = list[order[i]];
    if (key(known) < key(other)) {
      first = i;
      continue;
    }
    const Origin origin = other.origin;
    joined[order[i]] = any = true;
    if (join(known, other)) continue;
    diagnostics.push_back({DiagnosticCode::contradicting_object, Severity::error, origin,
                           label(known) + " is described twice, differently: the first counts",
                           "give the exports of one moment"});
  }
  if (!any) return;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (joined[i]) continue;
    if (kept != i) list[kept] = std::move(list[i]);
    ++kept;
  }
  list.erase(list.begin() + static_cast<std::ptrdiff_t>(kept), list.end());
}

}  // namespace halfopen
