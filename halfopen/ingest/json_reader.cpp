// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/json_reader.hpp"

#include <simdjson.h>

#include <algorithm>
#include <vector>

#include "halfopen/ingest/json_integer.hpp"

namespace halfopen {
namespace {

namespace ondemand = simdjson::ondemand;

/// The text behind an opening quote, if it has no escapes. Keys and values are short: a plain loop
/// beats two calls of memchr.
std::optional<std::string_view> plain_text(const char* after_quote, const char* end) {
  for (const char* at = after_quote; at != end && *at != '\\'; ++at) {
    if (*at == '"') {
      return std::string_view(after_quote, static_cast<std::size_t>(at - after_quote));
    }
  }
  return std::nullopt;
}

constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// A loop of its own: find_last_not_of calls memchr for every byte.
std::string_view without_trailing_space(std::string_view text) {
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

class JsonReader::Impl {
 public:
  explicit Impl(const SourceText& source)
      : begin_(source.bytes().data()), size_(source.bytes().size()), capacity_(source.capacity()) {
    // A byte order mark is not JSON, but some editors write it.
    if (source.bytes().starts_with("\xef\xbb\xbf")) start_ = 3;
  }

  bool next_document() {
    if (failure_) return false;
    levels_.clear();
    if (streaming_) return next_in_stream();
    if (started_) {
      const std::size_t rest = end_of_document();
      if (failure_ || rest >= size_) return false;
      return start_stream(rest);
    }
    started_ = true;
    if (only_space(start_)) return false;
    if (!check(parser_.iterate(begin_ + start_, size_ - start_, capacity_ - start_).get(document_),
               start_)) {
      return false;
    }
    return check(document_.get_value().get(value_), start_) && at_hand();
  }

  JsonKind kind() const { return failure_ ? JsonKind::null : kind_; }

  std::size_t offset() const {
    return failure_ ? failure_->offset : static_cast<std::size_t>(token_.data() - begin_);
  }

  std::size_t key_offset() const { return key_offset_; }

  bool enter_object(const std::function<bool(std::string_view)>* see) {
    if (kind() != JsonKind::object) return false;
    const std::size_t at = offset();
    ondemand::object object;
    if (!check(value_.get_object().get(object), at)) return false;
    if (see != nullptr && !glance(object, *see)) return false;
    Level level;
    level.is_object = true;
    if (!check(object.begin().get(level.member), at)) return false;
    levels_.push_back(level);
    return true;
  }

  bool enter_array() {
    if (kind() != JsonKind::array) return false;
    const std::size_t at = offset();
    ondemand::array array;
    if (!check(value_.get_array().get(array), at)) return false;
    Level level;
    if (!check(array.begin().get(level.element), at)) return false;
    levels_.push_back(level);
    return true;
  }

  bool next_key(std::string_view& key) {
    if (failure_ || levels_.empty() || !levels_.back().is_object) return false;
    Level& level = levels_.back();
    if (level.taken) ++level.member;
    level.taken = true;
    if (level.member == ondemand::object_iterator{}) {  // the library compares with the end only
      levels_.pop_back();
      return false;
    }
    auto member = *level.member;
    if (member.error() != simdjson::SUCCESS) return check(member.error(), location());
    ondemand::field& field = member.value_unsafe();
    const char* raw = field.key().raw();
    key_offset_ = static_cast<std::size_t>(raw - begin_) - 1;
    if (const auto plain = plain_text(raw, begin_ + size_)) {
      key = *plain;
    } else if (const auto code = field.unescaped_key().get(key)) {
      return check(code, location());
    }
    value_ = field.value();
    return at_hand();
  }

  bool next_element() {
    if (failure_ || levels_.empty() || levels_.back().is_object) return false;
    Level& level = levels_.back();
    if (level.taken) ++level.element;
    level.taken = true;
    if (level.element == ondemand::array_iterator{}) {
      levels_.pop_back();
      return false;
    }
    if (const auto code = (*level.element).get(value_)) return check(code, location());
    return at_hand();
  }

  void leave() {
    if (levels_.empty()) return;
    const std::size_t depth = levels_.size();
    std::string_view key;
    if (levels_.back().is_object) {
      while (levels_.size() == depth && next_key(key)) {
      }
    } else {
      while (levels_.size() == depth && next_element()) {
      }
    }
  }

  std::optional<std::string_view> string() {
    if (kind() != JsonKind::string || failure_) return std::nullopt;
    if (const auto plain = plain_text(token_.data() + 1, begin_ + size_)) return plain;
    std::string_view text;
    const std::size_t at = offset();
    if (!check(value_.get_string().get(text), at)) return std::nullopt;
    return text;
  }

  std::optional<std::int64_t> integer() {
    if (kind() != JsonKind::number || failure_) return std::nullopt;
    return json_integer(without_trailing_space(token_));
  }

  std::optional<bool> boolean() {
    if (kind() != JsonKind::boolean || failure_) return std::nullopt;
    const std::string_view text = without_trailing_space(token_);
    if (text == "true") return true;
    if (text == "false") return false;
    return std::nullopt;
  }

  std::optional<std::string_view> scalar() {
    if (failure_) return std::nullopt;
    if (kind() == JsonKind::string) return string();
    if (kind() != JsonKind::number && kind() != JsonKind::boolean) return std::nullopt;
    return without_trailing_space(token_);
  }

  const std::optional<Failure>& error() const { return failure_; }

 private:
  struct Level {
    bool is_object = false;
    bool taken = false;  ///< the member or element under the iterator was handed out
    ondemand::object_iterator member;
    ondemand::array_iterator element;
  };

  /// Shows the keys and goes back to the first one. Nothing is unescaped, as the library has room
  /// for every text once only.
  bool glance(ondemand::object& object, const std::function<bool(std::string_view)>& see) {
    ondemand::object_iterator member;
    if (!check(object.begin().get(member), location())) return false;
    for (; !(member == ondemand::object_iterator{}); ++member) {
      auto at = *member;
      if (at.error() != simdjson::SUCCESS) return check(at.error(), location());
      const auto key = plain_text(at.value_unsafe().key().raw(), begin_ + size_);
      if (key && !see(*key)) break;
    }
    return check(object.reset().error(), location());
  }

  /// Makes a value the one at hand. Its token tells kind and place without taking it.
  bool at_hand() {
    token_ = value_.raw_json_token();
    switch (token_.empty() ? '\0' : token_.front()) {
      case '{': kind_ = JsonKind::object; break;
      case '[': kind_ = JsonKind::array; break;
      case '"': kind_ = JsonKind::string; break;
      case 't':
      case 'f': kind_ = JsonKind::boolean; break;
      case 'n': kind_ = JsonKind::null; break;
      default: kind_ = JsonKind::number;
    }
    return true;
  }

  bool check(simdjson::error_code code, std::size_t offset) {
    if (code == simdjson::SUCCESS) return true;
    if (!failure_) {
      const bool cut_off = code == simdjson::INCOMPLETE_ARRAY_OR_OBJECT ||
                           code == simdjson::UNCLOSED_STRING || code == simdjson::EMPTY ||
                           only_space(std::min(offset, size_));
      failure_ = {cut_off ? "the text is cut off" : "this is not JSON", cut_off ? size_ : offset};
    }
    return false;
  }

  /// Where the library stands, for messages.
  std::size_t location() {
    const char* at = nullptr;
    if (streaming_ || document_.current_location().get(at) != simdjson::SUCCESS) return size_;
    return at >= begin_ && at <= begin_ + size_ ? static_cast<std::size_t>(at - begin_) : size_;
  }

  bool only_space(std::size_t from) const {
    return std::string_view(begin_ + from, size_ - from).find_first_not_of(" \t\r\n") ==
           std::string_view::npos;
  }

  /// Where the text goes on after a whole document.
  std::size_t end_of_document() {
    if (only_space(start_)) return size_;
    return location();
  }

  bool start_stream(std::size_t rest) {
    streaming_ = true;
    stream_start_ = rest;
    if (!check(stream_parser_.iterate_many(begin_ + rest, size_ - rest, size_ - rest).get(stream_),
               rest)) {
      return false;
    }
    stream_position_ = stream_.begin();
    return take_from_stream();
  }

  bool next_in_stream() {
    ++stream_position_;
    return take_from_stream();
  }

  bool take_from_stream() {
    if (!(stream_position_ != stream_.end())) {
      const std::size_t lost = stream_.truncated_bytes();
      if (lost != 0) check(simdjson::INCOMPLETE_ARRAY_OR_OBJECT, size_);
      return false;
    }
    const std::size_t at = stream_start_ + stream_position_.current_index();
    ondemand::document_reference document;
    if (!check((*stream_position_).get(document), at)) return false;
    return check(document.get_value().get(value_), at) && at_hand();
  }

  const char* begin_;
  std::size_t size_;
  std::size_t capacity_;
  std::size_t start_ = 0;
  bool started_ = false;
  bool streaming_ = false;
  std::size_t stream_start_ = 0;
  ondemand::parser parser_;
  ondemand::parser stream_parser_;
  ondemand::document document_;
  ondemand::document_stream stream_;
  ondemand::document_stream::iterator stream_position_;
  ondemand::value value_;
  std::size_t key_offset_ = 0;
  std::string_view token_;  ///< the value at hand, to the next structural character
  JsonKind kind_ = JsonKind::null;
  std::vector<Level> levels_;
  std::optional<Failure> failure_;
};

JsonReader::JsonReader(const SourceText& source) : impl_(std::make_unique<Impl>(source)) {}
JsonReader::~JsonReader() = default;
bool JsonReader::next_document() { return impl_->next_document(); }
JsonKind JsonReader::kind() { return impl_->kind(); }
std::size_t JsonReader::key_offset() const { return impl_->key_offset(); }
std::size_t JsonReader::offset() { return impl_->offset(); }
bool JsonReader::enter_object() { return impl_->enter_object(nullptr); }
bool JsonReader::enter_object(const std::function<bool(std::string_view)>& see) {
  return impl_->enter_object(&see);
}
bool JsonReader::next_key(std::string_view& key) { return impl_->next_key(key); }
bool JsonReader::enter_array() { return impl_->enter_array(); }
bool JsonReader::next_element() { return impl_->next_element(); }
void JsonReader::leave() { impl_->leave(); }
std::optional<std::string_view> JsonReader::string() { return impl_->string(); }
std::optional<std::int64_t> JsonReader::integer() { return impl_->integer(); }
std::optional<bool> JsonReader::boolean() { return impl_->boolean(); }
std::optional<std::string_view> JsonReader::scalar() { return impl_->scalar(); }
const std::optional<JsonReader::Failure>& JsonReader::error() const { return impl_->error(); }

}  // namespace halfopen
