// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/json_document.hpp"

#include <string>
#include <utility>

namespace halfopen {
namespace {

Diagnostic broken(const Origin& origin, std::string what) {
  return {DiagnosticCode::broken_json, Severity::error, origin, std::move(what),
          "check that the file was written whole"};
}

}  // namespace

std::uint32_t read_value(JsonReader& json, LineCounter& lines, Document& into) {
  const JsonKind kind = json.kind();
  const std::uint32_t node = into.add({NodeKind::null, lines.at(json.offset()), "", {}, ""});
  std::vector<std::uint32_t> items;
  switch (kind) {
    case JsonKind::null: return node;
    case JsonKind::string:
    case JsonKind::number:
    case JsonKind::boolean:
      into.nodes[node].kind = NodeKind::text;
      into.nodes[node].text = json.scalar().value_or("");
      return node;
    case JsonKind::object: {
      std::string_view key;
      if (json.enter_object()) {
        while (json.next_key(key)) {
          const std::uint32_t name =
              into.add({NodeKind::text, lines.at(json.key_offset()), std::string(key), {}, ""});
          items.push_back(name);
          items.push_back(read_value(json, lines, into));
        }
      }
      into.nodes[node].kind = NodeKind::map;
      break;
    }
    case JsonKind::array:
      if (json.enter_array()) {
        while (json.next_element()) items.push_back(read_value(json, lines, into));
      }
      into.nodes[node].kind = NodeKind::list;
      break;
  }
  into.nodes[node].items = std::move(items);
  return node;
}

Document read_json(const SourceText& text, std::uint32_t source) {
  Document document;
  JsonReader json(text);
  LineCounter lines(text.bytes(), source);
  if (json.next_document()) document.root = read_value(json, lines, document);
  if (!json.error() && json.next_document()) {
    document.failure = broken(lines.at(json.offset()), "the text holds more than one JSON value");
  }
  if (const auto& error = json.error()) {
    document.failure = broken(lines.at(error->offset), error->what);
  }
  return document;
}

}  // namespace halfopen
