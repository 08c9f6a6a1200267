// SPDX-License-Identifier: Apache-2.0
// Rows that never move: memory grows chunk by chunk, and what is given back is used again.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace halfopen {

/// Rows have numbers, in the order in which they were first taken. At most 2^32 - 1. Taking and
/// giving back are O(1); only a new chunk allocates.
template <class Row>
class ChunkedPool {
 public:
  /// A row as it is made, in the place that was given back last, else a new one.
  std::uint32_t take() {
    if (!free_.empty()) {
      const std::uint32_t at = free_.back();
      free_.pop_back();
      (*this)[at] = Row();
      return at;
    }
    if (size_ % kChunk == 0) chunks_.push_back(std::make_unique<Chunk>());
    return size_++;
  }
  void give_back(std::uint32_t at) { free_.push_back(at); }

  Row& operator[](std::uint32_t at) { return (*chunks_[at / kChunk])[at % kChunk]; }
  const Row& operator[](std::uint32_t at) const { return (*chunks_[at / kChunk])[at % kChunk]; }
  /// Numbers that were ever taken.
  std::uint32_t size() const { return size_; }
  void clear() {
    chunks_.clear();
    free_.clear();
    size_ = 0;
  }

 private:
  static constexpr std::uint32_t kChunk = 4096;
  using Chunk = std::array<Row, kChunk>;

  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::vector<std::uint32_t> free_;
  std::uint32_t size_ = 0;
};

}  // namespace halfopen
