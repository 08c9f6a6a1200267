// SPDX-License-Identifier: Apache-2.0
// Two dotted IPv4 addresses at once, with vectors. Only where SimdMethod::avx2 is at hand.
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "halfopen/base/simd_method.hpp"

namespace halfopen {

/// For each way in which four octets of one to three digits may stand: where the three dots and the
/// end are, and which byte goes where so that each octet has four bytes, its digits at the ends of
/// three of them.
struct DottedShapes {
  static constexpr std::size_t kSlots = 256;
  struct Shape {
    std::uint32_t marks = 0;  ///< a bit for each dot and for the end; 0: no shape
    std::array<std::uint8_t, 16> bytes{};
  };
  std::array<Shape, kSlots> slots{};
  bool unique = true;

  /// No two shapes have one slot; found by trying.
  static constexpr std::size_t slot(std::uint32_t marks) { return (marks * 0xa9a2122dU) >> 24U; }

  constexpr DottedShapes() {
    for (std::uint32_t code = 0; code < 81; ++code) {
      Shape shape;
      shape.bytes.fill(0x80);  // becomes 0
      std::uint32_t at = 0;
      std::uint32_t rest = code;
      for (std::uint32_t octet = 0; octet < 4; ++octet, rest /= 3) {
        const std::uint32_t digits = 1 + rest % 3;
        for (std::uint32_t k = 0; k < digits; ++k) {
          shape.bytes[4 * octet + 3 - digits + k] = static_cast<std::uint8_t>(at + k);
        }
        at += digits;
        shape.marks |= 1U << at;
        ++at;
      }
      Shape& slot_at = slots[slot(shape.marks)];
      unique = unique && slot_at.marks == 0;
      slot_at = shape;
    }
  }
};
inline constexpr DottedShapes kDottedShapes;
static_assert(kDottedShapes.unique);

/// Reads `a` and `b`, of so many bytes each; 16 bytes from both must be readable. False for what is
/// no dotted quad of octets with one to three digits. Zeros in front do not matter.
HALFOPEN_TARGET_AVX2 __attribute__((always_inline)) inline bool read_dotted_pair(
    const char* a, std::size_t a_length, const char* b, std::size_t b_length, std::uint32_t& a_bits,
    std::uint32_t& b_bits) {
  if (a_length > 15 || b_length > 15) return false;
  const __m256i text = _mm256_set_m128i(_mm_loadu_si128(reinterpret_cast<const __m128i*>(b)),
                                        _mm_loadu_si128(reinterpret_cast<const __m128i*>(a)));
  const __m256i value = _mm256_sub_epi8(text, _mm256_set1_epi8('0'));
  const auto dots = static_cast<std::uint32_t>(
      _mm256_movemask_epi8(_mm256_cmpeq_epi8(text, _mm256_set1_epi8('.'))));
  const auto digits = static_cast<std::uint32_t>(
      _mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_min_epu8(value, _mm256_set1_epi8(9)), value)));
  const std::uint32_t a_end = 1U << a_length;
  const std::uint32_t b_end = 1U << b_length;
  const std::uint32_t a_marks = (dots & (a_end - 1)) | a_end;
  const std::uint32_t b_marks = ((dots >> 16U) & (b_end - 1)) | b_end;
  const DottedShapes::Shape& a_shape = kDottedShapes.slots[DottedShapes::slot(a_marks)];
  const DottedShapes::Shape& b_shape = kDottedShapes.slots[DottedShapes::slot(b_marks)];
  const std::uint32_t inside = (a_end - 1) | ((b_end - 1) << 16U);
  const bool shaped =
      a_shape.marks == a_marks && b_shape.marks == b_marks && ((dots | digits) & inside) == inside;
  const __m256i order =
      _mm256_set_m128i(_mm_loadu_si128(reinterpret_cast<const __m128i*>(b_shape.bytes.data())),
                       _mm_loadu_si128(reinterpret_cast<const __m128i*>(a_shape.bytes.data())));
  // Each octet: hundreds, tens, ones, nothing.
  const __m256i weights = _mm256_set1_epi32(100 | (10 << 8) | (1 << 16));
  const __m256i octets = _mm256_madd_epi16(
      _mm256_maddubs_epi16(_mm256_shuffle_epi8(value, order), weights), _mm256_set1_epi16(1));
  const __m256i last_first =
      _mm256_setr_epi8(12, 8, 4, 0, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 12, 8, 4, 0, -1,
                       -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
  const __m256i packed = _mm256_shuffle_epi8(octets, last_first);
  a_bits = static_cast<std::uint32_t>(_mm_cvtsi128_si32(_mm256_castsi256_si128(packed)));
  b_bits = static_cast<std::uint32_t>(_mm_cvtsi128_si32(_mm256_extracti128_si256(packed, 1)));
  const bool small = _mm256_movemask_epi8(_mm256_cmpgt_epi32(octets, _mm256_set1_epi32(255))) == 0;
  return shaped && small;
}

}  // namespace halfopen
#endif
