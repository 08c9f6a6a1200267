// SPDX-License-Identifier: Apache-2.0
#include "halfopen/net/interval_set.hpp"

#include <doctest/doctest.h>

#include <cstdint>

namespace halfopen {
namespace {

using Small = IntervalSet<std::uint8_t>;

/// The set whose members are the bits of `mask`, placed at `base` and up.
Small of_mask(unsigned mask, unsigned base) {
  Small set;
  for (unsigned bit = 0; bit < 6; ++bit) {
    if ((mask >> bit & 1U) == 0) continue;
    const auto value = static_cast<std::uint8_t>(base + bit);
    set.append(value, value);
  }
  return set;
}

/// All pairs of subsets of six neighbouring values, at both ends of the number line.
template <class Check>
void for_all_pairs(const Check& check) {
  for (const unsigned base : {0U, 250U}) {
    for (unsigned a = 0; a < 64; ++a) {
      for (unsigned b = 0; b < 64; ++b) check(a, b, base);
    }
  }
}

TEST_CASE("union, intersection and difference agree with bit masks, exhaustively") {
  for_all_pairs([](unsigned a, unsigned b, unsigned base) {
    const Small x = of_mask(a, base);
    const Small y = of_mask(b, base);
    REQUIRE((x | y) == of_mask(a | b, base));
    REQUIRE((x & y) == of_mask(a & b, base));
    REQUIRE((x - y) == of_mask(a & ~b, base));
    REQUIRE(x.is_subset_of(y) == ((a & ~b) == 0));
    REQUIRE((x == y) == (a == b));
  });
}

TEST_CASE("membership agrees with bit masks, exhaustively") {
  for (const unsigned base : {0U, 250U}) {
    for (unsigned mask = 0; mask < 64; ++mask) {
      const Small set = of_mask(mask, base);
      for (unsigned value = 0; value < 256; ++value) {
        const bool member = value >= base && value < base + 6 && (mask >> (value - base) & 1U) != 0;
        REQUIRE(set.contains(static_cast<std::uint8_t>(value)) == member);
      }
    }
  }
}

TEST_CASE("neighbours merge, and the whole line is one interval") {
  CHECK(of_mask(0b111, 10).intervals().size() == 1);
  CHECK((Small(0, 127) | Small(128, 255)).intervals().size() == 1);
  CHECK((Small(0, 255) - Small(0, 255)).empty());
  CHECK((Small(0, 255) - Small(5, 5)).intervals().size() == 2);
}

}  // namespace
}  // namespace halfopen
