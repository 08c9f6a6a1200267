// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/mask_kernel.hpp"

#if defined(__x86_64__)
#include <immintrin.h>

#include <cstring>

namespace halfopen {
namespace {

/// Outcomes of all tests on one block, a bit a packet, 8 bytes a test. Parts of a mask are stored
/// as they come from comparisons and only joined by being read again: joining them in registers
/// would crowd the one port that does comparisons.
struct MaskStore {
  std::array<std::byte, 8 * MaskPlan::kMostTests> bytes;

  std::uint64_t mask(std::uint16_t test) const {
    std::uint64_t mask = 0;
    std::memcpy(&mask, bytes.data() + std::size_t{8} * test, sizeof mask);
    return mask;
  }
};

/// Appends a part of a mask.
template <class Mask>
HALFOPEN_TARGET_AVX512 inline void put_part_avx512(std::byte*& out, Mask part) {
  std::memcpy(out, &part, sizeof part);
  out += sizeof part;
}

/// Parts i and i + 2 of the masks of 64 addresses, for i = 0 and 1: GCC joins stores that are
/// neighbours, and would do it in registers.
HALFOPEN_TARGET_AVX512 inline void put_addresses_avx512(const std::vector<AddressTest>& tests,
                                                        const std::uint32_t* column,
                                                        std::byte*& out) {
  if (tests.empty()) return;
  const AddressTest* const end = tests.data() + tests.size();
  for (std::size_t i = 0; i < 2; ++i) {
    const __m512i low = _mm512_loadu_si512(column + 16 * i);
    const __m512i high = _mm512_loadu_si512(column + 16 * (i + 2));
    std::byte* at = out + sizeof(__mmask16) * i;
    for (const AddressTest* test = tests.data(); test != end; ++test, at += 8) {
      const __m512i value = _mm512_set1_epi32(static_cast<int>(test->value));
      const __m512i mask = _mm512_set1_epi32(static_cast<int>(test->mask));
      const __mmask16 low_part = _mm512_testn_epi32_mask(_mm512_xor_si512(low, value), mask);
      const __mmask16 high_part = _mm512_testn_epi32_mask(_mm512_xor_si512(high, value), mask);
      std::memcpy(at, &low_part, sizeof low_part);
      std::memcpy(at + 2 * sizeof low_part, &high_part, sizeof high_part);
    }
  }
  out += 8 * tests.size();
}

/// first <= port <= last is one comparison of port - first, which wraps below first.
HALFOPEN_TARGET_AVX512 inline void put_ports_avx512(const std::vector<PortTest>& tests,
                                                    const std::uint16_t* column, std::byte*& out) {
  if (tests.empty()) return;
  const __m512i low = _mm512_loadu_si512(column);
  const __m512i high = _mm512_loadu_si512(column + 32);
  for (const PortTest& test : tests) {
    const __m512i first = _mm512_set1_epi32(static_cast<int>(test.firsts));
    const __m512i span = _mm512_set1_epi32(static_cast<int>(test.spans));
    put_part_avx512<__mmask32>(out, _mm512_cmple_epu16_mask(_mm512_sub_epi16(low, first), span));
    put_part_avx512<__mmask32>(out, _mm512_cmple_epu16_mask(_mm512_sub_epi16(high, first), span));
  }
}

HALFOPEN_TARGET_AVX512 inline void put_masks_avx512(const MaskPlan::Tests& tests,
                                                    const PacketColumns& columns,
                                                    MaskStore& store) {
  std::byte* out = store.bytes.data() + 8;  // test 0 is always passed
  put_addresses_avx512(tests.sources, columns.sources, out);
  put_addresses_avx512(tests.destinations, columns.destinations, out);
  put_ports_avx512(tests.source_ports, columns.source_ports, out);
  put_ports_avx512(tests.selectors, columns.selectors, out);
  if (tests.protocols.empty()) return;
  const __m512i protocols = _mm512_loadu_si512(columns.protocols);
  for (const std::uint8_t protocol : tests.protocols) {
    put_part_avx512<__mmask64>(
        out, _mm512_cmpeq_epi8_mask(protocols, _mm512_set1_epi8(static_cast<char>(protocol))));
  }
}

/// The byte of the first rule that matches, for each packet of the block.
template <std::size_t kSlots>
HALFOPEN_TARGET_AVX512 inline __m512i first_matches_avx512(const MaskPlan& plan,
                                                           const MaskStore& store) {
  const MaskPlan::Line* line = plan.lines().data();
  __m512i bytes = _mm512_load_si512(line);
  for (const MaskPlan::Condition& condition : plan.conditions()) {
    std::uint64_t mask = store.mask(condition[0]);
    for (std::size_t i = 1; i < kSlots; ++i) mask &= store.mask(condition[i]);
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

/// The tests of a block are made before the rules of the block before it are looked at: a mask
/// cannot be read whole before its parts have left the processor's store buffer.
template <std::size_t kSlots>
HALFOPEN_TARGET_AVX512 void run_masks_avx512(const MaskPlan& plan, const PacketColumns& columns,
                                             std::uint32_t* answers) {
  std::array<MaskStore, 2> stores;
  for (MaskStore& store : stores) std::memset(store.bytes.data(), 0xff, 8);
  std::size_t turn = 0;
  put_masks_avx512(plan.tests(), columns, stores[turn]);
  for (std::size_t base = 0; base < columns.count; base += MaskPlan::kBlock, turn ^= 1U) {
    const std::size_t next = base + MaskPlan::kBlock;
    if (next < columns.count) {
      put_masks_avx512(plan.tests(), columns.part(next, MaskPlan::kBlock), stores[turn ^ 1U]);
    }
    store_answers_avx512(plan, first_matches_avx512<kSlots>(plan, stores[turn]), answers + base);
  }
}

}  // namespace

void mask_blocks_avx512(const MaskPlan& plan, const PacketColumns& columns,
                        std::uint32_t* answers) {
  if (columns.count == 0) return;
  if (plan.most_tests() <= 3) {
    run_masks_avx512<3>(plan, columns, answers);
  } else {
    run_masks_avx512<5>(plan, columns, answers);
  }
}

}  // namespace halfopen
#endif
