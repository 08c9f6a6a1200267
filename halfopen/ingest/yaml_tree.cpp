// SPDX-License-Identifier: Apache-2.0
// The line is `# halfopen-yaml-tree ` and one JSON list: the root's index or -1, no failure or one,
// [] or [[line, column, what, hint]], and the nodes, each [kind, line, column, text, tag, items …].
#include "halfopen/ingest/yaml_tree.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "halfopen/ingest/json_reader.hpp"

namespace halfopen {
namespace {

constexpr std::string_view kTreeMarker = "\n# halfopen-yaml-tree ";

/// As JSON. Colons are escaped, too: comments of other kinds have one.
void append_quoted(std::string& line, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  line += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || c == '"' || c == '\\' || c == ':') {
      line += "\\u00";
      line += kDigits[byte >> 4U];
      line += kDigits[byte & 15U];
    } else {
      line += c;
    }
  }
  line += '"';
}

void append_place(std::string& line, const Origin& origin) {
  line += std::to_string(origin.line) + ',' + std::to_string(origin.column) + ',';
}

void append_node(std::string& line, const DocumentNode& node) {
  line += '[' + std::to_string(static_cast<int>(node.kind)) + ',';
  append_place(line, node.origin);
  append_quoted(line, node.text);
  line += ',';
  append_quoted(line, node.tag);
  for (const std::uint32_t item : node.items) line += ',' + std::to_string(item);
  line += ']';
}

/// Reads the list again. Every step is false where the tree is not as it was written.
class TreeReader {
 public:
  TreeReader(const SourceText& text, std::uint32_t source) : json_(text), source_(source) {}

  std::optional<Document> read() {
    std::int64_t root = 0;
    if (!json_.next_document() || !json_.enter_array() || !next_number(root) || !read_failure() ||
        !json_.next_element() || !json_.enter_array()) {
      return std::nullopt;
    }
    while (json_.next_element()) {
      if (!read_node()) return std::nullopt;
    }
    const std::size_t count = document_.nodes.size();
    if (json_.error() || most_item_ >= std::max<std::size_t>(count, 1)) return std::nullopt;
    if (root >= 0 && static_cast<std::size_t>(root) >= count) return std::nullopt;
    if (root >= 0) document_.root = static_cast<std::uint32_t>(root);
    return std::move(document_);
  }

 private:
  bool next_number(std::int64_t& number) {
    if (!json_.next_element()) return false;
    const auto value = json_.integer();
    number = value.value_or(-1);
    return value && number <= std::numeric_limits<std::int32_t>::max();
  }

  bool next_text(std::string& text) {
    if (!json_.next_element()) return false;
    const auto value = json_.string();
    text = value.value_or("");
    return value.has_value();
  }

  bool next_place(Origin& origin) {
    std::int64_t line = 0;
    std::int64_t column = 0;
    if (!next_number(line) || !next_number(column) || line < 0 || column < 0) return false;
    origin = {source_, static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(column)};
    return true;
  }

  bool read_failure() {
    if (!json_.next_element() || !json_.enter_array()) return false;
    Diagnostic failure{DiagnosticCode::broken_yaml, Severity::error, {}, "", ""};
    if (!json_.next_element()) return !json_.error();  // there is none
    if (!json_.enter_array() || !next_place(failure.origin)) return false;
    if (!next_text(failure.text) || !next_text(failure.hint)) return false;
    document_.failure = std::move(failure);
    return !json_.next_element() && !json_.next_element();
  }

  bool read_node() {
    DocumentNode node;
    std::int64_t number = 0;
    if (!json_.enter_array() || !next_number(number) || !next_place(node.origin) ||
        !next_text(node.text) || !next_text(node.tag)) {
      return false;
    }
    if (number < 0 || number > static_cast<int>(NodeKind::map)) return false;
    node.kind = static_cast<NodeKind>(number);
    while (next_number(number)) {
      if (number < 0) return false;
      most_item_ = std::max(most_item_, static_cast<std::size_t>(number));
      node.items.push_back(static_cast<std::uint32_t>(number));
    }
    const bool whole = node.kind != NodeKind::map || node.items.size() % 2 == 0;
    document_.add(std::move(node));
    return whole && !json_.error();
  }

  JsonReader json_;
  std::uint32_t source_;
  Document document_;
  std::size_t most_item_ = 0;
};

}  // namespace

std::string with_yaml_tree(std::string_view text, const Document& document) {
  std::string line(kTreeMarker);
  line += '[' + (document.root ? std::to_string(*document.root) : std::string("-1")) + ",[";
  if (const auto& failure = document.failure) {
    line += '[';
    append_place(line, failure->origin);
    append_quoted(line, failure->text);
    line += ',';
    append_quoted(line, failure->hint);
    line += ']';
  }
  line += "],[";
  for (const DocumentNode& node : document.nodes) {
    if (line.back() == ']') line += ',';
    append_node(line, node);
  }
  return std::string(text) + line + "]]";
}

std::optional<Document> carried_yaml_tree(std::string_view text, std::uint32_t source) {
  const std::size_t marker = text.rfind(kTreeMarker);
  if (marker == std::string_view::npos) return std::nullopt;
  const SourceText tree("", std::string(text.substr(marker + kTreeMarker.size())));
  return TreeReader(tree, source).read();
}

}  // namespace halfopen
