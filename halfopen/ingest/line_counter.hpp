// SPDX-License-Identifier: Apache-2.0
// From byte offsets to lines and columns.
#pragma once

#include <cstdint>
#include <string_view>

#include "halfopen/base/origin.hpp"

namespace halfopen {

/// Answers ascending offsets in one pass over the text; a smaller offset starts over.
class LineCounter {
 public:
  LineCounter(std::string_view text, std::uint32_t source) : text_(text), source_(source) {}

  /// The place of a byte; an offset beyond the end means the end.
  Origin at(std::size_t offset);

 private:
  std::string_view text_;
  std::uint32_t source_;
  std::size_t offset_ = 0;
  std::size_t line_start_ = 0;
  std::uint32_t line_ = 1;
};

}  // namespace halfopen
