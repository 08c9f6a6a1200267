// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/inflate.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>

namespace halfopen {
namespace {

using namespace std::string_view_literals;

// Written by gzip and zstd: "first line", "second line" and 131,072 times "a" (a whole output
// buffer).
const std::string kGzipFirst(
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\x4b\xcb\x2c\x2a\x2e\x51\xc8\xc9\xcc\x4b"
    "\xe5\x02\x00\x10\xfc\xef\xbd\x0b\x00\x00\x00"
    ""sv);
const std::string kGzipSecond(
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\x2b\x4e\x4d\xce\xcf\x4b\x51\xc8\xc9\xcc"
    "\x4b\xe5\x02\x00\x4d\x33\x46\xad\x0c\x00\x00\x00"
    ""sv);
const std::string kZstdFirst(
    "\x28\xb5\x2f\xfd\x04\x58\x59\x00\x00\x66\x69\x72\x73\x74\x20\x6c\x69\x6e\x65\x0a"
    "\x9d\x96\x59\x36"
    ""sv);
const std::string kZstdSecond(
    "\x28\xb5\x2f\xfd\x04\x58\x61\x00\x00\x73\x65\x63\x6f\x6e\x64\x20\x6c\x69\x6e\x65"
    "\x0a\xc3\x05\xbb\x72"
    ""sv);
const std::string kZstdBuffer(
    "\x28\xb5\x2f\xfd\x04\x58\x55\x00\x00\x10\x61\x61\x01\x00\xfb\xff\x39\xc0\x02\x24"
    "\xf7\x25\x40"
    ""sv);

struct Unpacked {
  std::string text;
  std::string fed;       ///< what went wrong
  std::string finished;  ///< what went wrong at the end
};

Unpacked unpack(const std::string& bytes, std::size_t piece = 1U << 20U) {
  Unpacked result;
  const auto inflater = inflater_for(bytes);
  REQUIRE(inflater);
  for (std::size_t i = 0; i < bytes.size(); i += piece) {
    const auto fed = inflater->feed(std::string_view(bytes).substr(i, piece),
                                    [&](std::string_view text) { result.text += text; });
    if (!fed) {
      result.fed = fed.error().what;
      return result;
    }
  }
  const auto end = inflater->finish();
  if (!end) result.finished = end.error().what;
  return result;
}

TEST_CASE("what is not compressed has no inflater") {
  for (const auto bytes : {""sv, "2 12"sv, "\x1f"sv, "\x1f\x8a"sv, "\x28\xb5\x2f"sv, "PAR1"sv}) {
    CHECK(inflater_for(bytes) == nullptr);
  }
}

// RFC 1952 section 2.2: members follow one another; RFC 8878 section 3.1: so do frames.
TEST_CASE("several members and frames, in pieces of every size") {
  for (const auto& bytes :
       {kGzipFirst + kGzipSecond + kGzipFirst, kZstdFirst + kZstdSecond + kZstdFirst}) {
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
      const Unpacked result = unpack(bytes, piece);
      CHECK(result.text == "first line\nsecond line\nfirst line\n");
      CHECK(result.fed.empty());
      CHECK(result.finished.empty());
    }
  }
}

TEST_CASE("a frame that fills the buffer is whole") {
  for (const std::size_t piece : {std::size_t{1}, kZstdBuffer.size()}) {
    const Unpacked result = unpack(kZstdBuffer, piece);
    CHECK(result.text == std::string(131'072, 'a'));
    CHECK(result.finished.empty());
    CHECK(unpack(kZstdBuffer + kZstdFirst, piece).text.ends_with("afirst line\n"));
  }
}

TEST_CASE("cut short: what was there is told, and the end is an error") {
  for (const auto& bytes : {kGzipFirst + kGzipSecond, kZstdFirst + kZstdSecond}) {
    const std::size_t first = bytes[0] == '\x1f' ? kGzipFirst.size() : kZstdFirst.size();
    for (std::size_t size = 4; size < bytes.size(); ++size) {
      if (size == first) continue;  // a whole member
      CAPTURE(size);
      const Unpacked result = unpack(bytes.substr(0, size));
      CHECK(result.fed.empty());
      CHECK_FALSE(result.finished.empty());
      if (size > first) CHECK(result.text.starts_with("first line\n"));
    }
  }
}

TEST_CASE("broken bytes are an error, and never other text without one") {
  for (const auto& good : {kGzipFirst, kZstdFirst}) {
    for (std::size_t at = good.size() - 4; at < good.size(); ++at) {
      std::string bytes = good;  // the checksum, or the length
      bytes[at] = static_cast<char>(bytes[at] ^ 1);
      const Unpacked result = unpack(bytes);
      CHECK_FALSE((result.fed + result.finished).empty());
    }
    const Unpacked garbage = unpack(good + "something else");
    CHECK(garbage.text == "first line\n");
    CHECK_FALSE((garbage.fed + garbage.finished).empty());
  }
}

}  // namespace
}  // namespace halfopen
