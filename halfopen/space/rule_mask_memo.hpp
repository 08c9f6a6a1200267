// SPDX-License-Identifier: Apache-2.0
// What was computed for a short rule list at a level.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace halfopen {

/// RuleListMemo for lists that are one word. Clearing is constant time.
class RuleMaskMemo {
 public:
  struct Key {
    std::uint64_t rules;
    std::uint32_t level;
    std::uint32_t context;

    friend bool operator==(const Key&, const Key&) = default;
  };

  void clear() {
    used_ = 0;
    if (++epoch_ == 0) {  // the counter came round: old marks would look fresh
      slots_.assign(slots_.size(), Slot{});
      epoch_ = 1;
    }
  }

  std::optional<std::uint32_t> find(const Key& key) const {
    if (slots_.empty()) return std::nullopt;
    for (std::size_t at = place(key);; at = (at + 1) & (slots_.size() - 1)) {
      const Slot& slot = slots_[at];
      if (slot.epoch != epoch_) return std::nullopt;
      if (slot.key == key) return slot.result;
    }
  }

  /// The key must not be there yet.
  void put(const Key& key, std::uint32_t result) {
    if (2 * (used_ + 1) > slots_.size()) grow();
    insert({key, result, epoch_});
    ++used_;
  }

 private:
  struct Slot {
    Key key{};
    std::uint32_t result = 0;
    std::uint32_t epoch = 0;
  };

  std::size_t place(const Key& key) const {
    std::uint64_t x = key.rules ^ (std::uint64_t{key.context} << 8 | key.level) << 20;
    x *= 0x9e3779b97f4a7c15U;
    x ^= x >> 32;
    return x & (slots_.size() - 1);
  }

  void insert(const Slot& slot) {
    std::size_t at = place(slot.key);
    while (slots_[at].epoch == epoch_) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = slot;
  }

  void grow() {
    std::vector<Slot> old(slots_.empty() ? 64 : 4 * slots_.size());
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
