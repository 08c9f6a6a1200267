// SPDX-License-Identifier: Apache-2.0
// A JSON value to be written. The only door to the JSON writer: no other file sees the library.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace halfopen {

/// An owned JSON tree. Members keep the order in which they were set, so output is deterministic.
/// Text that is not UTF-8 is written with replacement characters.
class JsonValue {
 public:
  static JsonValue object();
  static JsonValue array();
  JsonValue(std::string_view text);    // NOLINT(google-explicit-constructor): values are literals
  JsonValue(const std::string& text);  // NOLINT(google-explicit-constructor)
  JsonValue(const char* text);         // NOLINT(google-explicit-constructor)
  JsonValue(std::int64_t number);      // NOLINT(google-explicit-constructor)
  JsonValue(std::uint32_t number);     // NOLINT(google-explicit-constructor)
  JsonValue(std::uint16_t number);     // NOLINT(google-explicit-constructor)
  JsonValue(int number);               // NOLINT(google-explicit-constructor)
  JsonValue(double number);            // NOLINT(google-explicit-constructor)
  JsonValue(bool value);               // NOLINT(google-explicit-constructor)
  ~JsonValue();
  JsonValue(JsonValue&& other) noexcept;
  JsonValue& operator=(JsonValue&& other) noexcept;
  JsonValue(const JsonValue&) = delete;
  JsonValue& operator=(const JsonValue&) = delete;

  /// Adds a member to an object; returns the object.
  JsonValue& set(std::string_view key, JsonValue value);
  /// Adds an element to an array; returns the array.
  JsonValue& push(JsonValue value);

  /// Indented text without a final newline.
  std::string dump() const;

 private:
  struct Tree;
  explicit JsonValue(std::unique_ptr<Tree> tree);

  std::unique_ptr<Tree> tree_;
};

/// The array of the texts, in their order.
JsonValue texts_json(std::span<const std::string> texts);

/// The number, as JSON's signed one.
JsonValue count_json(std::uint64_t count);

}  // namespace halfopen
