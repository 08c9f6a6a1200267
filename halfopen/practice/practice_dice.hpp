// SPDX-License-Identifier: Apache-2.0
// The choices behind a generated question: the same for the same seed, on every machine.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

#include "halfopen/ports/port_random.hpp"

namespace halfopen {

class PracticeDice {
 public:
  /// Different numbers give streams that have nothing to do with each other.
  PracticeDice(std::uint64_t seed, std::uint64_t index, std::uint64_t attempt = 0)
      : random_(mixed(seed) ^ mixed(index * 2 + 1) ^ mixed(attempt * 2 + 0x10000001)) {}

  /// From 0 to sides - 1; `sides` must not be 0.
  std::uint32_t roll(std::size_t sides) { return random_.below(static_cast<std::uint32_t>(sides)); }
  bool coin() { return roll(2) == 0; }
  /// From least to most, both included.
  std::uint32_t between(std::uint32_t least, std::uint32_t most) {
    return least + roll(most - least + 1);
  }

  template <class T>
  T one_of(std::initializer_list<T> choices) {
    return *(choices.begin() + roll(choices.size()));
  }
  template <class T>
  const T& one_of(const std::vector<T>& choices) {
    return choices[roll(choices.size())];
  }

  /// Every order is equally likely (Fisher and Yates).
  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t left = items.size(); left > 1; --left) {
      std::swap(items[left - 1], items[roll(left)]);
    }
  }

 private:
  PortRandom random_;
};

}  // namespace halfopen
