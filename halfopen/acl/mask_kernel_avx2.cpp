// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/mask_kernel.hpp"

#if defined(__x86_64__)
#include <immintrin.h>

namespace halfopen {
namespace {

constexpr std::size_t kHalfBlock = 32;  // packets in a vector of bytes

/// Outcomes of the tests, a byte of ones or zeros for each packet.
struct MaskBytes {
  __m256i mask[MaskPlan::kMostTests];
};

HALFOPEN_TARGET_AVX2 inline __m256i load_avx2(const void* from) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(from));
}

/// A part of 32 packets.
struct PartPair {
  __m256i low;
  __m256i high;
};

HALFOPEN_TARGET_AVX2 inline PartPair load_ports_avx2(const std::uint16_t* column) {
  return {load_avx2(column), load_avx2(column + 16)};
}

/// Numbers below 65536 in two vectors of eight as words in one, in order.
HALFOPEN_TARGET_AVX2 inline __m256i pack_halves_avx2(__m256i first, __m256i second) {
  return _mm256_permute4x64_epi64(_mm256_packus_epi32(first, second), 0xd8);  // 0, 2, 1, 3
}

HALFOPEN_TARGET_AVX2 inline PartPair load_high_halves_avx2(const std::uint32_t* column) {
  __m256i part[4];
  for (std::size_t i = 0; i < 4; ++i) part[i] = _mm256_srli_epi32(load_avx2(column + 8 * i), 16);
  return {pack_halves_avx2(part[0], part[1]), pack_halves_avx2(part[2], part[3])};
}

HALFOPEN_TARGET_AVX2 inline PartPair load_low_halves_avx2(const std::uint32_t* column) {
  const __m256i low = _mm256_set1_epi32(0xffff);
  __m256i part[4];
  for (std::size_t i = 0; i < 4; ++i) part[i] = _mm256_and_si256(load_avx2(column + 8 * i), low);
  return {pack_halves_avx2(part[0], part[1]), pack_halves_avx2(part[2], part[3])};
}

/// first <= value <= last is one comparison of value - first, which wraps below first.
HALFOPEN_TARGET_AVX2 inline __m256i passes_avx2(__m256i values, __m256i first, __m256i span) {
  const __m256i above = _mm256_sub_epi16(values, first);
  return _mm256_cmpeq_epi16(_mm256_min_epu16(above, span), above);
}

/// Appends the masks of a part's tests.
HALFOPEN_TARGET_AVX2 inline void put_tests_avx2(const std::vector<PartTest>& tests,
                                                const PartPair& values, __m256i*& masks) {
  for (const PartTest& test : tests) {
    const __m256i first = _mm256_set1_epi32(static_cast<int>(test.firsts));
    const __m256i span = _mm256_set1_epi32(static_cast<int>(test.spans));
    const __m256i mixed = _mm256_packs_epi16(passes_avx2(values.low, first, span),
                                             passes_avx2(values.high, first, span));
    *masks++ = _mm256_permute4x64_epi64(mixed, 0xd8);  // 0, 2, 1, 3
  }
}

HALFOPEN_TARGET_AVX2 inline void put_address_avx2(const std::vector<PartTest>& high,
                                                  const std::vector<PartTest>& low,
                                                  const std::uint32_t* column, __m256i*& masks) {
  if (!high.empty()) put_tests_avx2(high, load_high_halves_avx2(column), masks);
  if (!low.empty()) put_tests_avx2(low, load_low_halves_avx2(column), masks);
}

HALFOPEN_TARGET_AVX2 inline void put_masks_avx2(const MaskPlan& plan, const PacketColumns& columns,
                                                __m256i* masks) {
  using enum HeaderPart;
  *masks++ = _mm256_set1_epi8(-1);
  if (!plan.tests(protocol).empty()) {
    const __m256i protocols = load_avx2(columns.protocols);
    for (const PartTest& test : plan.tests(protocol)) {
      *masks++ = _mm256_cmpeq_epi8(protocols, _mm256_set1_epi8(static_cast<char>(test.firsts)));
    }
  }
  if (!plan.tests(selector).empty()) {
    put_tests_avx2(plan.tests(selector), load_ports_avx2(columns.selectors), masks);
  }
  if (!plan.tests(source_port).empty()) {
    put_tests_avx2(plan.tests(source_port), load_ports_avx2(columns.source_ports), masks);
  }
  put_address_avx2(plan.tests(source_high), plan.tests(source_low), columns.sources, masks);
  put_address_avx2(plan.tests(destination_high), plan.tests(destination_low), columns.destinations,
                   masks);
}

template <std::size_t kSlots>
HALFOPEN_TARGET_AVX2 inline __m256i first_matches_avx2(const MaskPlan& plan, const __m256i* masks) {
  const MaskPlan::Line* line = plan.lines().data();
  __m256i bytes = load_avx2(line);
  for (const MaskPlan::Condition& condition : plan.conditions()) {
    __m256i mask = masks[condition[0]];
    for (std::size_t i = 1; i < kSlots; ++i) mask = _mm256_and_si256(mask, masks[condition[i]]);
    bytes = _mm256_blendv_epi8(bytes, load_avx2(++line), mask);
  }
  return bytes;
}

HALFOPEN_TARGET_AVX2 inline void store_answers_avx2(const MaskPlan& plan, __m256i bytes,
                                                    std::uint32_t* answers) {
  alignas(kHalfBlock) std::array<std::uint8_t, kHalfBlock> spread;
  _mm256_store_si256(reinterpret_cast<__m256i*>(spread.data()), bytes);
  for (std::size_t i = 0; i < kHalfBlock; i += 8) {
    __m256i words =
        _mm256_cvtepi8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(spread.data() + i)));
    if (!plan.is_direct()) {
      words = _mm256_i32gather_epi32(reinterpret_cast<const int*>(plan.answers().data()), words, 4);
    }
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(answers + i), words);
  }
}

template <std::size_t kSlots>
HALFOPEN_TARGET_AVX2 void run_masks_avx2(const MaskPlan& plan, const PacketColumns& columns,
                                         std::uint32_t* answers) {
  MaskBytes masks;
  for (std::size_t base = 0; base < columns.count; base += kHalfBlock) {
    put_masks_avx2(plan, columns.part(base, kHalfBlock), masks.mask);
    store_answers_avx2(plan, first_matches_avx2<kSlots>(plan, masks.mask), answers + base);
  }
}

}  // namespace

void mask_blocks_avx2(const MaskPlan& plan, const PacketColumns& columns, std::uint32_t* answers) {
  if (plan.most_tests() <= 4) {
    run_masks_avx2<4>(plan, columns, answers);
  } else {
    run_masks_avx2<kHeaderParts>(plan, columns, answers);
  }
}

}  // namespace halfopen
#endif
