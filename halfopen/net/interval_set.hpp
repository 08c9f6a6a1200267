// SPDX-License-Identifier: Apache-2.0
// Exact sets of whole numbers as sorted, disjoint, closed intervals: ports and addresses.
#pragma once

#include <algorithm>
#include <concepts>
#include <initializer_list>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace halfopen {

/// A closed interval. Invariant: first <= last.
template <class T>
struct Interval {
  T first;
  T last;

  friend constexpr bool operator==(const Interval&, const Interval&) = default;
};

/// A set of values of the unsigned type T. Canonical: the intervals ascend, are disjoint and never
/// touch, so two sets are equal if and only if their intervals are. All operations are linear in
/// the number of intervals unless said otherwise.
template <class T>
class IntervalSet {
 public:
  IntervalSet() = default;
  IntervalSet(T first, T last) : intervals_{{first, last}} {}

  bool empty() const { return intervals_.empty(); }
  std::span<const Interval<T>> intervals() const { return intervals_; }

  /// Logarithmic.
  bool contains(T value) const {
    const auto after = std::upper_bound(intervals_.begin(), intervals_.end(), value,
                                        [](T v, const Interval<T>& i) { return v < i.first; });
    return after != intervals_.begin() && std::prev(after)->last >= value;
  }

  /// Appends values that all lie above everything in the set: constant time.
  void append(T first, T last) {
    if (!intervals_.empty() && touches(intervals_.back().last, first)) {
      intervals_.back().last = last;
    } else {
      intervals_.push_back({first, last});
    }
  }

  friend IntervalSet operator|(const IntervalSet& a, const IntervalSet& b) {
    std::vector<Interval<T>> all;
    all.reserve(a.intervals_.size() + b.intervals_.size());
    std::merge(a.intervals_.begin(), a.intervals_.end(), b.intervals_.begin(), b.intervals_.end(),
               std::back_inserter(all),
               [](const auto& x, const auto& y) { return x.first < y.first; });
    IntervalSet result;
    for (const Interval<T>& next : all) {
      if (!result.empty() && (next.first <= result.intervals_.back().last ||
                              touches(result.intervals_.back().last, next.first))) {
        result.intervals_.back().last = std::max(result.intervals_.back().last, next.last);
      } else {
        result.intervals_.push_back(next);
      }
    }
    return result;
  }

  friend IntervalSet operator&(const IntervalSet& a, const IntervalSet& b) {
    IntervalSet result;
    auto x = a.intervals_.begin();
    auto y = b.intervals_.begin();
    while (x != a.intervals_.end() && y != b.intervals_.end()) {
      const T first = std::max(x->first, y->first);
      const T last = std::min(x->last, y->last);
      if (first <= last) result.intervals_.push_back({first, last});
      if (x->last < y->last) {
        ++x;
      } else {
        ++y;
      }
    }
    return result;
  }

  friend IntervalSet operator-(const IntervalSet& a, const IntervalSet& b) {
    IntervalSet result;
    auto cut = b.intervals_.begin();
    for (Interval<T> rest : a.intervals_) {
      while (cut != b.intervals_.end() && cut->last < rest.first) ++cut;
      bool gone = false;
      for (auto c = cut; c != b.intervals_.end() && c->first <= rest.last; ++c) {
        if (c->first > rest.first) {
          result.intervals_.push_back({rest.first, static_cast<T>(c->first - 1)});
        }
        if (c->last >= rest.last) {
          gone = true;
          break;
        }
        rest.first = static_cast<T>(c->last + 1);
      }
      if (!gone) result.intervals_.push_back(rest);
    }
    return result;
  }

  bool is_subset_of(const IntervalSet& other) const { return (*this - other).empty(); }

  friend bool operator==(const IntervalSet&, const IntervalSet&) = default;

 private:
  static constexpr bool touches(T last, T next_first) {
    return last != std::numeric_limits<T>::max() && static_cast<T>(last + 1) == next_first;
  }

  std::vector<Interval<T>> intervals_;
};

}  // namespace halfopen
