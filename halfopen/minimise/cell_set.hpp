// SPDX-License-Identifier: Apache-2.0
// Sets of cells of a grid, and the rectangles in which rules meet them.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace halfopen {

/// A closed run of columns or rows.
struct Run {
  std::uint32_t first = 0;
  std::uint32_t last = 0;

  constexpr bool contains(std::uint32_t i) const { return first <= i && i <= last; }
  constexpr bool contains(const Run& other) const {
    return first <= other.first && other.last <= last;
  }

  friend constexpr auto operator<=>(const Run&, const Run&) = default;
};

/// The bits of `run` that fall into word `word` of 64 columns.
constexpr std::uint64_t run_mask(const Run& run, std::uint32_t word) {
  const std::uint32_t begin = word * 64;
  if (run.last < begin || run.first > begin + 63) return 0;
  const std::uint32_t low = run.first > begin ? run.first - begin : 0;
  const std::uint32_t high = std::min(run.last - begin, std::uint32_t{63});
  return (~std::uint64_t{0} >> (63 - high)) & (~std::uint64_t{0} << low);
}

/// A bit matrix: one row a piece of the address space, one bit a column.
class CellSet {
 public:
  CellSet() = default;
  CellSet(std::uint32_t rows, std::uint32_t columns)
      : words_((columns + 63) / 64), bits_(std::size_t{rows} * words_) {}

  std::uint32_t words() const { return words_; }  ///< words a row
  const std::uint64_t* row(std::uint32_t r) const { return &bits_[std::size_t{r} * words_]; }
  const std::vector<std::uint64_t>& bits() const { return bits_; }

  bool test(std::uint32_t r, std::uint32_t c) const {
    return (row(r)[c / 64] >> (c % 64) & 1) != 0;
  }
  void set(std::uint32_t r, std::uint32_t c) {
    bits_[std::size_t{r} * words_ + c / 64] |= std::uint64_t{1} << (c % 64);
  }
  bool any() const {
    return std::any_of(bits_.begin(), bits_.end(), [](std::uint64_t w) { return w != 0; });
  }

  /// Whether, how many, and without those in the rectangle. Linear in its words.
  bool any(const Run& rows, const Run& columns) const {
    for (std::uint32_t w = columns.first / 64; w <= columns.last / 64; ++w) {
      const std::uint64_t mask = run_mask(columns, w);
      for (std::uint32_t r = rows.first; r <= rows.last; ++r) {
        if ((row(r)[w] & mask) != 0) return true;
      }
    }
    return false;
  }
  std::uint32_t count(const Run& rows, const Run& columns) const {
    int n = 0;
    for (std::uint32_t w = columns.first / 64; w <= columns.last / 64; ++w) {
      const std::uint64_t mask = run_mask(columns, w);
      for (std::uint32_t r = rows.first; r <= rows.last; ++r) n += std::popcount(row(r)[w] & mask);
    }
    return static_cast<std::uint32_t>(n);
  }
  void clear(const Run& rows, const Run& columns) {
    for (std::uint32_t w = columns.first / 64; w <= columns.last / 64; ++w) {
      const std::uint64_t mask = ~run_mask(columns, w);
      for (std::uint32_t r = rows.first; r <= rows.last; ++r) {
        bits_[std::size_t{r} * words_ + w] &= mask;
      }
    }
  }

  friend bool operator==(const CellSet&, const CellSet&) = default;

 private:
  std::uint32_t words_ = 0;
  std::vector<std::uint64_t> bits_;
};

}  // namespace halfopen
