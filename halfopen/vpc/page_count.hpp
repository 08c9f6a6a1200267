// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "halfopen/base/origin.hpp"

namespace halfopen {

/// The pages of one kind of list. An export is whole if some page says that it is the last one.
struct PageCount {
  std::size_t followed = 0;  ///< pages that name a next one
  std::size_t last = 0;      ///< pages that do not
  Origin next_token;         ///< where a page names the next one

  /// Adds the pages of another input.
  void add(const PageCount& more) {
    if (followed == 0) next_token = more.next_token;
    followed += more.followed;
    last += more.last;
  }

  bool incomplete() const { return followed > 0 && last == 0; }
};

}  // namespace halfopen
