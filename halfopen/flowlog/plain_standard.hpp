// SPDX-License-Identifier: Apache-2.0
// Plain lines of the default columns. A part of plain_lines.cpp.
#pragma once

#if defined(__x86_64__)
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "halfopen/flowlog/dotted_pair.hpp"
#include "halfopen/flowlog/plain_row.hpp"
#include "halfopen/flowlog/reject_counts.hpp"
#include "halfopen/flowlog/text_masks.hpp"

namespace halfopen::plain {

/// What stands at the end of a line of the default columns.
enum class Tail : std::uint8_t { accept, reject, other };

HALFOPEN_INLINE_AVX2 Tail tail_of(const char* line_end) {
  if (load<std::uint16_t>(line_end - 2) != ('O' | ('K' << 8))) return Tail::other;
  const auto action = load<std::uint64_t>(line_end - 10);
  return action == word_of(" ACCEPT ")   ? Tail::accept
         : action == word_of(" REJECT ") ? Tail::reject
                                         : Tail::other;
}

/// The version and the account of the default columns have 15 bytes with their blanks, and an
/// interface id has 12 at least.
inline constexpr std::size_t kAccountEnd = 14;
inline constexpr std::size_t kMiddle = 27;

HALFOPEN_INLINE_AVX2 bool has_usual_head(const TextMasks& masks, std::size_t begin) {
  const std::uint64_t head = TextMasks::window(masks.blank, begin) & ones(kMiddle);
  return head == (2U | (std::uint64_t{1} << kAccountEnd));
}

/// Bytes of a plain line without its LF: the least with every field as short as it can be; one byte
/// less than where a window from there on ends. Longer ones with huge counts are not plain.
inline constexpr std::size_t kShortest = 83;
inline constexpr std::size_t kLongest = kShortest + 56;

/// The place of the LF of a line that may be plain, by its length; 0 if it may not.
HALFOPEN_INLINE_AVX2 std::size_t end_of_standard(const TextMasks& masks, std::size_t begin) {
  const std::uint64_t early = (TextMasks::window(masks.line, begin) & ones(57)) |
                              (TextMasks::window(masks.line, begin + 57) & ones(kShortest - 57));
  const std::uint64_t here = TextMasks::window(masks.line, begin + kShortest) & ones(57);
  if (early != 0 || here == 0) return 0;
  return begin + kShortest + static_cast<std::size_t>(std::countr_zero(here));
}

/// Blanks in a line of such a length.
HALFOPEN_INLINE_AVX2 int blanks_of_standard(const TextMasks& masks, std::size_t begin,
                                            std::size_t end) {
  const std::size_t length = end - begin;
  const std::size_t second = std::min<std::size_t>(length - 57, 57);
  return std::popcount(TextMasks::window(masks.blank, begin) & ones(57)) +
         std::popcount(TextMasks::window(masks.blank, begin + 57) & ones(second)) +
         std::popcount(TextMasks::window(masks.blank, begin + 57 + second) &
                       ones(length - 57 - second));
}

/// A line of the default columns, from `begin` to its LF at `end`. Its fields are found from both
/// sides: one window of bits behind the account shows where six fields end; the action, the status
/// and two times of ten digits have a fixed distance to the end.
HALFOPEN_INLINE_AVX2 bool read_standard(const char* text, const TextMasks& masks, std::size_t begin,
                                        std::size_t end, Row& row) {
  constexpr std::size_t kTail = 56;  ///< bytes before the line's end in the second window
  static_assert(kShortest >= kMiddle + kTail);
  if (!has_usual_head(masks, begin)) return false;
  // Without a branch for the action: it would be guessed wrong for every reject.
  const auto action = load<std::uint64_t>(text + end - 10);
  const auto accept = static_cast<unsigned>(action == word_of(" ACCEPT "));
  const auto reject = static_cast<unsigned>(action == word_of(" REJECT "));
  const auto status_ok =
      static_cast<unsigned>(load<std::uint16_t>(text + end - 2) == ('O' | ('K' << 8)));
  if (((accept | reject) & status_ok) == 0) return false;
  static_assert(static_cast<int>(FlowAction::accept) == 1 &&
                static_cast<int>(FlowAction::reject) == 2);
  row.action = static_cast<FlowAction>(1 + reject);

  // Six fields: interface, addresses, ports, protocol.
  std::uint64_t blanks = TextMasks::window(masks.blank, begin + kMiddle) & ones(57);
  if (std::popcount(blanks) < 6) return false;
  std::array<std::size_t, 6> ends{};
  for (std::size_t& each : ends) {
    each = begin + kMiddle + static_cast<std::size_t>(std::countr_zero(blanks));
    blanks &= blanks - 1;
  }
  const auto field = [&](std::size_t i) {
    return Field{ends[i - 1] + 1, ends[i] - ends[i - 1] - 1};
  };
  row.interface_id = {begin + kAccountEnd + 1, ends[0] - begin - kAccountEnd - 1};
  const std::size_t numbers = ends[5] - ends[2];
  if (numbers > 15) return false;  // never: three short fields
  const std::uint64_t digit_or_blank =
      TextMasks::window(masks.digit, ends[2]) | TextMasks::window(masks.blank, ends[2]);
  if ((digit_or_blank & ones(numbers)) != ones(numbers)) return false;

  // Counts and times: from the protocol's end to the action, five blanks and digits.
  const std::size_t tail = end - kTail;
  if (ends[5] < tail) return false;
  const std::size_t first = ends[5] - tail;
  constexpr std::size_t kBytesEnd = kTail - 32;
  constexpr std::size_t kStartEnd = kTail - 21;
  constexpr std::size_t kEndEnd = kTail - 10;
  if (first + 4 > kBytesEnd) return false;
  const std::uint64_t region = ones(kEndEnd + 1) & ~ones(first);
  const std::uint64_t gaps = TextMasks::window(masks.blank, tail) & region;
  const std::uint64_t inner = gaps & (gaps - 1);
  const auto second = static_cast<std::size_t>(std::countr_zero(inner));
  const auto bit = [](std::size_t at) { return std::uint64_t{1} << at; };
  if (inner != (bit(second) | bit(kBytesEnd) | bit(kStartEnd) | bit(kEndEnd))) return false;
  if (second == first + 1 || second + 1 >= kBytesEnd) return false;
  if (((TextMasks::window(masks.digit, tail) | gaps) & region) != region) return false;
  row.packets = {tail + first + 1, second - first - 1};
  row.bytes = {tail + second + 1, kBytesEnd - second - 1};
  if (row.packets.length > 15 || row.bytes.length > 15) return false;
  row.start = {tail + kBytesEnd + 1, 10};
  row.end = {tail + kStartEnd + 1, 10};

  if (!put_services(text, field(3), field(4), field(5), row)) return false;
  const Field source = field(1);
  const Field destination = field(2);
  return read_dotted_pair(text + source.begin, source.length, text + destination.begin,
                          destination.length, row.source, row.destination);
}

/// Counts a rejected line of the default columns, of which only the service is looked at. Needs no
/// mask of digits.
HALFOPEN_INLINE_AVX2 bool count_reject(const char* text, const TextMasks& masks, std::size_t begin,
                                       ServiceTally& tally) {
  if (!has_usual_head(masks, begin)) return false;
  std::uint64_t blanks = TextMasks::window(masks.blank, begin + kMiddle) & ones(57);
  if (std::popcount(blanks) < 6) return false;
  for (int i = 0; i < 3; ++i) blanks &= blanks - 1;
  const auto next = [&] {
    const std::size_t at = begin + kMiddle + static_cast<std::size_t>(std::countr_zero(blanks));
    blanks &= blanks - 1;
    return at;
  };
  const std::size_t source_end = next();
  const std::size_t port_end = next();
  const std::size_t protocol_end = next();
  const std::size_t port_length = port_end - source_end - 1;
  const std::size_t protocol_length = protocol_end - port_end - 1;
  if (port_length - 1 > 4 || protocol_length - 1 > 2) return false;
  if (!are_digits(text + source_end + 1, static_cast<unsigned>(port_length)) ||
      !are_digits(text + port_end + 1, static_cast<unsigned>(protocol_length))) {
    return false;
  }
  const std::uint32_t port =
      eight_digits(text + source_end + 1, static_cast<unsigned>(port_length));
  const std::uint32_t protocol =
      eight_digits(text + port_end + 1, static_cast<unsigned>(protocol_length));
  if (port > 65535 || protocol > 255) return false;
  tally.reject(static_cast<std::uint8_t>(protocol), static_cast<std::uint16_t>(port));
  return true;
}

}  // namespace halfopen::plain
#endif
