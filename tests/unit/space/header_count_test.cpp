// SPDX-License-Identifier: Apache-2.0
#include "halfopen/space/header_count.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

namespace halfopen::tests {
namespace {

__extension__ using Wide = unsigned __int128;

HeaderCount of_wide(Wide value) {
  HeaderCount count(static_cast<std::uint64_t>(value >> 64));
  for (int i = 0; i < 2; ++i) count *= std::uint64_t{1} << 32;
  return count + HeaderCount(static_cast<std::uint64_t>(value));
}

std::string digits(Wide value) {
  std::string text;
  for (; value != 0 || text.empty(); value /= 10) text += static_cast<char>('0' + int(value % 10));
  std::reverse(text.begin(), text.end());
  return text;
}

HeaderCount power_of_two(int exponent) {
  HeaderCount count(1);
  for (int i = 0; i < exponent; ++i) count *= 2;
  return count;
}

/// Numbers of every length, and those around carries.
std::uint64_t any_word() {
  const auto shift = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, 64));
  const auto word = *rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>());
  return *rc::gen::element<std::uint64_t>(word >> shift, ~std::uint64_t{0}, 0U, 1U);
}

TEST_CASE("header count: sums, products, order and text agree with 128-bit numbers") {
  CHECK(rc::check([] {
    const Wide a = Wide{any_word() >> 1} << 64 | any_word();
    const Wide b = Wide{any_word() >> 1} << 64 | any_word();
    RC_ASSERT(to_string(of_wide(a)) == digits(a));
    RC_ASSERT(of_wide(a) + of_wide(b) == of_wide(a + b));
    RC_ASSERT((of_wide(a) <=> of_wide(b)) == (a <=> b));
    RC_ASSERT((of_wide(a) == of_wide(b)) == (a == b));
    RC_ASSERT(of_wide(a).saturated() == (a >> 64 != 0 ? ~std::uint64_t{0} : std::uint64_t(a)));
    const std::uint64_t x = any_word();
    const std::uint64_t y = any_word();
    RC_ASSERT(HeaderCount(x) * y == of_wide(Wide{x} * y));
    RC_ASSERT(of_wide(a) * y + of_wide(b) * y == (of_wide(a) + of_wide(b)) * y);
  }));
}

TEST_CASE("header count: known powers of two") {
  const auto text = [](int exponent) { return to_string(power_of_two(exponent)); };
  CHECK(to_string(HeaderCount{}) == "0");
  CHECK(text(0) == "1");
  CHECK(text(63) == "9223372036854775808");
  CHECK(text(64) == "18446744073709551616");
  CHECK(text(128) == "340282366920938463463374607431768211456");
  CHECK(text(200) == "1606938044258990275541962092341162602522202993782792835301376");
  CHECK(text(256) ==
        "115792089237316195423570985008687907853269984665640564039457584007913129639936");
  CHECK(text(297) ==
        "2546294970418107607835557110511722701314335492082420313295175561692976624704170882"
        "72924672");
  CHECK(text(319) ==
        "1067993517960455041197510853084776057301352261178326384973520803911109862890320275"
        "011481043468288");
}

TEST_CASE("header count: powers of two are doubled sums, in order, and saturate") {
  for (int exponent = 0; exponent < 319; ++exponent) {
    const HeaderCount power = power_of_two(exponent);
    REQUIRE(power + power == power_of_two(exponent + 1));
    REQUIRE(power < power_of_two(exponent + 1));
    REQUIRE(power.saturated() ==
            (exponent < 64 ? std::uint64_t{1} << exponent : ~std::uint64_t{0}));
    HeaderCount ones;  // 2^exponent - 1: every carry runs
    for (int i = 0; i < exponent; ++i) ones += power_of_two(i);
    REQUIRE(ones + HeaderCount(1) == power);
    REQUIRE(ones < power);
  }
}

}  // namespace
}  // namespace halfopen::tests
