// SPDX-License-Identifier: Apache-2.0
// What is taken from a plain line, and what its fields are tested by. A part of plain_lines.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "halfopen/base/simd_method.hpp"
#include "halfopen/flowlog/digits.hpp"
#include "halfopen/flowlog/flow_record.hpp"

// What stands in the loops over lines: one function in the end.
#if defined(__x86_64__)
#define HALFOPEN_INLINE_AVX2 HALFOPEN_TARGET_AVX2 __attribute__((always_inline)) inline
#else
#define HALFOPEN_INLINE_AVX2 inline
#endif

namespace halfopen::plain {

/// Lines of more columns are not plain.
inline constexpr std::size_t kMostColumns = 128;

/// A field within the masked text.
struct Field {
  std::size_t begin = 0;
  std::size_t length = 0;
};

/// What a sink takes. Fields of length 0 are not told by the log.
struct Row {
  std::uint32_t source = 0;
  std::uint32_t destination = 0;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint8_t protocol = 0;
  FlowAction action = FlowAction::none;
  Field packets, bytes, start, end, interface_id, flags, direction, reason;
};

/// 0 for a field that the log does not tell.
HALFOPEN_INLINE_AVX2 std::uint64_t number_of(const char* text, Field field) {
  return field.length == 0
             ? 0
             : sixteen_digits(text + field.begin, static_cast<unsigned>(field.length));
}

/// So many low bits; less than 64.
constexpr std::uint64_t ones(std::size_t count) { return (std::uint64_t{1} << count) - 1; }

template <class Word>
Word load(const char* text) {
  Word word = 0;
  std::memcpy(&word, text, sizeof word);
  return word;
}
/// Eight bytes as they are loaded.
constexpr std::uint64_t word_of(const char (&text)[9]) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    word |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
  }
  return word;
}

/// Ports and protocol, whose bytes are digits. False for what is out of range.
HALFOPEN_INLINE_AVX2 bool put_services(const char* text, Field source, Field destination,
                                       Field protocol, Row& row) {
  if (source.length - 1 > 4 || destination.length - 1 > 4 || protocol.length - 1 > 2) return false;
  const auto at = [&](Field field) {
    return eight_digits(text + field.begin, static_cast<unsigned>(field.length));
  };
  const std::uint32_t from = at(source);
  const std::uint32_t to = at(destination);
  const std::uint32_t number = at(protocol);
  row.source_port = static_cast<std::uint16_t>(from);
  row.destination_port = static_cast<std::uint16_t>(to);
  row.protocol = static_cast<std::uint8_t>(number);
  return from <= 65535 && to <= 65535 && number <= 255;
}

}  // namespace halfopen::plain
