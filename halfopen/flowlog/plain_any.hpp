// SPDX-License-Identifier: Apache-2.0
// Plain lines of any columns. A part of plain_lines.cpp.
#pragma once

#if defined(__x86_64__)
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "halfopen/flowlog/dotted_pair.hpp"
#include "halfopen/flowlog/plain_row.hpp"
#include "halfopen/flowlog/record_columns.hpp"
#include "halfopen/flowlog/text_masks.hpp"

namespace halfopen::plain {

/// Where the fields of a line end; what stands before the first one comes first.
class FieldEnds {
 public:
  /// False if there are not exactly so many columns.
  HALFOPEN_INLINE_AVX2 bool find(const TextMasks& masks, std::size_t begin, std::size_t end,
                                 std::size_t columns) {
    std::size_t count = 1;
    ends_[0] = begin - 1;  // wraps around for 0, and back again
    for (std::size_t word = begin / 64; word <= end / 64; ++word) {
      std::uint64_t blanks = masks.blank[word];
      if (word == begin / 64) blanks &= ~ones(begin % 64);
      if (word == end / 64) blanks &= ones(end % 64);
      const auto some = static_cast<std::size_t>(std::popcount(blanks));
      if (count + some > columns) return false;
      for (std::size_t written = 0; written < some; written += 8) {
        for (std::size_t k = 0; k < 8; ++k) {
          ends_[count + written + k] =
              64 * word + static_cast<std::size_t>(std::countr_zero(blanks));
          blanks &= blanks - 1;
        }
      }
      count += some;
    }
    ends_[count] = end;
    return count == columns;
  }
  Field operator[](std::size_t column) const {
    return {ends_[column] + 1, ends_[column + 1] - ends_[column] - 1};
  }

 private:
  std::array<std::size_t, kMostColumns + 16> ends_;
};

/// Digits only, at most so many.
HALFOPEN_INLINE_AVX2 bool is_number(const TextMasks& masks, Field field, std::size_t most) {
  if (field.length - 1 >= most) return false;
  const std::uint64_t all = ones(field.length);
  return (TextMasks::window(masks.digit, field.begin) & all) == all;
}

/// The field of a column that the log may lack; false if it is there and is not of the plain kind.
HALFOPEN_INLINE_AVX2 bool take_number(const TextMasks& masks, const FieldEnds& fields,
                                      std::uint16_t column, std::size_t most, Field& field) {
  if (column == RecordColumns::kNone) return true;
  field = fields[column];
  return is_number(masks, field, most);
}

HALFOPEN_INLINE_AVX2 bool take_action(const char* text, Field action, Field status, bool has_status,
                                      Row& row) {
  if (action.length != 6) return false;
  const std::uint64_t word = load<std::uint64_t>(text + action.begin) & ones(48);
  const bool accept = word == word_of("ACCEPT\0\0");
  if (!accept && word != word_of("REJECT\0\0")) return false;
  row.action = accept ? FlowAction::accept : FlowAction::reject;
  return !has_status ||
         (status.length == 2 && text[status.begin] == 'O' && text[status.begin + 1] == 'K');
}

/// A line of any columns.
HALFOPEN_INLINE_AVX2 bool read_any(const char* text, const TextMasks& masks,
                                   const RecordColumns& at, std::size_t columns, std::size_t begin,
                                   std::size_t end, Row& row) {
  constexpr std::uint16_t kNone = RecordColumns::kNone;
  FieldEnds fields;
  if (end == begin || text[end - 1] == '\r' || !fields.find(masks, begin, end, columns)) {
    return false;
  }
  const bool has_status = at.status != kNone;
  if (!take_action(text, fields[at.action], has_status ? fields[at.status] : Field{}, has_status,
                   row)) {
    return false;
  }
  const Field source = fields[at.source != kNone ? at.source : at.seen_source];
  const Field destination = fields[at.destination != kNone ? at.destination : at.seen_destination];
  const Field source_port = fields[at.source_port];
  const Field destination_port = fields[at.destination_port];
  const Field protocol = fields[at.protocol];
  if (!is_number(masks, source_port, 5) || !is_number(masks, destination_port, 5) ||
      !is_number(masks, protocol, 3) ||
      !put_services(text, source_port, destination_port, protocol, row)) {
    return false;
  }
  // Times of eleven digits and less are seconds, whatever they are.
  if (!take_number(masks, fields, at.packets, 15, row.packets) ||
      !take_number(masks, fields, at.bytes, 15, row.bytes) ||
      !take_number(masks, fields, at.start, 11, row.start) ||
      !take_number(masks, fields, at.end, 11, row.end)) {
    return false;
  }
  const bool no_flags =
      at.flags == kNone || (fields[at.flags].length == 1 && text[fields[at.flags].begin] == '-');
  if (!no_flags && !take_number(masks, fields, at.flags, 3, row.flags)) return false;
  if (at.interface_id != kNone) row.interface_id = fields[at.interface_id];
  if (at.direction != kNone) row.direction = fields[at.direction];
  if (at.reason != kNone) row.reason = fields[at.reason];
  return read_dotted_pair(text + source.begin, source.length, text + destination.begin,
                          destination.length, row.source, row.destination);
}

}  // namespace halfopen::plain
#endif
