// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/text_masks.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <random>
#include <string>

namespace halfopen {
namespace {

bool bit(const TextMasks::Words& words, std::size_t at) {
  return ((words[at / 64] >> (at % 64)) & 1U) != 0;
}

// The judge: a loop over all bytes.
TEST_CASE("all ways to scan agree with a plain loop, for every byte and alignment") {
  std::mt19937 random(7);  // NOLINT: the same texts in every run
  const auto masks = std::make_unique<TextMasks>();
  for (const SimdMethod method : {SimdMethod::scalar, SimdMethod::avx2, SimdMethod::avx512}) {
    if (!has_simd_method(method)) continue;
    for (std::size_t words = 0; words <= TextMasks::kWords; words += words < 5 ? 1 : 169) {
      for (std::size_t offset = 0; offset < 64; offset += 7) {
        std::string text(offset + 64 * words, ' ');
        for (char& c : text)
          c = random() % 3 == 0 ? " \n09"[random() % 4] : static_cast<char>(random());
        mask_text(text.data() + offset, words, *masks, method);
        for (std::size_t i = 0; i < 64 * words; ++i) {
          const char c = text[offset + i];
          REQUIRE(bit(masks->line, i) == (c == '\n'));
          REQUIRE(bit(masks->blank, i) == (c == ' '));
          REQUIRE(bit(masks->digit, i) == (c >= '0' && c <= '9'));
        }
        REQUIRE(masks->line[words] == 0);
        REQUIRE(masks->digit[words + 1] == 0);
      }
    }
  }
  CHECK(has_simd_method(best_simd_method()));
}

TEST_CASE("a window shows at least 57 bits from any place") {
  TextMasks masks;
  for (std::size_t at = 0; at < 200; at += 3) masks.blank[at / 64] |= std::uint64_t{1} << (at % 64);
  for (std::size_t from = 0; from < 140; ++from) {
    for (std::size_t i = 0; i < 57; ++i) {
      REQUIRE(((TextMasks::window(masks.blank, from) >> i) & 1U) ==
              ((from + i) % 3 == 0 ? 1U : 0U));
    }
  }
}

}  // namespace
}  // namespace halfopen
