// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/json_reader.hpp"

#include <doctest/doctest.h>

#include <string>

namespace halfopen {
namespace {

/// The value at hand, written out again in a plain form.
std::string written(JsonReader& json) {
  std::string text;
  std::string_view key;
  switch (json.kind()) {
    case JsonKind::object:
      json.enter_object();
      while (json.next_key(key)) {
        text += std::string(text.empty() ? "" : ",") + std::string(key) + ':';
        text += written(json);
      }
      return '{' + text + '}';
    case JsonKind::array:
      json.enter_array();
      while (json.next_element()) text += (text.empty() ? "" : ",") + written(json);
      return '[' + text + ']';
    case JsonKind::string: return '"' + std::string(json.string().value_or("?")) + '"';
    case JsonKind::number: return std::to_string(json.integer().value_or(-999));
    case JsonKind::boolean: return json.boolean().value_or(false) ? "true" : "false";
    case JsonKind::null: return "null";
  }
  return "";
}

std::string all(const std::string& text) {
  const SourceText source("text", text);
  JsonReader json(source);
  std::string result;
  while (json.next_document()) result += (result.empty() ? "" : " ") + written(json);
  if (json.error()) result += " !" + json.error()->what;
  return result;
}

TEST_CASE("values of every kind, nested") {
  CHECK(all(R"({"a": [1, -2, "x", true, false, null, {}], "b": {"c": []}})") ==
        R"({a:[1,-2,"x",true,false,null,{}],b:{c:[]}})");
}

TEST_CASE("escapes in keys and texts") {
  CHECK(all(R"({"k\"e\u0079": "a\\b\nc\u00e9"})") == "{k\"ey:\"a\\b\nc\xc3\xa9\"}");
}

TEST_CASE("several documents in a row") {
  CHECK(all("{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n") == "{a:1} {a:2} {a:3}");
  CHECK(all("[1] [2]") == "[1] [2]");
}

TEST_CASE("byte order mark and empty texts") {
  CHECK(all("\xef\xbb\xbf{\"a\":1}") == "{a:1}");
  CHECK(all("") == "");
  CHECK(all("  \n ") == "");
}

TEST_CASE("asking again after the end is harmless") {
  for (const char* text : {"\xef\xbb\xbf", "", "{}"}) {
    const SourceText source("text", text);
    JsonReader json(source);
    while (json.next_document()) json.enter_object();
    CHECK_FALSE(json.next_document());
    CHECK_FALSE(json.error());
  }
}

TEST_CASE("cut off or broken texts end with an error") {
  for (const char* text : {"{\"a\": [1, 2", "{\"a\": 1", "[", "{\"a\" 1}", "{\"a\": \"x", "[1,]x",
                           "{\"a\":1}\n{\"a\":2", "[1 2]"}) {
    CAPTURE(text);
    CHECK(all(text).find('!') != std::string::npos);
  }
}

TEST_CASE("a text that ends too early is told as one") {
  for (const char* text : {"{", "{\"a\"", "{\"a\":", "{\"a\": 1", "{\"a\": [",
                           "{\"a\": [1, {\"b\": 2}", "{\"a\": [1, {\"b\": 2} \n"}) {
    CAPTURE(text);
    const SourceText source("x", text);
    JsonReader json(source);
    bool whole = json.next_document() && json.enter_object();
    std::string_view key;
    while (whole && json.next_key(key)) {
      if (json.enter_array()) {
        while (json.next_element()) {
        }
      }
    }
    REQUIRE(json.error());
    CHECK(json.error()->what == "the text is cut off");
  }
}

// RFC 8259, section 6: a number does not begin with a zero that is not alone.
TEST_CASE("whole numbers have no leading zeros") {
  for (const char* text : {"007", "-01", "00", "1.0", "1e2", "99999999999999999999"}) {
    const SourceText source("x", "[" + std::string(text) + "]");
    JsonReader json(source);
    REQUIRE(json.next_document());
    REQUIRE(json.enter_array());
    REQUIRE(json.next_element());
    CAPTURE(text);
    CHECK_FALSE(json.integer());
  }
  const SourceText source("x", "[0, -0, 10, -7]");
  JsonReader json(source);
  REQUIRE((json.next_document() && json.enter_array()));
  for (const std::int64_t expected : {0, 0, 10, -7}) {
    REQUIRE(json.next_element());
    CHECK(json.integer() == expected);
  }
}

TEST_CASE("what is not taken is skipped, and offsets tell where values stand") {
  const SourceText source("text", R"({"skip": {"deep": [1, {"x": 2}]}, "at": "here"})");
  JsonReader json(source);
  REQUIRE(json.next_document());
  REQUIRE(json.enter_object());
  std::string_view key;
  REQUIRE(json.next_key(key));
  REQUIRE(json.next_key(key));
  CHECK(key == "at");
  CHECK(source.bytes().substr(json.offset(), 6) == "\"here\"");
  CHECK_FALSE(json.integer());
  CHECK(json.string() == "here");
  CHECK_FALSE(json.next_key(key));
}

TEST_CASE("a glance at the keys takes nothing") {
  const SourceText source("x", R"([{"a": {"deep": [1, 2]}, "\u0062": "\u0063", "d": 4}] {"e": 1})");
  for (const std::size_t most : {std::size_t{0}, std::size_t{1}, std::size_t{9}}) {
    JsonReader json(source);
    REQUIRE(json.next_document());
    REQUIRE(json.enter_array());
    REQUIRE(json.next_element());
    std::string seen;
    REQUIRE(json.enter_object([&](std::string_view key) {
      seen += key;
      return seen.size() <= most;
    }));
    CHECK(seen == (most == 0 ? "a" : "ad"));  // the key with an escape is not shown
    std::string_view key;
    std::string read;
    while (json.next_key(key)) {
      read += key;
      if (const auto text = json.string()) read += *text;
    }
    CHECK(read == "abcd");
    CHECK_FALSE(json.next_element());
    REQUIRE(json.next_document());
    REQUIRE(json.enter_object([](std::string_view) { return true; }));
    CHECK(json.next_key(key));
    CHECK_FALSE(json.error());
  }
}

TEST_CASE("a glance that meets the end of a broken text is an error") {
  const SourceText source("x", R"({"a": {"b": [1, 2)");
  JsonReader json(source);
  REQUIRE(json.next_document());
  CHECK_FALSE(json.enter_object([](std::string_view) { return true; }));
  CHECK(json.error());
}

}  // namespace
}  // namespace halfopen
