// SPDX-License-Identifier: Apache-2.0
#include "halfopen/base/grouped_number.hpp"

namespace halfopen {

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

}  // namespace halfopen
