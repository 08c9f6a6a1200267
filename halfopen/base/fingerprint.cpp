// SPDX-License-Identifier: Apache-2.0
#include "halfopen/base/fingerprint.hpp"

#include <cstdint>

namespace halfopen {

std::string fingerprint(std::string_view text) {
  constexpr std::uint64_t kBasis = 14695981039346656037ULL;
  constexpr std::uint64_t kPrime = 1099511628211ULL;
  std::uint64_t hash = kBasis;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  constexpr int kDigits = 16;
  std::string digits(kDigits, '0');
  for (int i = kDigits - 1; i >= 0; --i, hash >>= 4) {
    digits[static_cast<std::size_t>(i)] = "0123456789abcdef"[hash & 0xf];
  }
  return digits;
}

std::string FingerprintCounter::next(std::string_view text) {
  std::string digits = fingerprint(text);
  const unsigned count = ++known_[digits];
  return count == 1 ? digits : digits + ':' + std::to_string(count);
}

}  // namespace halfopen
