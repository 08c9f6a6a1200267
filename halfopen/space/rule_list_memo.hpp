// SPDX-License-Identifier: Apache-2.0
// What was computed for a rule list at a level.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace halfopen {

/// A hash table keyed by (level, context, list of rules). The lists are kept and compared: a hash
/// alone would be wrong one day. Keeps its memory between uses.
class RuleListMemo {
 public:
  struct Key {
    std::uint32_t level;
    std::uint32_t context;
    std::span<const std::uint32_t> rules;
    std::uint64_t hash;
  };

  static Key key(std::size_t level, std::uint32_t context, std::span<const std::uint32_t> rules) {
    std::uint64_t hash = (std::uint64_t{context} << 8 | level) * 0x9e3779b97f4a7c15U;
    for (const std::uint32_t rule : rules) {
      hash = (hash ^ rule) * 0xff51afd7ed558ccdU;
      hash ^= hash >> 31;
    }
    return {static_cast<std::uint32_t>(level), context, rules, hash};
  }

  void clear() {
    entries_.clear();
    lists_.clear();
    std::fill(table_.begin(), table_.end(), 0);
  }

  std::optional<std::uint32_t> find(const Key& key) const {
    if (table_.empty()) return std::nullopt;
    for (std::size_t at = key.hash & (table_.size() - 1); table_[at] != 0;
         at = (at + 1) & (table_.size() - 1)) {
      const Entry& entry = entries_[table_[at] - 1];
      if (entry.hash == key.hash && entry.level == key.level && entry.context == key.context &&
          entry.length == key.rules.size() &&
          std::equal(key.rules.begin(), key.rules.end(), lists_.data() + entry.list)) {
        return entry.result;
      }
    }
    return std::nullopt;
  }

  /// The key must not be there yet.
  void put(const Key& key, std::uint32_t result) {
    entries_.push_back({key.hash, lists_.size(), static_cast<std::uint32_t>(key.rules.size()),
                        key.level, key.context, result});
    lists_.insert(lists_.end(), key.rules.begin(), key.rules.end());
    if (2 * entries_.size() > table_.size()) {
      table_.assign(table_.empty() ? 64 : 2 * table_.size(), 0);
      for (std::size_t i = 0; i < entries_.size(); ++i) insert(i);
    } else {
      insert(entries_.size() - 1);
    }
  }

 private:
  struct Entry {
    std::uint64_t hash;
    std::size_t list;
    std::uint32_t length;
    std::uint32_t level;
    std::uint32_t context;
    std::uint32_t result;
  };

  void insert(std::size_t index) {
    std::size_t at = entries_[index].hash & (table_.size() - 1);
    while (table_[at] != 0) at = (at + 1) & (table_.size() - 1);
    table_[at] = static_cast<std::uint32_t>(index + 1);
  }

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> lists_;
  std::vector<std::uint32_t> table_;  ///< open addressing: index + 1, 0 is free
};

}  // namespace halfopen
