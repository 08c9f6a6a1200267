// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/diagram_walk.hpp"

#if defined(__x86_64__)
#include <immintrin.h>

#include "halfopen/base/simd_method.hpp"

namespace halfopen {
namespace {

/// How many of the node's ends are below the value.
template <std::size_t kLines>
HALFOPEN_TARGET_AVX512 inline std::size_t ends_below_avx512(const DiagramLine* node,
                                                            std::uint32_t value) {
  const __m512i values = _mm512_set1_epi32(static_cast<int>(value));
  std::size_t count = 0;
  for (std::size_t i = 0; i < kLines; ++i) {
    const __mmask32 below = _mm512_cmplt_epu16_mask(_mm512_load_si512(node + i), values);
    count += static_cast<std::size_t>(_mm_popcnt_u32(below));
  }
  return count;
}

/// The same for runs_11, whose children stand in the same line.
template <>
HALFOPEN_TARGET_AVX512 inline std::size_t ends_below_avx512<0>(const DiagramLine* node,
                                                               std::uint32_t value) {
  constexpr __mmask16 kEnds = (1U << kShortEnds) - 1;
  const __m256i ends = _mm256_load_si256(reinterpret_cast<const __m256i*>(node));
  return static_cast<std::size_t>(_mm_popcnt_u32(
      _mm256_mask_cmplt_epu16_mask(kEnds, ends, _mm256_set1_epi32(static_cast<int>(value)))));
}

template <std::size_t kLines, bool kAhead>
HALFOPEN_TARGET_AVX512 void walk_lines_avx512(const DiagramStep& step) {
  constexpr std::size_t kEndBytes = kLines == 0 ? 2 * kShortEnds : sizeof(DiagramLine) * kLines;
  const DiagramLine* const lines = step.stage->lines.data();
  const DiagramLine* const next = step.next;
  const std::uint32_t* const values = step.values;
  std::uint32_t* const cursors = step.cursors;
  const std::size_t count = step.count;
  for (std::size_t i = 0; i < count; ++i) {
    const DiagramLine* const node = lines + cursors[i];
    const std::uint32_t child =
        diagram_child(node, kEndBytes, ends_below_avx512<kLines>(node, values[i]));
    cursors[i] = child;
    if (kAhead) _mm_prefetch(reinterpret_cast<const char*>(next + child), _MM_HINT_T0);
  }
}

template <std::size_t kLines>
HALFOPEN_TARGET_AVX512 void walk_layout_avx512(const DiagramStep& step) {
  if (step.next != nullptr) {
    walk_lines_avx512<kLines, true>(step);
  } else {
    walk_lines_avx512<kLines, false>(step);
  }
}

}  // namespace

void walk_diagram_avx512(const DiagramStep& step) {
  switch (step.stage->layout) {
    case NodeLayout::table: walk_diagram_table(step); break;
    case NodeLayout::runs_11: walk_layout_avx512<0>(step); break;
    case NodeLayout::runs_32: walk_layout_avx512<1>(step); break;
    case NodeLayout::runs_64: walk_layout_avx512<2>(step); break;
    case NodeLayout::runs_128: walk_layout_avx512<4>(step); break;
  }
}

}  // namespace halfopen
#endif
