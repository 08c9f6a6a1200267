// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/mask_kernel.hpp"

#if defined(__x86_64__)
#include <immintrin.h>

namespace halfopen {
namespace {

/// The columns of a block that are vectors of 16 addresses.
struct AddressVectors {
  __m512i part[4];
};

HALFOPEN_TARGET_AVX512 inline std::uint64_t address_mask_avx512(const AddressVectors& addresses,
                                                                const AddressTest& test) {
  const __m512i value = _mm512_set1_epi32(static_cast<int>(test.value));
  const __m512i mask = _mm512_set1_epi32(static_cast<int>(test.mask));
  __mmask16 passed[4];
  for (int i = 0; i < 4; ++i) {
    passed[i] = _mm512_testn_epi32_mask(_mm512_xor_si512(addresses.part[i], value), mask);
  }
  return _mm512_kunpackd(_mm512_kunpackw(passed[3], passed[2]),
                         _mm512_kunpackw(passed[1], passed[0]));
}

HALFOPEN_TARGET_AVX512 inline std::uint64_t* put_addresses_avx512(
    const std::vector<AddressTest>& tests, const std::uint32_t* column, std::uint64_t* masks) {
  if (tests.empty()) return masks;
  AddressVectors addresses;
  for (int i = 0; i < 4; ++i) addresses.part[i] = _mm512_loadu_si512(column + 16 * i);
  for (const AddressTest& test : tests) *masks++ = address_mask_avx512(addresses, test);
  return masks;
}

/// first <= port <= last is one comparison of port - first, which wraps below first.
HALFOPEN_TARGET_AVX512 inline std::uint64_t* put_ports_avx512(const std::vector<PortRange>& tests,
                                                              const std::uint16_t* column,
                                                              std::uint64_t* masks) {
  if (tests.empty()) return masks;
  const __m512i low = _mm512_loadu_si512(column);
  const __m512i high = _mm512_loadu_si512(column + 32);
  for (const PortRange& test : tests) {
    const __m512i first = _mm512_set1_epi16(static_cast<short>(test.first));
    const __m512i span = _mm512_set1_epi16(static_cast<short>(test.last - test.first));
    *masks++ = _mm512_kunpackd(_mm512_cmple_epu16_mask(_mm512_sub_epi16(high, first), span),
                               _mm512_cmple_epu16_mask(_mm512_sub_epi16(low, first), span));
  }
  return masks;
}

HALFOPEN_TARGET_AVX512 inline void put_masks_avx512(const MaskPlan::Tests& tests,
                                                    const PacketColumns& columns,
                                                    std::uint64_t* masks) {
  *masks++ = ~std::uint64_t{0};
  masks = put_addresses_avx512(tests.sources, columns.sources, masks);
  masks = put_addresses_avx512(tests.destinations, columns.destinations, masks);
  masks = put_ports_avx512(tests.source_ports, columns.source_ports, masks);
  masks = put_ports_avx512(tests.selectors, columns.selectors, masks);
  if (tests.protocols.empty()) return;
  const __m512i protocols = _mm512_loadu_si512(columns.protocols);
  for (const std::uint8_t protocol : tests.protocols) {
    *masks++ = _mm512_cmpeq_epi8_mask(protocols, _mm512_set1_epi8(static_cast<char>(protocol)));
  }
}

/// The byte of the first rule that matches, for each packet of the block.
template <std::size_t kSlots>
HALFOPEN_TARGET_AVX512 inline __m512i first_matches_avx512(const MaskPlan& plan,
                                                           const std::uint64_t* masks) {
  const MaskPlan::Line* line = plan.lines().data();
  __m512i bytes = _mm512_load_si512(line);
  for (const MaskPlan::Condition& condition : plan.conditions()) {
    std::uint64_t mask = masks[condition[0]];
    for (std::size_t i = 1; i < kSlots; ++i) mask &= masks[condition[i]];
    bytes = _mm512_mask_loadu_epi8(bytes, mask, ++line);
  }
  return bytes;
}

HALFOPEN_TARGET_AVX512 inline void store_answers_avx512(const MaskPlan& plan, __m512i bytes,
                                                        std::uint32_t* answers) {
  MaskPlan::Line line;
  _mm512_store_si512(&line, bytes);
  for (std::size_t i = 0; i < MaskPlan::kBlock; i += 16) {
    // The form with a mask: GCC 12 warns about the other one (GCC bug 105593).
    const __m512i words = _mm512_maskz_cvtepi8_epi32(
        0xffff, _mm_load_si128(reinterpret_cast<const __m128i*>(line.bytes.data() + i)));
    _mm512_storeu_si512(answers + i, words);
  }
  if (plan.is_direct()) return;
  for (std::size_t i = 0; i < MaskPlan::kBlock; ++i) answers[i] = plan.answers()[line.bytes[i]];
}

template <std::size_t kSlots>
HALFOPEN_TARGET_AVX512 void run_masks_avx512(const MaskPlan& plan, const PacketColumns& columns,
                                             std::uint32_t* answers) {
  std::array<std::uint64_t, MaskPlan::kMostTests> masks;
  for (std::size_t base = 0; base < columns.count; base += MaskPlan::kBlock) {
    put_masks_avx512(plan.tests(), columns.part(base, MaskPlan::kBlock), masks.data());
    store_answers_avx512(plan, first_matches_avx512<kSlots>(plan, masks.data()), answers + base);
  }
}

}  // namespace

void mask_blocks_avx512(const MaskPlan& plan, const PacketColumns& columns,
                        std::uint32_t* answers) {
  if (plan.most_tests() <= 3) {
    run_masks_avx512<3>(plan, columns, answers);
  } else {
    run_masks_avx512<5>(plan, columns, answers);
  }
}

}  // namespace halfopen
#endif
