// SPDX-License-Identifier: Apache-2.0
#include "halfopen/base/simd_method.hpp"

#include <initializer_list>

namespace halfopen {

bool has_simd_method(SimdMethod method) {
#if defined(__x86_64__)
  const bool avx2 = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi") != 0 &&
                    __builtin_cpu_supports("bmi2") != 0 && __builtin_cpu_supports("popcnt") != 0;
  if (method == SimdMethod::avx2) return avx2;
  if (method == SimdMethod::avx512) {
    return avx2 && __builtin_cpu_supports("avx512f") != 0 &&
           __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
           __builtin_cpu_supports("avx512vl") != 0;
  }
#endif
  return method == SimdMethod::scalar;
}

SimdMethod best_simd_method() {
  for (const SimdMethod method : {SimdMethod::avx512, SimdMethod::avx2}) {
    if (has_simd_method(method)) return method;
  }
  return SimdMethod::scalar;
}

}  // namespace halfopen
