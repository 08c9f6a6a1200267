// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/json_value.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

namespace halfopen {
namespace {

using Library = nlohmann::ordered_json;

std::string library_text(const Library& value) {
  return value.dump(-1, ' ', false, Library::error_handler_t::replace);
}

/// The escape of an ASCII character, or null if it stands for itself.
const char* short_escape(char c) {
  switch (c) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\b': return "\\b";
    case '\f': return "\\f";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: return nullptr;
  }
}

/// A text in quotes. Plain ASCII, nearly everything, needs no look at UTF-8.
std::string quoted(std::string_view text) {
  const auto is_plain = [](char c) {
    return c >= ' ' && static_cast<unsigned char>(c) < 0x80 && c != '"' && c != '\\';
  };
  std::string out;
  out.reserve(text.size() + 2);
  out += '"';
  if (std::all_of(text.begin(), text.end(), is_plain)) {
    out += text;
  } else {
    for (const char c : text) {
      const char* escape = short_escape(c);
      if (escape == nullptr && !is_plain(c)) return library_text(std::string(text));
      if (escape != nullptr) {
        out += escape;
      } else {
        out += c;
      }
    }
  }
  out += '"';
  return out;
}

}  // namespace

/// A scalar is kept as it will be written. A tree of the library's own costs several times as much
/// to build and to take down as the answer it holds.
struct JsonValue::Tree {
  enum class Kind : std::uint8_t { scalar, object, array };
  struct Child;

  Kind kind = Kind::scalar;
  std::string text;             ///< of a scalar
  std::vector<Child> children;  ///< of an object or array

  void write(std::string& out, std::size_t depth) const;
};

struct JsonValue::Tree::Child {
  std::string key;  ///< in quotes; empty in an array
  Tree value;
};

void JsonValue::Tree::write(std::string& out, std::size_t depth) const {
  if (kind == Kind::scalar) {
    out += text;
    return;
  }
  const bool object = kind == Kind::object;
  out += object ? '{' : '[';
  for (std::size_t i = 0; i < children.size(); ++i) {
    out += i == 0 ? "\n" : ",\n";
    out.append(depth + 1, ' ');
    if (object) out += children[i].key + ": ";
    children[i].value.write(out, depth + 1);
  }
  if (!children.empty()) {
    out += '\n';
    out.append(depth, ' ');
  }
  out += object ? '}' : ']';
}

JsonValue::JsonValue(std::unique_ptr<Tree> tree) : tree_(std::move(tree)) {}
JsonValue::~JsonValue() = default;
JsonValue::JsonValue(JsonValue&& other) noexcept = default;
JsonValue& JsonValue::operator=(JsonValue&& other) noexcept = default;

JsonValue JsonValue::object() {
  return JsonValue(std::make_unique<Tree>(Tree{Tree::Kind::object, {}, {}}));
}
JsonValue JsonValue::array() {
  return JsonValue(std::make_unique<Tree>(Tree{Tree::Kind::array, {}, {}}));
}

JsonValue::JsonValue(std::string_view text)
    : tree_(std::make_unique<Tree>(Tree{Tree::Kind::scalar, quoted(text), {}})) {}
JsonValue::JsonValue(const std::string& text) : JsonValue(std::string_view(text)) {}
JsonValue::JsonValue(const char* text) : JsonValue(std::string_view(text)) {}
JsonValue::JsonValue(std::int64_t number)
    : tree_(std::make_unique<Tree>(Tree{Tree::Kind::scalar, std::to_string(number), {}})) {}
JsonValue::JsonValue(std::uint32_t number) : JsonValue(std::int64_t{number}) {}
JsonValue::JsonValue(std::uint16_t number) : JsonValue(std::int64_t{number}) {}
JsonValue::JsonValue(int number) : JsonValue(std::int64_t{number}) {}
JsonValue::JsonValue(double number)
    : tree_(std::make_unique<Tree>(Tree{Tree::Kind::scalar, library_text(number), {}})) {}
JsonValue::JsonValue(bool value)
    : tree_(std::make_unique<Tree>(Tree{Tree::Kind::scalar, value ? "true" : "false", {}})) {}

JsonValue& JsonValue::set(std::string_view key, JsonValue value) {
  std::string name = quoted(key);
  auto& members = tree_->children;
  const auto known = std::find_if(members.begin(), members.end(),
                                  [&](const Tree::Child& member) { return member.key == name; });
  if (known != members.end()) {
    known->value = std::move(*value.tree_);
  } else {
    members.push_back({std::move(name), std::move(*value.tree_)});
  }
  return *this;
}

JsonValue& JsonValue::push(JsonValue value) {
  tree_->children.push_back({{}, std::move(*value.tree_)});
  return *this;
}

std::string JsonValue::dump() const {
  std::string out;
  tree_->write(out, 0);
  return out;
}

JsonValue texts_json(std::span<const std::string> texts) {
  JsonValue list = JsonValue::array();
  for (const std::string& text : texts) list.push(text);
  return list;
}

JsonValue count_json(std::uint64_t count) { return {static_cast<std::int64_t>(count)}; }

}  // namespace halfopen
