// SPDX-License-Identifier: Apache-2.0
#include "halfopen/space/header_count.hpp"

#include <algorithm>

namespace halfopen {
namespace {

__extension__ using Wide = unsigned __int128;

}  // namespace

HeaderCount& HeaderCount::operator+=(const HeaderCount& other) {
  Wide carry = 0;
  for (std::size_t i = 0; i < kWords; ++i) {
    carry += Wide{words_[i]} + other.words_[i];
    words_[i] = static_cast<std::uint64_t>(carry);
    carry >>= 64;
  }
  return *this;
}

HeaderCount& HeaderCount::operator*=(std::uint64_t factor) {
  Wide carry = 0;
  for (std::uint64_t& word : words_) {
    carry += Wide{word} * factor;
    word = static_cast<std::uint64_t>(carry);
    carry >>= 64;
  }
  return *this;
}

std::strong_ordering operator<=>(const HeaderCount& a, const HeaderCount& b) {
  for (std::size_t i = HeaderCount::kWords; i-- > 0;) {
    if (a.words_[i] != b.words_[i]) return a.words_[i] <=> b.words_[i];
  }
  return std::strong_ordering::equal;
}

std::uint64_t HeaderCount::saturated() const {
  const bool fits = std::all_of(words_.begin() + 1, words_.end(), [](auto w) { return w == 0; });
  return fits ? words_[0] : ~std::uint64_t{0};
}

std::string to_string(const HeaderCount& count) {
  HeaderCount rest = count;
  std::string digits;
  do {
    Wide remainder = 0;
    for (std::size_t i = HeaderCount::kWords; i-- > 0;) {
      remainder = remainder << 64 | rest.words_[i];
      rest.words_[i] = static_cast<std::uint64_t>(remainder / 10);
      remainder %= 10;
    }
    digits.push_back(static_cast<char>('0' + static_cast<int>(remainder)));
  } while (rest != HeaderCount{});
  std::reverse(digits.begin(), digits.end());
  return digits;
}

}  // namespace halfopen
