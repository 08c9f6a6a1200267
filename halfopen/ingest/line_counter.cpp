// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/line_counter.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

namespace halfopen {

Origin LineCounter::at(std::size_t offset) {
  offset = std::min(offset, text_.size());
  if (offset < offset_) {
    offset_ = 0;
    line_start_ = 0;
    line_ = 1;
  }
  const char* const begin = text_.data();
  const char* cursor = begin + offset_;
  const char* const end = begin + offset;
  while (cursor < end) {
    const void* found = std::memchr(cursor, '\n', static_cast<std::size_t>(end - cursor));
    if (found == nullptr) break;
    cursor = static_cast<const char*>(found) + 1;
    line_start_ = static_cast<std::size_t>(cursor - begin);
    ++line_;
  }
  offset_ = offset;
  const std::size_t column = offset - line_start_ + 1;
  constexpr std::size_t kMost = std::numeric_limits<std::uint32_t>::max();
  return {source_, line_, static_cast<std::uint32_t>(std::min(column, kMost))};
}

}  // namespace halfopen
