// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/cfn_parameters.hpp"

#include <optional>
#include <utility>

#include "halfopen/ingest/json_document.hpp"
#include "halfopen/ingest/plain_text.hpp"
#include "halfopen/ingest/yaml_reader.hpp"

namespace halfopen {
namespace {

/// The work on one file.
class ParameterFile {
 public:
  ParameterFile(const Document& document, Diagnostics& diagnostics)
      : document_(document), diagnostics_(diagnostics) {}

  bool read(TemplateParameters& parameters) {
    if (!document_.root) {
      bad({}, "the file holds no parameters");
    } else if (const DocumentNode& root = document_.at(*document_.root);
               root.kind == NodeKind::list) {
      for (const std::uint32_t item : root.items) read_item(item);
    } else if (root.kind == NodeKind::map) {
      const auto inner = document_.member(*document_.root, "Parameters");
      const bool wrapped = inner && document_.at(*inner).kind == NodeKind::map;
      read_map(wrapped ? document_.at(*inner) : root);
    } else {
      bad(root.origin, "parameters are a map or a list");
    }
    if (!sound_) return false;
    for (auto& [name, value] : values_) parameters.values.insert_or_assign(name, std::move(value));
    return true;
  }

 private:
  void bad(const Origin& origin, std::string what) {
    sound_ = false;
    diagnostics_.push_back({DiagnosticCode::template_parameter, Severity::error, origin,
                            std::move(what),
                            "write {\"NAME\": \"VALUE\"}, or [{\"ParameterKey\": \"NAME\", "
                            "\"ParameterValue\": \"VALUE\"}]"});
  }

  void put(const DocumentNode& key, const DocumentNode& value) {
    std::string text = value.text;
    if (value.kind == NodeKind::list) {
      for (std::size_t i = 0; i < value.items.size(); ++i) {
        const DocumentNode& item = document_.at(value.items[i]);
        if (item.kind != NodeKind::text) return bad(item.origin, "a list of values holds texts");
        text += (i == 0 ? "" : ",") + item.text;
      }
    } else if (value.kind != NodeKind::text && value.kind != NodeKind::null) {
      return bad(value.origin, "the value of " + in_quotes(key.text) + " is no text");
    }
    if (key.kind != NodeKind::text || key.text.empty()) return bad(key.origin, "a name is missing");
    if (!values_.emplace(key.text, std::move(text)).second) {
      bad(key.origin, "the parameter " + in_quotes(key.text) + " stands twice");
    }
  }

  void read_map(const DocumentNode& map) {
    for (std::size_t i = 0; i + 1 < map.items.size(); i += 2) {
      put(document_.at(map.items[i]), document_.at(map.items[i + 1]));
    }
  }

  void read_item(std::uint32_t item) {
    const DocumentNode& node = document_.at(item);
    if (node.kind == NodeKind::text) {
      const auto pair = parse_parameter(node.text);
      if (!pair) return bad(node.origin, pair.error().what);
      return put({NodeKind::text, node.origin, pair->first, {}, ""},
                 {NodeKind::text, node.origin, pair->second, {}, ""});
    }
    const auto key = document_.member(item, "ParameterKey");
    if (!key) return bad(node.origin, "an entry without ParameterKey");
    const auto value = document_.member(item, "ParameterValue");
    if (value) return put(document_.at(*key), document_.at(*value));
    const auto previous = document_.member(item, "UsePreviousValue");
    if (!previous) return bad(node.origin, "an entry without ParameterValue");
    diagnostics_.push_back({DiagnosticCode::template_parameter, Severity::note, node.origin,
                            in_quotes(document_.at(*key).text) +
                                " keeps the previous value of the stack, which is not known here",
                            "give it: --param " + one_line(document_.at(*key).text) + "=VALUE"});
  }

  const Document& document_;
  Diagnostics& diagnostics_;
  std::map<std::string, std::string> values_;
  bool sound_ = true;
};

}  // namespace

Result<std::pair<std::string, std::string>> parse_parameter(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    return fail(in_quotes(text) + " is not NAME=VALUE", "write --param NAME=VALUE");
  }
  return std::pair(std::string(text.substr(0, equals)), std::string(text.substr(equals + 1)));
}

bool read_parameter_file(const SourceText& source, std::uint32_t source_index,
                         TemplateParameters& parameters, Diagnostics& diagnostics) {
  const std::size_t first = source.bytes().find_first_not_of("\xef\xbb\xbf \t\r\n");
  const bool json = first != std::string_view::npos &&
                    (source.bytes()[first] == '{' || source.bytes()[first] == '[');
  const Document document =
      json ? read_json(source, source_index) : read_yaml(source, source_index);
  if (document.failure) {
    diagnostics.push_back(*document.failure);
    return false;
  }
  return ParameterFile(document, diagnostics).read(parameters);
}

}  // namespace halfopen
