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

/// Eight 32-bit outcomes each, in order, as bytes.
HALFOPEN_TARGET_AVX2 inline __m256i pack_words_avx2(const __m256i passed[4]) {
  const __m256i mixed = _mm256_packs_epi16(_mm256_packs_epi32(passed[0], passed[1]),
                                           _mm256_packs_epi32(passed[2], passed[3]));
  return _mm256_permutevar8x32_epi32(mixed, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
}

HALFOPEN_TARGET_AVX2 inline __m256i* put_addresses_avx2(const std::vector<AddressTest>& tests,
                                                        const std::uint32_t* column,
                                                        __m256i* masks) {
  if (tests.empty()) return masks;
  __m256i addresses[4];
  for (int i = 0; i < 4; ++i) addresses[i] = load_avx2(column + 8 * i);
  for (const AddressTest& test : tests) {
    const __m256i value = _mm256_set1_epi32(static_cast<int>(test.value & test.mask));
    const __m256i mask = _mm256_set1_epi32(static_cast<int>(test.mask));
    __m256i passed[4];
    for (int i = 0; i < 4; ++i) {
      passed[i] = _mm256_cmpeq_epi32(_mm256_and_si256(addresses[i], mask), value);
    }
    *masks++ = pack_words_avx2(passed);
  }
  return masks;
}

/// first <= port <= last is one comparison of port - first, which wraps below first.
HALFOPEN_TARGET_AVX2 inline __m256i port_passes_avx2(__m256i ports, __m256i first, __m256i span) {
  const __m256i above = _mm256_sub_epi16(ports, first);
  return _mm256_cmpeq_epi16(_mm256_min_epu16(above, span), above);
}

HALFOPEN_TARGET_AVX2 inline __m256i* put_ports_avx2(const std::vector<PortTest>& tests,
                                                    const std::uint16_t* column, __m256i* masks) {
  if (tests.empty()) return masks;
  const __m256i low = load_avx2(column);
  const __m256i high = load_avx2(column + 16);
  for (const PortTest& test : tests) {
    const __m256i first = _mm256_set1_epi32(static_cast<int>(test.firsts));
    const __m256i span = _mm256_set1_epi32(static_cast<int>(test.spans));
    const __m256i mixed =
        _mm256_packs_epi16(port_passes_avx2(low, first, span), port_passes_avx2(high, first, span));
    *masks++ = _mm256_permute4x64_epi64(mixed, 0xd8);  // 0, 2, 1, 3
  }
  return masks;
}

HALFOPEN_TARGET_AVX2 inline void put_masks_avx2(const MaskPlan::Tests& tests,
                                                const PacketColumns& columns, __m256i* masks) {
  *masks++ = _mm256_set1_epi8(-1);
  masks = put_addresses_avx2(tests.sources, columns.sources, masks);
  masks = put_addresses_avx2(tests.destinations, columns.destinations, masks);
  masks = put_ports_avx2(tests.source_ports, columns.source_ports, masks);
  masks = put_ports_avx2(tests.selectors, columns.selectors, masks);
  if (tests.protocols.empty()) return;
  const __m256i protocols = load_avx2(columns.protocols);
  for (const std::uint8_t protocol : tests.protocols) {
    *masks++ = _mm256_cmpeq_epi8(protocols, _mm256_set1_epi8(static_cast<char>(protocol)));
  }
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
    put_masks_avx2(plan.tests(), columns.part(base, kHalfBlock), masks.mask);
    store_answers_avx2(plan, first_matches_avx2<kSlots>(plan, masks.mask), answers + base);
  }
}

}  // namespace

void mask_blocks_avx2(const MaskPlan& plan, const PacketColumns& columns, std::uint32_t* answers) {
  if (plan.most_tests() <= 3) {
    run_masks_avx2<3>(plan, columns, answers);
  } else {
    run_masks_avx2<5>(plan, columns, answers);
  }
}

}  // namespace halfopen
#endif
