// SPDX-License-Identifier: Apache-2.0
// Any bytes through JsonReader: once whole, compared with another JSON library, and once by a
// careless caller who skips, leaves early and takes values for other kinds.
#include <cstddef>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "ask_all.hpp"
#include "halfopen/ingest/json_reader.hpp"

namespace halfopen::fuzz {
namespace {

constexpr int kDeepest = 256;

/// A text that two readers of the same JSON must agree on: structure, keys, strings, whole numbers.
class Transcript {
 public:
  void mark(char kind) { text_ += kind; }
  void value(char kind, std::string_view text) {
    text_ += kind;
    text_ += std::to_string(text.size());
    text_ += ':';
    text_ += text;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// The judgement of the other library, which refuses whatever is not exactly JSON.
class OtherReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return leaf('n'); }
  bool boolean(bool value) override { return leaf(value ? 't' : 'f'); }
  bool number_integer(number_integer_t value) override { return whole(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override {
    constexpr auto kMost = static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max());
    return value > kMost ? leaf('#') : whole(std::to_string(value));
  }
  bool number_float(number_float_t, const string_t&) override { return leaf('#'); }
  bool string(string_t& value) override { return text('"', value); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open('{'); }
  bool key(string_t& value) override { return text('k', value); }
  bool end_object() override { return close('}'); }
  bool start_array(std::size_t) override { return open('['); }
  bool end_array() override { return close(']'); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override {
    return false;
  }
  const std::string& transcript() const { return transcript_.text(); }

 private:
  bool leaf(char kind) {
    transcript_.mark(kind);
    return true;
  }
  bool whole(const std::string& digits) { return text('i', digits); }
  bool text(char kind, std::string_view value) {
    transcript_.value(kind, value);
    return true;
  }
  bool open(char kind) { return leaf(kind) && ++depth_ < kDeepest; }
  bool close(char kind) {
    --depth_;
    return leaf(kind);
  }

  Transcript transcript_;
  int depth_ = 0;
};

/// Walks everything, or, with a picker, whatever it fancies.
class Walker {
 public:
  Walker(const SourceText& source, Picker* picker)
      : json_(source), size_(source.bytes().size()), picker_(picker) {}

  void walk() {
    while (json_.next_document()) {
      step();
      value(0);
    }
    std::string_view key;
    require(!json_.next_document(), "a document after the last one");
    require(!json_.error() || (!json_.next_key(key) && !json_.next_element()),
            "something comes after an error");
    require(!json_.error() || json_.error()->offset <= size_, "an error beyond the end");
  }

  bool failed() const { return json_.error().has_value(); }
  const std::string& transcript() const { return transcript_.text(); }

 private:
  void step() {
    require(++steps_ <= 4 * size_ + 16, "more values than bytes: the reader runs in circles");
    require(json_.offset() <= size_, "a value beyond the end");
  }

  bool fancies() { return picker_ != nullptr && picker_->below(8) == 0; }

  void value(int depth) {
    if (fancies()) careless();
    if (fancies() || depth == kDeepest) return;  // left alone: the reader skips it
    switch (json_.kind()) {
      case JsonKind::object: return object(depth);
      case JsonKind::array: return array(depth);
      case JsonKind::string:
        if (const auto text = json_.string()) transcript_.value('"', *text);
        return;
      case JsonKind::number: return number();
      case JsonKind::boolean: return transcript_.mark(json_.boolean().value_or(false) ? 't' : 'f');
      case JsonKind::null: return transcript_.mark('n');
    }
  }

  /// Takes the value for something else.
  void careless() {
    const JsonKind kind = json_.kind();
    require(kind == JsonKind::number || !json_.integer(), "a number that is none");
    require(kind == JsonKind::boolean || !json_.boolean(), "a truth value that is none");
    require(kind == JsonKind::string || !json_.string(), "a string that is none");
    require(kind == JsonKind::array || !json_.enter_array(), "an array that is none");
    require(kind == JsonKind::object || !json_.enter_object(), "an object that is none");
  }

  void number() {
    if (const auto whole = json_.integer()) {
      transcript_.value('i', std::to_string(*whole));
    } else {
      transcript_.mark('#');
    }
  }

  void object(int depth) {
    if (!json_.enter_object()) return;
    transcript_.mark('{');
    std::string_view key;
    while (json_.next_key(key)) {
      step();
      transcript_.value('k', key);
      value(depth + 1);
      if (fancies()) return json_.leave();
    }
    transcript_.mark('}');
  }

  void array(int depth) {
    if (!json_.enter_array()) return;
    transcript_.mark('[');
    while (json_.next_element()) {
      step();
      value(depth + 1);
      if (fancies()) return json_.leave();
    }
    transcript_.mark(']');
  }

  JsonReader json_;
  std::size_t size_;
  Picker* picker_;
  std::size_t steps_ = 0;
  Transcript transcript_;
};

/// Only texts with an object or an array at the top, because JsonReader refuses bare scalars, and
/// without NUL, which the other library takes for the end of the text.
bool is_comparable(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return false;
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

void walk_both_ways(const std::string& bytes) {
  const SourceText source("fuzzed.json", bytes);
  Walker whole(source, nullptr);
  whole.walk();
  OtherReader other;
  if (is_comparable(bytes) && nlohmann::json::sax_parse(bytes, &other)) {
    require(!whole.failed(), "whole JSON is refused");
    require(whole.transcript() == other.transcript(), "JSON is read wrongly");
  }
  Picker picker(bytes);
  Walker(source, &picker).walk();
}

}  // namespace
}  // namespace halfopen::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  halfopen::fuzz::walk_both_ways(std::string(data, data + size));
  return 0;
}
