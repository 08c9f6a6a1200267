// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/separator_scan.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

namespace halfopen {
namespace {

// The judge: a loop over all bytes.
TEST_CASE("all ways to scan agree with a plain loop, for every length and alignment") {
  std::mt19937 random(7);  // NOLINT: the same texts in every run
  const std::string letters = "  \n\nab\x1f\x21\x09\x0b\x20\x8a\xa0";
  for (const ScanMethod method : {ScanMethod::scalar, ScanMethod::avx2, ScanMethod::avx512}) {
    if (!has_scan_method(method)) continue;
    for (std::size_t length = 0; length <= 260; ++length) {
      for (std::size_t offset = 0; offset < 64; offset += length % 2 == 0 ? 7U : 5U) {
        std::string buffer(offset + length, ' ');
        for (char& c : buffer) c = letters[random() % letters.size()];
        const std::string_view text = std::string_view(buffer).substr(offset);
        std::vector<std::uint32_t> expected = {77};
        for (std::size_t i = 0; i < text.size(); ++i) {
          if (text[i] == ' ' || text[i] == '\n') {
            expected.push_back(1000 + static_cast<std::uint32_t>(i));
          }
        }
        std::vector<std::uint32_t> found = {77};
        find_separators(text, 1000, found, method);
        REQUIRE(found == expected);
      }
    }
    std::vector<std::uint32_t> all;
    find_separators(std::string(200, '\n'), 0, all, method);
    CHECK(all.size() == 200);
  }
  CHECK(has_scan_method(best_scan_method()));
}

}  // namespace
}  // namespace halfopen
