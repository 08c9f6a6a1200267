// SPDX-License-Identifier: Apache-2.0
// Decimal digits to numbers, eight at a time, where it is known that they are digits.
#pragma once

#include <cstdint>
#include <cstring>

namespace halfopen {

/// True if `length` bytes, 1 to 8, are digits. Eight bytes from `text` on must be readable.
__attribute__((always_inline)) inline bool are_digits(const char* text, unsigned length) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, text, sizeof bytes);
  // A digit is 0x30 to 0x39: its upper half stays 3 when 6 is added to the lower one.
  const std::uint64_t value = bytes ^ 0x3030303030303030U;
  const std::uint64_t carried = (value & 0x0f0f0f0f0f0f0f0fU) + 0x0606060606060606U;
  return (((value | carried) & 0xf0f0f0f0f0f0f0f0U) << (64 - 8 * length)) == 0;
}

/// The number of `length` digits, 1 to 8. Eight bytes from `text` on must be readable; what stands
/// behind the digits does not matter. Little-endian.
__attribute__((always_inline)) inline std::uint32_t eight_digits(const char* text,
                                                                 unsigned length) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, text, sizeof bytes);
  // The first digit is the lowest byte. Shifted to the top, zeros stand before it; what stood
  // behind the digits is gone, and with it all that subtracting borrowed from there.
  bytes = (bytes - 0x3030303030303030U) << (64 - 8 * length);
  bytes = bytes * 10 + (bytes >> 8U);  // pairs, in the bytes 0, 2, 4, 6
  constexpr std::uint64_t kPairs = 0x000000ff000000ffU;
  const std::uint64_t high = (bytes & kPairs) * (100 + (std::uint64_t{1'000'000} << 32U));
  const std::uint64_t low = ((bytes >> 16U) & kPairs) * (1 + (std::uint64_t{10'000} << 32U));
  return static_cast<std::uint32_t>((high + low) >> 32U);
}

/// The same for 1 to 16 digits.
__attribute__((always_inline)) inline std::uint64_t sixteen_digits(const char* text,
                                                                   unsigned length) {
  if (length <= 8) return eight_digits(text, length);
  return std::uint64_t{eight_digits(text, length - 8)} * 100'000'000 +
         eight_digits(text + length - 8, 8);
}

}  // namespace halfopen
