// SPDX-License-Identifier: Apache-2.0
// Which bytes of a text are line ends, blanks and digits: a bit for each, many bytes at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "halfopen/base/simd_method.hpp"

namespace halfopen {

/// Bits in the order of the bytes, the first byte's lowest. Words behind the last one are zero, so
/// that a window may begin at any byte.
struct TextMasks {
  static constexpr std::size_t kWords = 512;
  static constexpr std::size_t kBytes = 64 * kWords;  ///< of text, so that it stays in the cache
  using Words = std::array<std::uint64_t, kWords + 2>;

  Words line{};   ///< LF
  Words blank{};  ///< ' '
  Words digit{};  ///< 0 to 9

  /// At least 57 bits from `at` on; higher ones are zero or right.
  static std::uint64_t window(const Words& words, std::size_t at) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, reinterpret_cast<const unsigned char*>(words.data()) + (at >> 3U),
                sizeof bits);
    return bits >> (at & 7U);
  }
};

/// Fills the masks for 64 * `words` bytes, at most kWords; those of digits only if they are asked
/// for. Linear, a few instructions for each 64 bytes. Asks for the text behind it beforehand (4 KiB
/// ahead), which may lie outside of the text: that reads nothing.
void mask_text(const char* text, std::size_t words, TextMasks& masks, SimdMethod method,
               bool digits = true);

}  // namespace halfopen
