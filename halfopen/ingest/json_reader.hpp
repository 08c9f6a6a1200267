// SPDX-License-Identifier: Apache-2.0
// A forward-only reader of JSON text that says where every value stands. The only door to the JSON
// library: no other file sees it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "halfopen/ingest/source_text.hpp"

namespace halfopen {

enum class JsonKind : std::uint8_t { object, array, string, number, boolean, null };

/// Pull reader. After next_document(), next_key() or next_element() a value is at hand; it is taken
/// by one of the readers, entered, or left alone (then it is skipped). The first error ends all
/// reading: every call returns "nothing more", and error() tells. Texts are views into the input,
/// or into the reader until the next document.
class JsonReader {
 public:
  struct Failure {
    std::string what;
    std::size_t offset = 0;
  };

  explicit JsonReader(const SourceText& source);
  ~JsonReader();
  JsonReader(const JsonReader&) = delete;
  JsonReader& operator=(const JsonReader&) = delete;

  /// Moves to the next top-level value: several may follow each other (JSON lines, joined pages).
  bool next_document();

  /// The kind of the value at hand. Null after an error.
  JsonKind kind();
  /// The byte at which the value at hand starts.
  std::size_t offset();

  /// Enters the object at hand; its members follow by next_key(). False if it is no object.
  bool enter_object();
  /// Likewise, after a glance: `see` is shown the keys in their order until it says false or none
  /// is left, then the members follow from the first one on. Keys with escapes are not shown. Costs
  /// a second pass over what was glanced at.
  bool enter_object(const std::function<bool(std::string_view)>& see);
  /// The next member of the innermost object, its value at hand. False at its end, which leaves it.
  bool next_key(std::string_view& key);
  /// The byte at which the key that next_key() told last starts, its quote.
  std::size_t key_offset() const;
  /// Likewise for arrays.
  bool enter_array();
  bool next_element();
  /// Leaves the innermost object or array early; the rest of it is skipped.
  void leave();

  /// The value at hand as text, whole number or truth value; nothing if it is of another kind.
  std::optional<std::string_view> string();
  std::optional<std::int64_t> integer();
  std::optional<bool> boolean();
  /// The value at hand as text: a string, or a number or truth value as it is written. Nothing if
  /// it is of another kind.
  std::optional<std::string_view> scalar();

  const std::optional<Failure>& error() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace halfopen
