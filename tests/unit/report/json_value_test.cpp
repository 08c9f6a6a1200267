// SPDX-License-Identifier: Apache-2.0
// What is written is what the JSON library would write, byte for byte.
#include "halfopen/report/json_value.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <utility>

namespace halfopen {
namespace {

using Library = nlohmann::ordered_json;

std::string library_dump(const Library& json) {
  return json.dump(1, ' ', false, Library::error_handler_t::replace);
}

/// Bytes of every kind: plain, to be escaped, whole and broken UTF-8.
std::string random_text(std::mt19937& dice) {
  static const char* const kParts[] = {
      "a", "10.0.0.0/24", "\"",       "\\",       "\n", "\x01", "\x1f", "\x7f", "ä", "€",
      "😀", "\xff",        "\xe2\x82", "\xed\xa0", "/",  "<b>",  "\t",   "\x80", " ", "\b\f\r"};
  std::string text;
  for (auto left = dice() % 6; left > 0; --left) {
    text += kParts[dice() % (sizeof kParts / sizeof *kParts)];
  }
  if (dice() % 8 == 0) text += '\0';
  return text;
}

/// The same tree in both.
std::pair<JsonValue, Library> random_tree(std::mt19937& dice, int depth) {
  const auto kind = dice() % (depth > 4 ? 4 : 6);
  if (kind == 0) {
    const std::string text = random_text(dice);
    return {JsonValue(text), Library(text)};
  }
  if (kind == 1) {
    const auto number = static_cast<std::int64_t>(dice() << 32 | dice());
    return {JsonValue(number), Library(number)};
  }
  if (kind == 2) {
    const double number = static_cast<double>(dice()) / 7.0 - 1e8;
    return {JsonValue(number), Library(number)};
  }
  if (kind == 3) {
    const bool value = dice() % 2 == 0;
    return {JsonValue(value), Library(value)};
  }
  JsonValue own = kind == 4 ? JsonValue::array() : JsonValue::object();
  Library other = kind == 4 ? Library::array() : Library::object();
  for (auto left = dice() % 5; left > 0; --left) {
    auto [value, twin] = random_tree(dice, depth + 1);
    if (kind == 4) {
      own.push(std::move(value));
      other.push_back(std::move(twin));
    } else {
      const std::string key = dice() % 3 == 0 ? "again" : random_text(dice);
      own.set(key, std::move(value));
      other[key] = std::move(twin);
    }
  }
  return {std::move(own), std::move(other)};
}

TEST_CASE("json: random trees are written as the library writes them") {
  std::mt19937 dice(7);
  for (int i = 0; i < 5000; ++i) {
    auto [own, other] = random_tree(dice, 0);
    CHECK(own.dump() == library_dump(other));
  }
}

TEST_CASE("json: every byte, numbers at their ends") {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = "x" + std::string(1, static_cast<char>(byte)) + "y";
    CHECK(JsonValue(text).dump() == library_dump(text));
  }
  for (const std::int64_t number : {std::numeric_limits<std::int64_t>::min(), std::int64_t{0},
                                    std::numeric_limits<std::int64_t>::max()}) {
    CHECK(JsonValue(number).dump() == library_dump(number));
  }
  for (const double number : {0.0, -0.0, 1.0, 0.1, 1e300, 5e-324, 1.0 / 3}) {
    CHECK(JsonValue(number).dump() == library_dump(number));
  }
}

}  // namespace
}  // namespace halfopen
