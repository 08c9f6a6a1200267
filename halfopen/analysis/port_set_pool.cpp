// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/port_set_pool.hpp"

#include <utility>

namespace halfopen {
namespace {

bool share_a_port(const PortSet& a, const PortSet& b) {
  auto x = a.intervals().begin();
  auto y = b.intervals().begin();
  while (x != a.intervals().end() && y != b.intervals().end()) {
    if (x->last < y->first) {
      ++x;
    } else if (y->last < x->first) {
      ++y;
    } else {
      return true;
    }
  }
  return false;
}

}  // namespace

std::size_t PortSetPool::Hash::operator()(const PortSet& set) const {
  std::uint64_t hash = 0x9e3779b97f4a7c15U;
  for (const auto& interval : set.intervals()) {
    hash ^= std::uint64_t{interval.first} << 16 | interval.last;
    hash *= 0xff51afd7ed558ccdU;
    hash ^= hash >> 32;
  }
  return hash;
}

PortSetPool::PortSetPool() {
  add(PortSet());
  add(PortSet(0, 65535));
}

PortSetPool::Id PortSetPool::add(const PortSet& set) {
  const auto [place, is_new] = ids_.try_emplace(set, static_cast<Id>(sets_.size()));
  if (is_new) sets_.push_back(set);
  return place->second;
}

PortSetPool::Id PortSetPool::intersect(Id a, Id b) {
  if (a > b) std::swap(a, b);
  if (a == kNone || a == b) return a;
  if (a == kAll) return b;
  Id result = 0;
  if (intersections_.find(a, b, result)) return result;
  result = add(sets_[a] & sets_[b]);
  intersections_.put(a, b, result);
  return result;
}

bool PortSetPool::meet(Id a, Id b) {
  constexpr std::size_t kMostRemembered = 8192;  // 64 MiB of answers
  if (a == kNone || b == kNone) return false;
  if (a == kAll || b == kAll || a == b) return true;
  if (a >= kMostRemembered || b >= kMostRemembered) return share_a_port(sets_[a], sets_[b]);
  if (a >= row_ || b >= row_) {
    row_ = 64;
    while (row_ < sets_.size() && row_ < kMostRemembered) row_ *= 2;
    meets_.assign(row_ * row_, 0);
  }
  std::uint8_t& known = meets_[a * row_ + b];
  if (known == 0) known = share_a_port(sets_[a], sets_[b]) ? 2 : 1;
  return known == 2;
}

}  // namespace halfopen
