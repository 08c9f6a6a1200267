// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/diagram_walk.hpp"

#if defined(__x86_64__)
#include <immintrin.h>

#include "halfopen/base/simd_method.hpp"

namespace halfopen {
namespace {

/// Two bits for each of the 16 ends that is not below the value: value - end, not below 0, is 0.
HALFOPEN_TARGET_AVX2 inline unsigned ends_above_avx2(const __m256i* ends, __m256i values) {
  const __m256i above = _mm256_subs_epu16(values, _mm256_load_si256(ends));
  return static_cast<unsigned>(
      _mm256_movemask_epi8(_mm256_cmpeq_epi16(above, _mm256_setzero_si256())));
}

/// How many of the node's ends are below the value.
template <std::size_t kLines>
HALFOPEN_TARGET_AVX2 inline std::size_t ends_below_avx2(const DiagramLine* node,
                                                        std::uint32_t value) {
  const __m256i values = _mm256_set1_epi32(static_cast<int>(value));
  const auto* const ends = reinterpret_cast<const __m256i*>(node);
  if (kLines == 0) {  // runs_11: the children follow the ends
    constexpr unsigned kBits = (1U << (2 * kShortEnds)) - 1;
    return kShortEnds -
           static_cast<std::size_t>(_mm_popcnt_u32(ends_above_avx2(ends, values) & kBits)) / 2;
  }
  std::size_t above = 0;
  for (std::size_t i = 0; i < 2 * kLines; ++i) {
    above += static_cast<std::size_t>(_mm_popcnt_u32(ends_above_avx2(ends + i, values)));
  }
  return 32 * kLines - above / 2;
}

template <std::size_t kLines>
HALFOPEN_TARGET_AVX2 void walk_lines_avx2(const DiagramStep& step) {
  constexpr std::size_t kEndBytes = kLines == 0 ? 2 * kShortEnds : sizeof(DiagramLine) * kLines;
  const DiagramLine* const lines = step.stage->lines.data();
  for (std::size_t i = 0; i < step.count; ++i) {
    const DiagramLine* const node = lines + step.cursors[i];
    const std::uint32_t child =
        diagram_child(node, kEndBytes, ends_below_avx2<kLines>(node, step.values[i]));
    step.cursors[i] = child;
    if (step.next != nullptr) {
      _mm_prefetch(reinterpret_cast<const char*>(step.next + child), _MM_HINT_T0);
    }
  }
}

}  // namespace

void walk_diagram_avx2(const DiagramStep& step) {
  switch (step.stage->layout) {
    case NodeLayout::table: walk_diagram_table(step); break;
    case NodeLayout::runs_11: walk_lines_avx2<0>(step); break;
    case NodeLayout::runs_32: walk_lines_avx2<1>(step); break;
    case NodeLayout::runs_64: walk_lines_avx2<2>(step); break;
    case NodeLayout::runs_128: walk_lines_avx2<4>(step); break;
  }
}

}  // namespace halfopen
#endif
