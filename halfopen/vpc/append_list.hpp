// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iterator>
#include <vector>

namespace halfopen {

/// Moves everything of `from` behind `to`; constant time where `to` is empty.
template <class T>
void append_list(std::vector<T>& to, std::vector<T>& from) {
  if (to.empty()) {
    to.swap(from);
  } else {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  }
}

}  // namespace halfopen
