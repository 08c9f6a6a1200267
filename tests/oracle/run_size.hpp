// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdlib>

namespace halfopen::oracle {

/// The number in the environment variable `name`, by which a run is made longer or another;
/// otherwise the usual one.
inline std::size_t run_size(const char* name, std::size_t usual) {
  const char* text = std::getenv(name);
  return text == nullptr ? usual : std::strtoull(text, nullptr, 10);
}

}  // namespace halfopen::oracle
