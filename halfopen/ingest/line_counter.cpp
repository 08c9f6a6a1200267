// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/line_counter.hpp"

#include <algorithm>
#include <limits>

namespace halfopen {
namespace {

/// Counts in bytes, which the compiler turns into wide comparisons; a byte holds 255.
std::uint32_t count_newlines(std::string_view text) {
  std::uint32_t total = 0;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, 255);
    std::uint8_t count = 0;
    for (const char c : part) count = static_cast<std::uint8_t>(count + (c == '\n' ? 1 : 0));
    total += count;
    text.remove_prefix(part.size());
  }
  return total;
}

}  // namespace

Origin LineCounter::at(std::size_t offset) {
  offset = std::min(offset, text_.size());
  if (offset < offset_) {
    offset_ = 0;
    line_start_ = 0;
    line_ = 1;
  }
  const std::string_view passed = text_.substr(offset_, offset - offset_);
  line_ += count_newlines(passed);
  const std::size_t last = passed.rfind('\n');
  if (last != std::string_view::npos) line_start_ = offset_ + last + 1;
  offset_ = offset;
  const std::size_t column = offset - line_start_ + 1;
  constexpr std::size_t kMost = std::numeric_limits<std::uint32_t>::max();
  return {source_, line_, static_cast<std::uint32_t>(std::min(column, kMost))};
}

}  // namespace halfopen
