// SPDX-License-Identifier: Apache-2.0
// The JSON reader without a library, for machines that the library is not made for (WebAssembly).
// It stands in the place of json_reader.cpp and gives the same values and places. A document is cut
// into tokens first; reading walks over them.
#include <algorithm>
#include <charconv>
#include <deque>
#include <utility>
#include <vector>

#include "halfopen/ingest/json_integer.hpp"
#include "halfopen/ingest/json_reader.hpp"

namespace halfopen {
namespace {

constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// What ends a number or word.
constexpr bool ends_scalar(char c) {
  return is_space(c) || c == ',' || c == ':' || c == '[' || c == ']' || c == '{' || c == '}' ||
         c == '"';
}

/// The length of the well-formed UTF-8 sequence at the start of the text; 0 if there is none
/// (RFC 3629, section 4).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80) return 0;
  }
  if (first == 0xe0 && byte(1) < 0xa0) return 0;  // longer than needed
  if (first == 0xed && byte(1) > 0x9f) return 0;  // surrogates
  if (first == 0xf0 && byte(1) < 0x90) return 0;
  if (first == 0xf4 && byte(1) > 0x8f) return 0;
  return length;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

void append_utf8(std::string& text, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0U | code >> 6U);
    put(0x80U | (code & 0x3fU));
  } else if (code < 0x10000) {
    put(0xe0U | code >> 12U);
    put(0x80U | (code >> 6U & 0x3fU));
    put(0x80U | (code & 0x3fU));
  } else {
    put(0xf0U | code >> 18U);
    put(0x80U | (code >> 12U & 0x3fU));
    put(0x80U | (code >> 6U & 0x3fU));
    put(0x80U | (code & 0x3fU));
  }
}

std::optional<std::uint32_t> four_digits(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + 4, code, 16);
  if (error != std::errc{} || end != text.data() + 4) return std::nullopt;
  return code;
}

/// Takes the escape behind a backslash off the text and appends what it stands for.
bool take_escape(std::string_view& text, std::string& into) {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  if (text.empty()) return false;
  const std::size_t known = kLetters.find(text.front());
  const bool number = text.front() == 'u';
  text.remove_prefix(1);
  if (known != std::string_view::npos) {
    into += kMeanings[known];
    return true;
  }
  auto code = number ? four_digits(text) : std::nullopt;
  if (!code || (*code >= 0xdc00 && *code <= 0xdfff)) return false;
  text.remove_prefix(4);
  if (*code >= 0xd800 && *code <= 0xdbff) {
    const auto low = text.starts_with("\\u") ? four_digits(text.substr(2)) : std::nullopt;
    if (!low || *low < 0xdc00 || *low > 0xdfff) return false;
    text.remove_prefix(6);
    code = 0x10000 + ((*code - 0xd800) << 10U) + (*low - 0xdc00);
  }
  append_utf8(into, *code);
  return true;
}

/// A value, a key or the unclosed beginning of one.
struct JsonToken {
  JsonKind kind = JsonKind::null;
  std::size_t start = 0;  ///< its first byte
  std::size_t end = 0;    ///< behind its last byte
  std::size_t past = 0;   ///< the token that follows the whole value
};

JsonKind kind_of(char first) {
  switch (first) {
    case '{': return JsonKind::object;
    case '[': return JsonKind::array;
    case '"': return JsonKind::string;
    case 't':
    case 'f': return JsonKind::boolean;
    case 'n': return JsonKind::null;
    default: return JsonKind::number;
  }
}

/// Cuts one document into tokens. Linear; needs no stack of its own, however deep values nest.
class JsonTokenizer {
 public:
  JsonTokenizer(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  /// The tokens of the value that starts here. After a failure those before it.
  std::vector<JsonToken> run() {
    while (!failure_ && (tokens_.empty() || !open_.empty())) {
      to_token();
      if (tokens_.empty() || expects_value()) start_value();
    }
    return std::move(tokens_);
  }

  std::size_t end() const { return at_; }
  const std::optional<JsonReader::Failure>& failure() const { return failure_; }

 private:
  void to_token() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  void fail() {
    if (failure_) return;
    const bool cut_off = at_ >= text_.size();
    failure_ = {cut_off ? "the text is cut off" : "this is not JSON", at_};
  }

  bool next_is(char c) const { return at_ < text_.size() && text_[at_] == c; }

  /// Inside of a list or object, before a member or its end. True if a value comes next: a member's
  /// key is taken here.
  bool expects_value() {
    const std::size_t parent = open_.back();
    const bool is_object = tokens_[parent].kind == JsonKind::object;
    if (next_is(is_object ? '}' : ']')) {
      ++at_;
      open_.pop_back();
      tokens_[parent].end = at_;
      tokens_[parent].past = tokens_.size();
      return false;
    }
    if (tokens_.size() != parent + 1) {
      if (!take(',')) return false;
    }
    if (!is_object) return true;
    if (!next_is('"')) {
      fail();
      return false;
    }
    take_text();
    to_token();
    return take(':');
  }

  bool take(char c) {
    if (!next_is(c)) {
      fail();
      return false;
    }
    ++at_;
    to_token();
    return true;
  }

  void start_value() {
    if (at_ == text_.size()) return fail();
    const JsonKind kind = kind_of(text_[at_]);
    if (kind == JsonKind::string) return take_text();
    if (kind == JsonKind::object || kind == JsonKind::array) {
      open_.push_back(tokens_.size());
      tokens_.push_back({kind, at_, 0, 0});
      ++at_;
      return;
    }
    const std::size_t start = at_;
    while (at_ < text_.size() && !ends_scalar(text_[at_])) ++at_;
    if (at_ == start) return fail();
    tokens_.push_back({kind, start, at_, tokens_.size() + 1});
  }

  void take_text() {
    const std::size_t start = at_++;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (static_cast<unsigned char>(text_[at_]) < 0x20) return fail();
      at_ += text_[at_] == '\\' ? std::size_t{2} : std::size_t{1};
    }
    if (at_ >= text_.size()) {
      at_ = text_.size();
      return fail();
    }
    ++at_;
    tokens_.push_back({JsonKind::string, start, at_, tokens_.size() + 1});
  }

  std::string_view text_;
  std::size_t at_;
  std::vector<JsonToken> tokens_;
  std::vector<std::size_t> open_;  ///< lists and objects that are not closed yet
  std::optional<JsonReader::Failure> failure_;
};

}  // namespace

class JsonReader::Impl {
 public:
  explicit Impl(const SourceText& source) : text_(source.bytes()) {
    // A byte order mark is not JSON, but some editors write it.
    if (text_.starts_with("\xef\xbb\xbf")) next_ = 3;
  }

  bool next_document() {
    if (failure_) return false;
    levels_.clear();
    unescaped_.clear();
    while (next_ < text_.size() && is_space(text_[next_])) ++next_;
    if (next_ == text_.size()) return false;
    const bool checked = std::exchange(checked_, true);
    const bool nested = text_[next_] == '{' || text_[next_] == '[';
    if (!nested || (!checked && !is_utf8(text_))) return fail({"this is not JSON", next_});
    JsonTokenizer tokenizer(text_, next_);
    tokens_ = tokenizer.run();
    broken_ = tokenizer.failure();
    next_ = tokenizer.end();
    at_ = 0;
    return true;
  }

  JsonKind kind() const { return failure_ || tokens_.empty() ? JsonKind::null : tokens_[at_].kind; }

  std::size_t offset() const {
    if (failure_) return failure_->offset;
    return tokens_.empty() ? next_ : tokens_[at_].start;
  }

  std::size_t key_offset() const { return key_offset_; }

  /// The failure of a broken document comes out here: what stands before it is not handed out.
  bool enter(JsonKind wanted) {
    if (kind() != wanted || failure_) return false;
    if (broken_) return fail(*broken_);
    levels_.push_back({wanted == JsonKind::object, at_ + 1, tokens_[at_].past});
    return true;
  }

  bool enter_object(const std::function<bool(std::string_view)>& see) {
    if (!enter(JsonKind::object)) return false;
    const Level& level = levels_.back();
    for (std::size_t key = level.next; key != level.past; key = tokens_[key + 1].past) {
      const std::string_view raw = raw_text(key);
      if (raw.find('\\') == std::string_view::npos && !see(raw)) break;
    }
    return true;
  }

  bool next_key(std::string_view& key) {
    if (!step(true)) return false;
    key_offset_ = tokens_[at_].start;
    const auto text = text_at(at_);
    if (!text) return false;
    key = *text;
    ++at_;
    levels_.back().next = tokens_[at_].past;
    return true;
  }

  bool next_element() {
    if (!step(false)) return false;
    levels_.back().next = tokens_[at_].past;
    return true;
  }

  void leave() {
    if (!failure_ && !levels_.empty()) levels_.pop_back();
  }

  std::optional<std::string_view> string() {
    return kind() == JsonKind::string ? text_at(at_) : std::nullopt;
  }

  std::optional<std::int64_t> integer() {
    if (kind() != JsonKind::number) return std::nullopt;
    return json_integer(word());
  }

  std::optional<bool> boolean() {
    if (kind() != JsonKind::boolean) return std::nullopt;
    if (word() == "true") return true;
    if (word() == "false") return false;
    return std::nullopt;
  }

  std::optional<std::string_view> scalar() {
    if (kind() == JsonKind::string) return string();
    if (kind() != JsonKind::number && kind() != JsonKind::boolean) return std::nullopt;
    return word();
  }

  const std::optional<Failure>& error() const { return failure_; }

 private:
  struct Level {
    bool is_object = false;
    std::size_t next = 0;  ///< the token of the next member or element
    std::size_t past = 0;
  };

  bool fail(const Failure& failure) {
    if (!failure_) failure_ = failure;
    return false;
  }

  /// Moves to the next token of the innermost level, or leaves it.
  bool step(bool is_object) {
    if (failure_ || levels_.empty() || levels_.back().is_object != is_object) return false;
    if (levels_.back().next == levels_.back().past) {
      levels_.pop_back();
      return false;
    }
    at_ = levels_.back().next;
    return true;
  }

  std::string_view word() const {
    return text_.substr(tokens_[at_].start, tokens_[at_].end - tokens_[at_].start);
  }

  /// What stands between the quotes.
  std::string_view raw_text(std::size_t token) const {
    return text_.substr(tokens_[token].start + 1, tokens_[token].end - tokens_[token].start - 2);
  }

  std::optional<std::string_view> text_at(std::size_t token) {
    std::string_view raw = raw_text(token);
    if (raw.find('\\') == std::string_view::npos) return raw;
    std::string& text = unescaped_.emplace_back();
    while (!raw.empty()) {
      const std::size_t plain = std::min(raw.find('\\'), raw.size());
      text += raw.substr(0, plain);
      raw.remove_prefix(plain);
      if (raw.empty()) break;
      raw.remove_prefix(1);
      if (!take_escape(raw, text)) {
        fail({"this is not JSON", tokens_[token].start});
        return std::nullopt;
      }
    }
    return text;
  }

  std::string_view text_;
  std::size_t next_ = 0;  ///< where the next document may start
  bool checked_ = false;  ///< the text is UTF-8
  std::vector<JsonToken> tokens_;
  std::optional<Failure> broken_;  ///< of this document
  std::size_t at_ = 0;             ///< the token of the value at hand
  std::size_t key_offset_ = 0;
  std::vector<Level> levels_;
  std::deque<std::string> unescaped_;  ///< texts with escapes; they stay where they are
  std::optional<Failure> failure_;
};

JsonReader::JsonReader(const SourceText& source) : impl_(std::make_unique<Impl>(source)) {}
JsonReader::~JsonReader() = default;
bool JsonReader::next_document() { return impl_->next_document(); }
JsonKind JsonReader::kind() { return impl_->kind(); }
std::size_t JsonReader::key_offset() const { return impl_->key_offset(); }
std::size_t JsonReader::offset() { return impl_->offset(); }
bool JsonReader::enter_object() { return impl_->enter(JsonKind::object); }
bool JsonReader::enter_object(const std::function<bool(std::string_view)>& see) {
  return impl_->enter_object(see);
}
bool JsonReader::next_key(std::string_view& key) { return impl_->next_key(key); }
bool JsonReader::enter_array() { return impl_->enter(JsonKind::array); }
bool JsonReader::next_element() { return impl_->next_element(); }
void JsonReader::leave() { impl_->leave(); }
std::optional<std::string_view> JsonReader::string() { return impl_->string(); }
std::optional<std::int64_t> JsonReader::integer() { return impl_->integer(); }
std::optional<bool> JsonReader::boolean() { return impl_->boolean(); }
std::optional<std::string_view> JsonReader::scalar() { return impl_->scalar(); }
const std::optional<JsonReader::Failure>& JsonReader::error() const { return impl_->error(); }

}  // namespace halfopen
