// SPDX-License-Identifier: Apache-2.0
// Which vector instructions this processor has. Code that uses them stands in functions of their
// own, compiled for them by an attribute and chosen at run time, so that one program runs on every
// processor.
#pragma once

#include <cstdint>

#if defined(__x86_64__)
/// For functions that may use AVX2.
#define HALFOPEN_TARGET_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))
/// For functions that may use AVX-512.
#define HALFOPEN_TARGET_AVX512 \
  __attribute__((target("avx2,bmi,bmi2,popcnt,avx512f,avx512bw,avx512dq,avx512vl")))
#endif

namespace halfopen {

/// The ways of doing the same on many numbers at once. `scalar` uses nothing beyond the base set.
enum class SimdMethod : std::uint8_t { scalar, avx2, avx512 };
inline constexpr SimdMethod kSimdMethods[] = {SimdMethod::scalar, SimdMethod::avx2,
                                              SimdMethod::avx512};

/// True if this processor and system can do it. `scalar` is always there.
bool has_simd_method(SimdMethod method);

/// The widest one that this processor has.
SimdMethod best_simd_method();

}  // namespace halfopen
