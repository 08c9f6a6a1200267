// SPDX-License-Identifier: Apache-2.0
// Time in a simulation. The core reads no clock, so that it has a type of its own.
#pragma once

#include <compare>
#include <cstdint>

namespace halfopen {

/// A point in time since a simulation's start, or a duration, in whole microseconds.
class PortTime {
 public:
  constexpr PortTime() = default;
  static constexpr PortTime microseconds(std::int64_t n) { return PortTime(n); }
  static constexpr PortTime milliseconds(std::int64_t n) { return PortTime(n * 1000); }
  static constexpr PortTime seconds(std::int64_t n) { return PortTime(n * 1'000'000); }

  constexpr std::int64_t count() const { return count_; }

  friend constexpr PortTime operator+(PortTime a, PortTime b) {
    return PortTime(a.count_ + b.count_);
  }
  friend constexpr auto operator<=>(PortTime, PortTime) = default;

 private:
  constexpr explicit PortTime(std::int64_t count) : count_(count) {}

  std::int64_t count_ = 0;
};

}  // namespace halfopen
