// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/mask_kernel.hpp"

#if defined(__x86_64__)
#include <immintrin.h>

#include <cstring>

namespace halfopen {
namespace {

/// Outcomes of all tests on one block, a bit a packet. Parts of a mask are stored
/// as they come from comparisons and only joined by being read again: joining them in registers
/// would crowd the one port that does comparisons.
struct MaskStore {
  std::array<std::byte, sizeof(std::uint64_t) * MaskPlan::kMostTests> bytes;

  std::uint64_t mask(std::uint16_t test) const {
    std::uint64_t mask = 0;
    std::memcpy(&mask, bytes.data() + sizeof mask * test, sizeof mask);
    return mask;
  }
};

/// A part of the packets of a block.
struct PartVectors {
  __m512i vectors[2];
};

HALFOPEN_TARGET_AVX512 inline PartVectors load_ports_avx512(const std::uint16_t* column) {
  PartVectors ports;
  for (std::size_t i = 0; i < 2; ++i) {
    ports.vectors[i] = _mm512_loadu_si512(column + 32 * i);
  }
  return ports;
}

/// Halves of addresses: those that stand at the places of `order` in the words of two vectors.
HALFOPEN_TARGET_AVX512 inline PartVectors load_halves_avx512(const std::uint32_t* column,
                                                             __m512i order) {
  PartVectors halves;
  for (std::size_t i = 0; i < 2; ++i) {
    halves.vectors[i] = _mm512_permutex2var_epi16(_mm512_loadu_si512(column + 32 * i), order,
                                                  _mm512_loadu_si512(column + 32 * i + 16));
  }
  return halves;
}

/// Appends the masks of a part's tests. first <= value <= last is one comparison of value - first,
/// which wraps below first.
HALFOPEN_TARGET_AVX512 inline void put_tests_avx512(const std::vector<PartTest>& tests,
                                                    const PartVectors& values, std::byte*& out) {
  for (const PartTest& test : tests) {
    const __m512i first = _mm512_set1_epi32(static_cast<int>(test.firsts));
    const __m512i span = _mm512_set1_epi32(static_cast<int>(test.spans));
    for (const __m512i& vector : values.vectors) {
      const __mmask32 part = _mm512_cmple_epu16_mask(_mm512_sub_epi16(vector, first), span);
      std::memcpy(out, &part, sizeof part);
      out += sizeof part;
    }
  }
}

HALFOPEN_TARGET_AVX512 inline void put_protocols_avx512(const std::vector<PartTest>& tests,
                                                        const std::uint8_t* column,
                                                        std::size_t base, std::byte*& out) {
  if (tests.empty()) return;
  const __m512i protocols = _mm512_loadu_si512(column + base);
  for (const PartTest& test : tests) {
    const __mmask64 mask =
        _mm512_cmpeq_epi8_mask(protocols, _mm512_set1_epi8(static_cast<char>(test.firsts)));
    std::memcpy(out, &mask, sizeof mask);
    out += sizeof mask;
  }
}

HALFOPEN_TARGET_AVX512 inline void put_address_avx512(const std::vector<PartTest>& high,
                                                      const std::vector<PartTest>& low,
                                                      const std::uint32_t* column, std::size_t base,
                                                      __m512i low_order, std::byte*& out) {
  if (!high.empty()) {
    const __m512i high_order = _mm512_add_epi16(low_order, _mm512_set1_epi16(1));
    put_tests_avx512(high, load_halves_avx512(column + base, high_order), out);
  }
  if (!low.empty()) put_tests_avx512(low, load_halves_avx512(column + base, low_order), out);
}

/// 0, 2, 4 …: the low halves of the addresses in two vectors.
struct LowOrder {
  alignas(64) std::array<std::uint16_t, 32> words{};
  constexpr LowOrder() {
    for (std::size_t i = 0; i < words.size(); ++i) words[i] = static_cast<std::uint16_t>(2 * i);
  }
};
constexpr LowOrder kLowOrder;

HALFOPEN_TARGET_AVX512 inline void put_masks_avx512(const MaskPlan& plan,
                                                    const PacketColumns& columns, std::size_t base,
                                                    MaskStore& store) {
  using enum HeaderPart;
  std::byte* out = store.bytes.data() + sizeof(std::uint64_t);  // test 0 is always passed
  const __m512i low_order = _mm512_load_si512(kLowOrder.words.data());
  put_protocols_avx512(plan.tests(protocol), columns.protocols, base, out);
  if (!plan.tests(selector).empty()) {
    put_tests_avx512(plan.tests(selector), load_ports_avx512(columns.selectors + base), out);
  }
  if (!plan.tests(source_port).empty()) {
    put_tests_avx512(plan.tests(source_port), load_ports_avx512(columns.source_ports + base), out);
  }
  put_address_avx512(plan.tests(source_high), plan.tests(source_low), columns.sources, base,
                     low_order, out);
  put_address_avx512(plan.tests(destination_high), plan.tests(destination_low),
                     columns.destinations, base, low_order, out);
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
  for (std::size_t i = 0; i < line.bytes.size(); i += 16) {
    // The form with a mask: GCC 12 warns about the other one (GCC bug 105593).
    const __m512i words = _mm512_maskz_cvtepi8_epi32(
        0xffff, _mm_load_si128(reinterpret_cast<const __m128i*>(line.bytes.data() + i)));
    _mm512_storeu_si512(answers + i, words);
  }
  if (plan.is_direct()) return;
  for (std::size_t i = 0; i < line.bytes.size(); ++i) answers[i] = plan.answers()[line.bytes[i]];
}

/// The tests of a block are made before the rules of the block before it are looked at: a mask
/// cannot be read whole before its parts have left the processor's store buffer.
template <std::size_t kSlots>
HALFOPEN_TARGET_AVX512 void run_masks_avx512(const MaskPlan& plan, const PacketColumns& columns,
                                             std::uint32_t* answers) {
  std::array<MaskStore, 2> stores;
  for (MaskStore& store : stores) std::memset(store.bytes.data(), 0xff, sizeof(std::uint64_t));
  std::size_t turn = 0;
  put_masks_avx512(plan, columns, 0, stores[turn]);
  for (std::size_t base = 0; base < columns.count; base += MaskPlan::kBlock, turn ^= 1U) {
    const std::size_t next = base + MaskPlan::kBlock;
    if (next < columns.count) {
      put_masks_avx512(plan, columns, next, stores[turn ^ 1U]);
    }
    store_answers_avx512(plan, first_matches_avx512<kSlots>(plan, stores[turn]), answers + base);
  }
}

}  // namespace

void mask_blocks_avx512(const MaskPlan& plan, const PacketColumns& columns,
                        std::uint32_t* answers) {
  if (columns.count == 0) return;
  if (plan.most_tests() <= 4) {
    run_masks_avx512<4>(plan, columns, answers);
  } else {
    run_masks_avx512<kHeaderParts>(plan, columns, answers);
  }
}

}  // namespace halfopen
#endif
