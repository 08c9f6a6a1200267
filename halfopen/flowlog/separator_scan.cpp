// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/separator_scan.hpp"

#include <bit>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace halfopen {
namespace {

void scan_scalar(std::string_view text, std::uint32_t base, std::uint32_t*& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ' || text[i] == '\n') *out++ = base + static_cast<std::uint32_t>(i);
  }
}

/// The positions of the ones of a mask. Writes eight at a time, so `out` needs room behind it.
inline void put_ones(std::uint64_t mask, std::uint32_t base, std::uint32_t*& out) {
  const int count = std::popcount(mask);
  for (int written = 0; written < count; written += 8) {
    for (int k = 0; k < 8; ++k) {
      out[written + k] = base + static_cast<std::uint32_t>(std::countr_zero(mask));
      mask &= mask - 1;
    }
  }
  out += count;
}

#if defined(__x86_64__)
/// A bit for each separator among 32 bytes.
__attribute__((target("avx2"))) inline std::uint64_t ones_avx2(const char* bytes) {
  const __m256i some = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes));
  const __m256i found = _mm256_or_si256(_mm256_cmpeq_epi8(some, _mm256_set1_epi8(' ')),
                                        _mm256_cmpeq_epi8(some, _mm256_set1_epi8('\n')));
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(found));
}

__attribute__((target("avx2,bmi,bmi2,popcnt"))) void scan_avx2(std::string_view text,
                                                               std::uint32_t base,
                                                               std::uint32_t*& out) {
  std::size_t i = 0;
  for (; i + 64 <= text.size(); i += 64) {
    const std::uint64_t mask =
        ones_avx2(text.data() + i) | (ones_avx2(text.data() + i + 32) << 32U);
    put_ones(mask, base + static_cast<std::uint32_t>(i), out);
  }
  scan_scalar(text.substr(i), base + static_cast<std::uint32_t>(i), out);
}

__attribute__((target("avx512f,avx512bw,bmi,bmi2,popcnt"))) void scan_avx512(std::string_view text,
                                                                             std::uint32_t base,
                                                                             std::uint32_t*& out) {
  const __m512i blank = _mm512_set1_epi8(' ');
  const __m512i line = _mm512_set1_epi8('\n');
  std::size_t i = 0;
  for (; i + 64 <= text.size(); i += 64) {
    const __m512i bytes = _mm512_loadu_si512(text.data() + i);
    const std::uint64_t mask =
        _mm512_cmpeq_epi8_mask(bytes, blank) | _mm512_cmpeq_epi8_mask(bytes, line);
    put_ones(mask, base + static_cast<std::uint32_t>(i), out);
  }
  scan_scalar(text.substr(i), base + static_cast<std::uint32_t>(i), out);
}
#endif

}  // namespace

bool has_scan_method(ScanMethod method) {
#if defined(__x86_64__)
  if (method == ScanMethod::avx2) {
    return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi2") != 0;
  }
  if (method == ScanMethod::avx512) {
    return __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("bmi2") != 0;
  }
#endif
  return method == ScanMethod::scalar;
}

ScanMethod best_scan_method() {
  for (const ScanMethod method : {ScanMethod::avx512, ScanMethod::avx2}) {
    if (has_scan_method(method)) return method;
  }
  return ScanMethod::scalar;
}

void find_separators(std::string_view text, std::uint32_t base,
                     std::vector<std::uint32_t>& positions, ScanMethod method) {
  const std::size_t before = positions.size();
  constexpr std::size_t kRoom = 64;  // put_ones writes ahead
  positions.resize(before + text.size() + kRoom);
  std::uint32_t* out = positions.data() + before;
  switch (method) {
#if defined(__x86_64__)
    case ScanMethod::avx2: scan_avx2(text, base, out); break;
    case ScanMethod::avx512: scan_avx512(text, base, out); break;
#endif
    default: scan_scalar(text, base, out); break;
  }
  positions.resize(static_cast<std::size_t>(out - positions.data()));
}

}  // namespace halfopen
