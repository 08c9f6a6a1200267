// SPDX-License-Identifier: Apache-2.0
// What was computed for a pair of nodes.
#pragma once

#include <cstdint>
#include <vector>

namespace halfopen {

/// A hash table from pairs of ids to an id. Keys are compared, never only their hashes. Clearing is
/// constant time.
class NodePairMemo {
 public:
  void clear() {
    ++epoch_;
    used_ = 0;
    if (epoch_ == 0) {  // the counter came round: old marks would look fresh
      slots_.assign(slots_.size(), Slot{});
      epoch_ = 1;
    }
  }

  bool find(std::uint32_t a, std::uint32_t b, std::uint32_t& result) const {
    if (slots_.empty()) return false;
    for (std::size_t at = place(a, b);; at = (at + 1) & (slots_.size() - 1)) {
      const Slot& slot = slots_[at];
      if (slot.epoch != epoch_) return false;
      if (slot.a == a && slot.b == b) {
        result = slot.result;
        return true;
      }
    }
  }

  /// The pair must not be there yet.
  void put(std::uint32_t a, std::uint32_t b, std::uint32_t result) {
    if (2 * (used_ + 1) > slots_.size()) grow();
    insert({a, b, result, epoch_});
    ++used_;
  }

 private:
  struct Slot {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    std::uint32_t result = 0;
    std::uint32_t epoch = 0;
  };

  std::size_t place(std::uint32_t a, std::uint32_t b) const {
    std::uint64_t x = (std::uint64_t{a} << 32 | b) * 0x9e3779b97f4a7c15U;
    x ^= x >> 29;
    return x & (slots_.size() - 1);
  }

  void insert(const Slot& slot) {
    std::size_t at = place(slot.a, slot.b);
    while (slots_[at].epoch == epoch_) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = slot;
  }

  void grow() {
    std::vector<Slot> old(slots_.empty() ? 128 : 4 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.epoch == epoch_) insert(slot);
    }
  }

  std::vector<Slot> slots_;
  std::uint32_t epoch_ = 1;
  std::size_t used_ = 0;
};

}  // namespace halfopen
