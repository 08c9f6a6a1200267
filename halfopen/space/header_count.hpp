// SPDX-License-Identifier: Apache-2.0
// Exact numbers of packet headers: up to 2^297, where doubles would lie.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>

namespace halfopen {

/// A whole number below 2^320. Sums and products that do not fit are beyond any header space and
/// must not be asked for.
class HeaderCount {
 public:
  constexpr HeaderCount() = default;
  constexpr explicit HeaderCount(std::uint64_t value) { words_[0] = value; }

  HeaderCount& operator+=(const HeaderCount& other);
  HeaderCount& operator*=(std::uint64_t factor);
  friend HeaderCount operator+(HeaderCount a, const HeaderCount& b) { return a += b; }
  friend HeaderCount operator*(HeaderCount a, std::uint64_t factor) { return a *= factor; }

  friend bool operator==(const HeaderCount&, const HeaderCount&) = default;
  friend std::strong_ordering operator<=>(const HeaderCount& a, const HeaderCount& b);

  /// The number if it fits, else the largest that does.
  std::uint64_t saturated() const;

  /// In decimal digits.
  friend std::string to_string(const HeaderCount& count);

 private:
  static constexpr std::size_t kWords = 5;
  std::array<std::uint64_t, kWords> words_{};  ///< the lowest first
};

std::string to_string(const HeaderCount& count);

}  // namespace halfopen
